package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.payments.Payments;
import dev.florin.server.payments.StripeFault;
import dev.florin.server.payments.Webhooks;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Purchases;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.BodyRule;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.JsonOut;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.util.List;

/**
 * Where Stripe calls, and where it sends customers back to. Of a customer's return only the top-up's id is taken: whatever else
 * the address carries is neither read nor logged. Thread-safe.
 */
final class StripeRoutes {
    private static final String SETTINGS = "/v1/settings";

    private final Asking asking;
    private final Payments payments;
    private final ReturnUrls returnUrls;

    StripeRoutes(Asking asking, Payments payments, ReturnUrls returnUrls) {
        this.asking = asking;
        this.payments = payments;
        this.returnUrls = returnUrls;
    }

    void addTo(Routes routes) {
        routes.post("/webhooks/stripe", Access.anyone(), KeyRule.IGNORED, BodyRule.RAW, this::webhook)
                .get("/top-ups/{id}/return", Access.anyone(), this::back)
                .get("/top-ups/{id}/confirm", Access.anyone(), this::confirm)
                .get("/top-ups/{id}", Access.anyone(), this::page)
                .get(SETTINGS, Access.to(Scope.SETTINGS), this::settings)
                .put(SETTINGS, Access.to(Scope.SETTINGS), this::set);
    }

    private Answer webhook(Request request) {
        request.admit();
        Webhooks.Came came = payments.webhooks()
                .take(request.raw(), request.header("Stripe-Signature").orElse(null));
        return switch (came) {
            case TAKEN -> Answer.ok(out -> out.object().flag("received", true).end());
            case NOT_SIGNED ->
                throw new Refused(Problem.of(
                        ProblemCode.INVALID_REQUEST, "The body is not signed by a known secret, or too long ago."));
            case NOT_AN_EVENT ->
                throw new Refused(Problem.of(ProblemCode.INVALID_REQUEST, "The body is not an event."));
        };
    }

    private ObjectIds.Reference topUp(Request request) {
        return asking.ids()
                .read(ObjectIds.Kind.TOP_UP, request.path("id"))
                .filter(each ->
                        payments.topUps().find(each.account(), each.number()).isPresent())
                .orElseThrow(Asking::notFound);
    }

    /** The customer comes back from Stripe: what became of the payment is asked, and the browser sent to a clean address. */
    private Answer back(Request request) {
        request.query().ignoreAll();
        request.admit();
        ObjectIds.Reference reference = topUp(request);
        AccountNumber account = reference.account();
        TopUp topUp = payments.topUps().find(account, reference.number()).orElseThrow();
        try {
            topUp = payments.topUps().look(account, topUp);
        } catch (StripeFault e) {
            // The page says what is known; what Stripe did not answer comes later by itself.
        }
        String there = topUp.returnUrl() == null ? "/top-ups/" + request.path("id") : topUp.returnUrl();
        return redirect(there);
    }

    private Answer confirm(Request request) {
        request.query().ignoreAll();
        request.admit();
        ObjectIds.Reference reference = topUp(request);
        TopUp topUp =
                payments.topUps().find(reference.account(), reference.number()).orElseThrow();
        String there = CardRoutes.atStripe(() -> payments.topUps().confirmation(topUp))
                .orElse("/top-ups/" + request.path("id"));
        return redirect(there);
    }

    private static Answer redirect(String there) {
        return Answer.text(303, "text/plain; charset=utf-8", "")
                .with("Location", there)
                .with("Referrer-Policy", "no-referrer")
                .with("Cache-Control", "no-store");
    }

    /** A plain page for a customer whose host named no other: how the payment stands, and nothing else. */
    private Answer page(Request request) {
        request.query().ignoreAll();
        request.admit();
        ObjectIds.Reference reference = topUp(request);
        TopUp topUp =
                payments.topUps().find(reference.account(), reference.number()).orElseThrow();
        return Answer.text(200, "text/html; charset=utf-8", TopUpPage.of(topUp, returnUrls.usual()))
                .with("Referrer-Policy", "no-referrer")
                .with("Cache-Control", "no-store")
                .with("Content-Security-Policy", TopUpPage.POLICY);
    }

    private Answer settings(Request request) {
        request.admit();
        Purchases.Settings settings = payments.purchases().settings();
        return Answer.ok(out -> write(out, settings));
    }

    private static void write(JsonOut out, Purchases.Settings settings) {
        out.object()
                .text("object", "settings")
                .text("automatic_charges", settings.stopped() ? "stopped" : "on")
                .text("reason", settings.reason())
                .time("changed_at", settings.changedAt())
                .end();
    }

    private Answer set(Request request) {
        Field<String> charges = request.body()
                .choice("automatic_charges", List.of("on", "stopped"), each -> each)
                .required();
        Field<String> reason = Words.reason(request.body()).required();
        Admission admission = request.admit();
        Purchases.Settings settings = payments.purchases()
                .set(
                        charges.value().equals("stopped"),
                        reason.value(),
                        admission.caller().actor());
        return Answer.ok(out -> write(out, settings));
    }
}
