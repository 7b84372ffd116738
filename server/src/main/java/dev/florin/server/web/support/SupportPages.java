package dev.florin.server.web.support;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.SupportTickets;
import dev.florin.server.storage.SupportTickets.Asker;
import dev.florin.server.storage.SupportTickets.Draft;
import dev.florin.server.storage.SupportTickets.Outcome;
import dev.florin.server.storage.Ticket;
import dev.florin.server.storage.Ticket.Author;
import dev.florin.server.storage.TicketNumber;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Inputs;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Typed;
import dev.florin.server.web.pages.Visit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The chat with support. Customers find their conversations by their account; visitors by a secret that their browser keeps, and
 * that each answer's e-mail brings anew. Nothing about a person stands in an address. Thread-safe.
 */
public final class SupportPages {
    private static final String PATH = "/support";
    private static final String ONE = PATH + "/{number}";
    private static final int LONGEST_EMAIL = 254;
    private static final int LONGEST_KEY = 64;

    /** As many as a customer can have open, and a good look back. */
    private static final int MOST_LISTED = 50;

    /** What could be an address; whether it is one, only a mail tells. */
    private static final Pattern EMAIL = Pattern.compile("[^@\\s<>\"(),;:]+@[^@\\s<>\"(),;:]+\\.[^@\\s<>\"(),;:]+");

    private final SupportParts parts;
    private final SupportTickets tickets;
    private final VisitorCookie cookie;
    private final Pages pages;

    /**
     * The model of the page to begin with.
     *
     * @param about the row that is to be asked about
     * @param key of the form
     */
    public record Start(
            Frame frame, Typed typed, @Nullable RowView about, List<TicketView> tickets, String key, int longest) {}

    /**
     * The model of a conversation.
     *
     * @param told where answers can be read
     * @param live where a script hears of answers; empty where the page's own channel tells
     */
    public record Show(
            Frame frame,
            TicketView ticket,
            List<Said> said,
            @Nullable RowView about,
            Typed typed,
            String key,
            String told,
            String live,
            int longest) {}

    public SupportPages(SupportParts parts, Pages pages) {
        this.parts = parts;
        this.tickets = parts.tickets();
        this.cookie = new VisitorCookie(parts.publicUrl());
        this.pages = pages;
    }

    /** Adds the pages and what they need. */
    public void add() {
        pages.assets().add("support.js");
        pages.live().add(new TicketNews(tickets, parts.inbox()));
        pages.openGet(PATH, this::start)
                .openPost(PATH, this::ask)
                .openGet(PATH + "/link/{secret}", this::link)
                .openGet(ONE, this::show)
                .openPost(ONE, this::write)
                .openPost(ONE + "/close", this::close)
                .openPost(ONE + "/seen", this::seen)
                .openGet(ONE + "/live", this::live);
    }

    private Answer start(Visit visit) {
        if (!visit.isSignedIn() && visit.query().has("about")) {
            return visit.seeOther("/sign-in?next=" + Inputs.encoded(visit.target()));
        }
        return visit.page(
                "support/start.jte", start(visit, Typed.blank(), visit.query().text("about"), parts.newKey()));
    }

    private Start start(Visit visit, Typed typed, String about, String key) {
        List<TicketView> mine = visit.isSignedIn()
                ? tickets.of(visit.account(), MOST_LISTED).stream()
                        .map(each -> TicketView.forCustomer(each.ticket(), firstLine(each.title()), visit.zone()))
                        .toList()
                : ofVisitor(visit)
                        .map(ticket -> List.of(TicketView.forCustomer(ticket, title(ticket), visit.zone())))
                        .orElse(List.of());
        return new Start(
                visit.frame("Support", Tab.NONE),
                typed,
                sequence(visit, about).flatMap(row -> row(visit, row)).orElse(null),
                mine,
                key,
                SupportTickets.LONGEST_MESSAGE);
    }

    private Optional<Ticket> ofVisitor(Visit visit) {
        return cookie.read(visit).flatMap(parts.links()::find);
    }

    private String title(Ticket ticket) {
        return tickets.messages(ticket.number(), 0).stream()
                .findFirst()
                .map(message -> firstLine(message.text()))
                .orElse("");
    }

    static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** The number of a row of the customer's own; empty for everything else. */
    private Optional<Long> sequence(Visit visit, String id) {
        return visit.isSignedIn()
                ? parts.ids()
                        .read(ObjectIds.Kind.TRANSACTION, id)
                        .filter(found -> found.account().equals(visit.account()))
                        .map(ObjectIds.Reference::number)
                : Optional.empty();
    }

    private Optional<RowView> row(Visit visit, long sequence) {
        return parts.history()
                .transaction(visit.account(), sequence)
                .map(row -> RowView.of(row, parts.ids(), parts.prices(), visit.zone()));
    }

    private Answer ask(Visit visit) {
        String text = visit.form().text("text");
        String email = visit.form().text("email");
        String about = visit.form().text("about");
        Typed typed = checked(visit, text);
        if (!visit.isSignedIn()
                && (email.length() > LONGEST_EMAIL || !EMAIL.matcher(email).matches())) {
            typed.wrong("email", "Please give an e-mail address, so that we can answer.");
        }
        if (!typed.isRight()) {
            return visit.wrong("support/start.jte", start(visit, typed, about, key(visit)));
        }
        Asker asker = visit.isSignedIn() ? new Asker.Customer(visit.account()) : new Asker.Visitor(email);
        Long row = sequence(visit, about).orElse(null);
        return switch (tickets.open(asker, row, new Draft(text, key(visit)))) {
            case Outcome.Refused(var reason) -> {
                typed.wrong("text", refusal(reason));
                yield visit.wrong("support/start.jte", start(visit, typed, about, key(visit)));
            }
            case Outcome.Written(Ticket ticket) -> {
                Answer.Whole answer = visit.seeOther(PATH + "/" + ticket.number());
                yield visit.isSignedIn()
                        ? answer
                        : cookie.give(answer, parts.links().make(ticket.number()));
            }
        };
    }

