package dev.florin.server.web.pages;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.WebSessions;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.KeyHash;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.RateLimiter;
import dev.florin.server.web.http.Refused;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signing in and out. A customer comes by a one-time link that the host made; looking at the link's page uses nothing up (mail
 * scanners and previews do that), its form does, which sends itself where scripts run. Signing in always begins a new session,
 * so nobody can be given one that somebody else knows. Thread-safe.
 */
public final class SignIn {
    private static final String LINK = "/sign-in/link";

    /** Guesses of the operator's key, all browsers together: it has 24 letters, and people make slips. */
    private static final int GUESSES_A_SECOND = 1;

    private static final int GUESSES_AT_ONCE = 10;

    private final Pages pages;
    private final PagesParts parts;
    private final KeyHash operatorKey;
    private final RateLimiter guesses = new RateLimiter(GUESSES_A_SECOND, GUESSES_AT_ONCE, System::nanoTime);

    SignIn(Pages pages, PagesParts parts) {
        this.pages = pages;
        this.parts = parts;
        this.operatorKey = KeyHash.ofSecret(parts.operatorKey());
    }

    /**
     * The model of the page that somebody sees who is not signed in.
     *
     * @param people of the demo; empty elsewhere
     * @param next where to go afterwards
     */
    public record Model(Frame frame, List<DemoPerson> people, String next) {}

    /** The model of a link's page. */
    public record LinkModel(Frame frame, String link, String name, boolean goesOn) {}

    /** The model of the operator's door. */
    public record StaffModel(Frame frame, String next, String error) {}

    void addTo(Pages all) {
        all.openGet("/", this::start)
                .openGet("/sign-in", this::show)
                .openGet(LINK, this::link)
                .openPost(LINK, this::useLink)
                .openPost("/sign-out", this::signOut)
                .openGet("/admin/sign-in", visit -> staff(visit, ""))
                .openPost("/admin/sign-in", this::signInAsStaff);
        if (parts.demo()) {
            all.openGet("/demo/sign-in", this::show).openPost("/demo/sign-in", this::signInForDemo);
        }
    }

    private Answer start(Visit visit) {
        return visit.isSignedIn() ? Visit.redirect(pages.home()) : show(visit);
    }

    private Answer show(Visit visit) {
        String next = Origins.local(visit.query().text("next"), "");
        List<DemoPerson> people = parts.demo() ? DemoPerson.of(visit.query().text("as"), parts.customers()) : List.of();
        return visit.page("pages/sign_in.jte", new Model(visit.frame("Sign in", Tab.NONE), people, next));
    }

    private Answer signInForDemo(Visit visit) {
        String id = visit.form().text("as");
        AccountNumber account = Optional.of(id)
                .filter(DemoPerson.IDS::contains)
                .flatMap(parts.customers()::account)
                .orElseThrow(Visit::notFound);
        return signedIn(visit, pages.sessions().begin(account), visit.form().text("next"));
    }

    private Answer link(Visit visit) {
        String link = visit.query().text("link");
        Optional<WebSessions.Link> found = pages.sessions().look(link);
        if (found.isEmpty()) {
            return over();
        }
        String name =
                parts.customers().of(found.get().account()).map(SignIn::name).orElse("");
        boolean other =
                visit.isSignedIn() && !visit.account().equals(found.get().account());
        // Whoever is signed in as somebody else is asked, not moved.
        return visit.page("pages/link.jte", new LinkModel(visit.frame("Sign in", Tab.NONE), link, name, !other));
    }

    private static String name(Customers.Customer person) {
        String name = person.name();
        return name == null || name.isBlank() ? person.id() : name;
    }

    private Answer.Whole over() {
        return ErrorPage.page(
                pages,
                410,
                "This link cannot be used any more",
                "It works once and for five minutes. Go back to where you came from and open your account again.",
                "");
    }

    private Answer useLink(Visit visit) {
        Optional<WebSessions.Begun> begun = pages.sessions().begin(visit.form().text("link"));
        if (begun.isEmpty()) {
            return over();
        }
        String back = Optional.ofNullable(begun.get().link().returnUrl()).orElse("");
        String home = parts.publicUrl();
        String own = back.startsWith(home + "/") ? back.substring(home.length()) : "";
        return signedIn(visit, begun.get().secret(), own);
    }

    /** The session before, if there was one, ends: nothing of it goes over. */
    private Answer.Whole signedIn(Visit visit, @Nullable String secret, String next) {
        visit.secret().ifPresent(pages.sessions()::end);
        Answer.Whole answer = Visit.redirect(Origins.local(next, pages.home()));
        return secret == null ? answer : pages.browser().signIn(answer, secret, visit.isFramed());
    }

    private Answer signOut(Visit visit) {
        visit.secret().ifPresent(pages.sessions()::end);
        return pages.browser().signOut(Visit.redirect("/"));
    }

    private Answer.Whole staff(Visit visit, String error) {
        String next = Origins.local(
                visit.request().isPost()
                        ? visit.form().text("next")
                        : visit.query().text("next"),
                "");
        StaffModel model = new StaffModel(visit.frame("Operator sign-in", Tab.NONE), next, error);
        return error.isEmpty()
                ? visit.page("pages/staff_sign_in.jte", model)
                : visit.wrong("pages/staff_sign_in.jte", model);
    }

    private Answer signInAsStaff(Visit visit) {
        var wait = guesses.take("operator");
        if (!wait.isZero()) {
            throw new Refused(Problem.of(ProblemCode.RATE_LIMITED, "Too many tries. Please wait a moment.")
                    .retryAfter(wait));
        }
        if (!KeyHash.ofSecret(visit.form().text("operator_key")).equals(operatorKey)) {
            return staff(visit, "That is not the operator key.");
        }
        String next = Origins.local(visit.form().text("next"), Tab.INBOX.path());
        return signedIn(visit, pages.sessions().beginAsOperator(), next);
    }
}
