package dev.florin.server.web.pages;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.check.Check;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Outcome;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.WebSessions;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.MediaTypes;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One request of a browser, by a customer, by the operator, or by somebody who is not signed in. Used by one thread.
 *
 * <p>A handler of a page for customers reads only what is of {@link #account}; an id from the address or a form that is another
 * account's is answered like one that does not exist ({@link #notFound}).
 */
public final class Visit {
    private final Request request;
    private final Inputs query;
    private final Inputs form;
    private final @Nullable String secret;
    private final Optional<WebSessions.Session> session;
    private final Pages pages;
    private @Nullable Customer customer;

    /** A customer as the page found them: with nothing left to be carried out that is due. */
    public record Customer(Customers.Customer person, Accounts.Standing standing) {}

    Visit(Request request, Inputs form, @Nullable String secret, Optional<WebSessions.Session> session, Pages pages) {
        this.request = request;
        this.query = Inputs.read(request.rawQuery());
        this.form = form;
        this.secret = secret;
        this.session = session;
        this.pages = pages;
    }

    public boolean isSignedIn() {
        return session.filter(each -> each.account() != null).isPresent();
    }

    /** Whether it is the operator's own people. */
    public boolean isStaff() {
        return session.filter(each -> each.account() == null).isPresent();
    }

    /** Whose pages these are; only where a customer is signed in. */
    public AccountNumber account() {
        return Check.present(session.orElseThrow().account(), "the account of a customer's page");
    }

    /** The customer, read once for each visit. */
    public Customer customer() {
        if (customer == null) {
            customer = pages.customer(account());
        }
        return customer;
    }

    public ZoneId zone() {
        return isSignedIn() ? customer().standing().account().zone() : ZoneId.of("UTC");
    }

    /** The time of the database. */
    public Instant now() {
        return isSignedIn() ? customer().standing().now() : pages.now();
    }

    /** How the ledger's rows name who acted. */
    public String actor() {
        return isStaff() ? "operator" : "customer";
    }

    /**
     * How the ledger knows a request of this page. A form with {@code @template.pages.once} takes effect once, however often it is
     * sent.
     */
    public dev.florin.core.ledger.Request command() {
        StringBuilder what = new StringBuilder(request.target());
        form.values().forEach((name, values) -> {
            if (!name.equals("csrf")) {
                what.append('\n').append(name).append('=').append(values);
            }
        });
        return pages.command(actor(), form.typed("once").orElse(null), what.toString());
    }

    /** One that a page names itself: the same name is the same command, whatever else was sent. */
    public dev.florin.core.ledger.Request command(String name) {
        return pages.command(actor(), name, name);
    }

    /**
     * Asks the ledger and waits for what it came to, durably.
     *
     * @throws Refused with 503 where nobody knows, or nothing was done: the page says so
     */
    public <T> Outcome<T> ask(Command<T> command) {
        try {
            return pages.ledger().submit(command).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LedgerFault) {
                throw new Refused(Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "Please try again in a moment."));
            }
            throw e;
        }
    }

    /** What stands in the path for a name in braces. */
    public String path(String name) {
        return request.path(name);
    }

    public Inputs query() {
        return query;
    }

    /** What was typed; nothing where a page is only looked at. */
    public Inputs form() {
        return form;
    }

    public Optional<String> header(String name) {
        return request.header(name);
    }

    /** Path and query, to come back to. */
    public String target() {
        return request.target();
    }

    /** What stands around the page; tells at its top what the page before left to be said. */
    public Frame frame(String title, Tab tab) {
        return pages.frame(this, title, tab);
    }

    /** A frame for the last page of an account that is deleted. */
    public Frame farewell(String title) {
        return pages.bareFrame(title);
    }

    /** A moment in the account's own zone. */
    public Moment moment(Instant at) {
        return Moment.of(at, zone());
    }

    /** The page that a template makes of its model. */
    public Answer.Whole page(String template, Object model) {
        return answer(200, template, model);
    }

    /** The same form again with what is wrong with it. */
    public Answer.Whole wrong(String template, Object model) {
        return answer(422, template, model);
    }

    /** The operator's own pages are in nobody's frame. */
    private Answer.Whole answer(int status, String template, Object model) {
        return request.target().startsWith("/admin")
                ? pages.views().page(status, template, model)
                : pages.views().framedPage(status, template, model);
    }

    /** Whether the page stands in a frame of another. */
    boolean isFramed() {
        return request.header("Sec-Fetch-Dest").filter("iframe"::equals).isPresent();
    }

    /** On to another page of ours, or to one that was checked; what was sent is not sent again by a reload. */
    public Answer.Whole seeOther(String url) {
        return redirect(url);
    }

    /** The same, and the next page says something. */
    public Answer.Whole seeOther(String url, Flash flash) {
        pages.sessions().setFlash(Check.present(secret, "a session"), flash.stored());
        return redirect(url);
    }

    static Answer.Whole redirect(String url) {
        return Answer.bytes(303, MediaTypes.HTML, new byte[0]).with("Location", ascii(url));
    }

    /** An address as a header takes it. */
    private static String ascii(String url) {
        StringBuilder ascii = new StringBuilder(url.length());
        for (byte b : url.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0x20 && b < 0x7f) {
                ascii.append((char) b);
            } else {
                ascii.append(String.format("%%%02X", b));
            }
        }
        return ascii.toString();
    }

    /** What is not there, or is another account's. */
    public static Refused notFound() {
        return new Refused(Problem.notFound("There is no such page, or it is not yours."));
    }

    Request request() {
        return request;
    }

    Optional<WebSessions.Session> session() {
        return session;
    }

    /** The token for this session's forms; empty where nobody is signed in. */
    String csrf() {
        return secret == null || session.isEmpty() ? "" : Browser.token(secret);
    }

    Optional<String> secret() {
        return Optional.ofNullable(secret);
    }
}