    static Typed checked(Visit visit, String text) {
        Typed typed = Typed.of(visit.form());
        if (text.isEmpty()) {
            typed.wrong("text", "Please write something first.");
        } else if (text.length() > SupportTickets.LONGEST_MESSAGE) {
            typed.wrong("text", "Please use at most " + SupportTickets.LONGEST_MESSAGE + " characters.");
        }
        return typed;
    }

    /** The key of the form that was sent; a new one where there is none, or one that is not ours. */
    private String key(Visit visit) {
        String sent = visit.form().text("key");
        return sent.isEmpty() || sent.length() > LONGEST_KEY ? parts.newKey() : sent;
    }

    static String refusal(SupportTickets.Reason reason) {
        return switch (reason) {
            case TOO_MANY_OPEN ->
                "You have " + SupportTickets.MOST_OPEN + " open questions. Please go on in one of them, or close one.";
            case TOO_FAST -> "That is a lot at once. Please try again in an hour.";
            case TOO_LONG -> "This conversation is full. Please begin a new one.";
            case GONE -> "This conversation is not there any more.";
        };
    }

    private Answer link(Visit visit) {
        String secret = visit.path("secret");
        Ticket ticket = Optional.of(secret)
                .filter(VisitorCookie::isSecret)
                .flatMap(parts.links()::find)
                .orElseThrow(Visit::notFound);
        return cookie.give(visit.seeOther(PATH + "/" + ticket.number()), secret);
    }

    /** The conversation of the address, if it is the customer's or the visitor's own. */
    private Optional<Ticket> own(Visit visit) {
        Optional<TicketNumber> number = number(visit.path("number"));
        Optional<Ticket> ofCustomer =
                visit.isSignedIn() ? number.flatMap(each -> tickets.find(visit.account(), each)) : Optional.empty();
        return ofCustomer.or(() -> ofVisitor(visit)
                .filter(ticket -> number.filter(ticket.number()::equals).isPresent()));
    }

    static Optional<TicketNumber> number(String text) {
        return text.matches("[1-9][0-9]{0,17}")
                ? Optional.of(new TicketNumber(Long.parseLong(text)))
                : Optional.empty();
    }

    private Answer show(Visit visit) {
        Optional<Ticket> ticket = own(visit);
        if (ticket.isEmpty() && !visit.isSignedIn()) {
            return visit.seeOther("/sign-in?next=" + Inputs.encoded(visit.target()));
        }
        return visit.page(
                "support/ticket.jte", show(visit, ticket.orElseThrow(Visit::notFound), Typed.blank(), parts.newKey()));
    }

    private Show show(Visit visit, Ticket ticket, Typed typed, String key) {
        List<Ticket.Message> messages = tickets.messages(ticket.number(), 0);
        String title = messages.isEmpty() ? "" : firstLine(messages.getFirst().text());
        Long about = ticket.about();
        boolean byAccount = ticket.account() != null;
        return new Show(
                visit.frame("Question " + ticket.number(), Tab.NONE),
                TicketView.open(ticket, title, visit.zone()),
                messages.stream()
                        .map(message -> Said.of(message, Author.CUSTOMER, "You", visit.zone()))
                        .toList(),
                about == null || !byAccount ? null : row(visit, about).orElse(null),
                typed,
                key,
                told(visit, ticket),
                byAccount ? "" : PATH + "/" + ticket.number() + "/live",
                SupportTickets.LONGEST_MESSAGE);
    }

    private static String told(Visit visit, Ticket ticket) {
        String email = ticket.account() == null
                ? ticket.email()
                : visit.customer().person().email();
        return email == null || email.isBlank()
                ? "We answer here. With an e-mail address in your profile we also write to you."
                : "We answer here, and by e-mail to " + email + ".";
    }

    private Answer write(Visit visit) {
        Ticket ticket = own(visit).orElseThrow(Visit::notFound);
        String text = visit.form().text("text");
        Typed typed = checked(visit, text);
        if (typed.isRight()
                && tickets.write(ticket.number(), Author.CUSTOMER, new Draft(text, key(visit)))
                        instanceof Outcome.Refused(var reason)) {
            typed.wrong("text", refusal(reason));
        }
        return typed.isRight()
                ? visit.seeOther(PATH + "/" + ticket.number())
                : visit.wrong("support/ticket.jte", show(visit, ticket, typed, key(visit)));
    }

    private Answer close(Visit visit) {
        Ticket ticket = own(visit).orElseThrow(Visit::notFound);
        tickets.setClosed(ticket.number(), true);
        return visit.seeOther(PATH + "/" + ticket.number());
    }

    private Answer seen(Visit visit) {
        Ticket ticket = own(visit).orElseThrow(Visit::notFound);
        String upTo = visit.form().text("messages");
        if (upTo.matches("[0-9]{1,4}")) {
            tickets.seen(ticket.number(), Integer.parseInt(upTo));
        }
        return visit.seeOther(PATH + "/" + ticket.number());
    }

    private Answer live(Visit visit) {
        Ticket ticket = own(visit).orElseThrow(Visit::notFound);
        return pages.live().listen(List.of(TicketNews.channel(ticket.number())), List.of());
    }

    /** The account that a conversation is of, for staff. */
    static Optional<AccountNumber> account(Ticket ticket) {
        return Optional.ofNullable(ticket.account());
    }
}
