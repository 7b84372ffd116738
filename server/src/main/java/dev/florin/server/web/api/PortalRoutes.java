package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.storage.WebSessions;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Caller;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.util.List;

/** One-time links that sign a customer in to the pages. A link is told once, so a key has nothing to repeat. Thread-safe. */
final class PortalRoutes {
    /** What a customer may do at the pages, and so whoever holds the link. */
    private static final List<Scope> GIVEN_AWAY =
            List.of(Scope.READ, Scope.SPEND, Scope.BUY, Scope.ACCOUNTS, Scope.KEYS);

    private final Asking asking;
    private final WebSessions sessions;
    private final ReturnUrls returnUrls;
    private final String publicUrl;

    PortalRoutes(Asking asking, WebSessions sessions, ReturnUrls returnUrls, String publicUrl) {
        this.asking = asking;
        this.sessions = sessions;
        this.returnUrls = returnUrls;
        this.publicUrl = publicUrl;
    }

    void addTo(Routes routes) {
        routes.post("/v1/portal-sessions", Access.to(Scope.ACCOUNTS), KeyRule.IGNORED, this::create);
    }

    private Answer create(Request request) {
        Field<String> account = Words.accountId(request.body(), "account").required();
        Field<String> returnUrl = returnUrls.read(request.body());
        Caller caller = request.admit().caller();
        refuseUnlessItMayItself(caller);
        AccountNumber number =
                asking.upToDate(caller, account.value()).account().number();
        String link = sessions.newLink(number, returnUrl.optional().orElse(null));
        AuditLog.linkMade(number, caller);
        return Answer.ok(out -> out.object()
                .text("object", "portal_session")
                .text("account", account.value())
                .text("url", publicUrl + "/sign-in/link?link=" + link)
                .end());
    }

    /** A key can give away only what it may itself. */
    private static void refuseUnlessItMayItself(Caller caller) {
        for (Scope scope : GIVEN_AWAY) {
            Access needed = Access.to(scope);
            if (!needed.allows(caller)) {
                throw new Refused(Problem.of(
                        ProblemCode.SCOPE_MISSING,
                        "Whoever has the link can do it at the pages, so this needs " + needed.needed() + ", too."));
            }
        }
    }
}
