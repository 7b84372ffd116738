package dev.florin.server.web.support;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.Plan;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.Customers.Customer;
import dev.florin.server.storage.SupportInbox;
import dev.florin.server.storage.SupportInbox.Filter;
import dev.florin.server.storage.SupportInbox.Line;
import dev.florin.server.storage.SupportInbox.Place;
import dev.florin.server.storage.SupportTickets;
import dev.florin.server.storage.SupportTickets.Draft;
import dev.florin.server.storage.SupportTickets.Outcome;
import dev.florin.server.storage.Ticket;
import dev.florin.server.storage.Ticket.Author;
import dev.florin.server.storage.TicketNumber;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Money;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Typed;
import dev.florin.server.web.pages.Visit;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The inbox of the operator's own people: what waits for an answer, and beside each conversation whose it is. Thread-safe. */
public final class InboxPages {
    private static final String PATH = "/admin/support";
    private static final String ONE = PATH + "/{number}";
    private static final int PAGE = 50;
    private static final int LONGEST_KEY = 64;

    private final SupportParts parts;
    private final SupportTickets tickets;
    private final Pages pages;

    /**
     * The model of the list.
     *
     * @param more the query of the next page; empty where there is none
     */
    public record Inbox(Frame frame, List<FilterView> filters, List<LineView> lines, String more) {}

    /** A way to look at the list. */
    public record FilterView(String code, String label, String count, boolean chosen) {}

    /** A line of the list. */
    public record LineView(TicketView ticket, String who, String excerpt) {}

    /**
     * The model of a conversation.
     *
     * @param person whose it is; absent for a visitor
     * @param email where answers go to; empty where that is not known
     */
    public record Show(
            Frame frame,
            TicketView ticket,
            String who,
            List<Said> said,
            @Nullable Person person,
            String email,
            @Nullable RowView about,
            Typed typed,
            String key,
            int longest) {}

    /** A customer, as far as staff needs it to answer. */
    public record Person(String id, String name, Money balance, Money held, boolean pro, boolean frozen) {}

    public InboxPages(SupportParts parts, Pages pages) {
        this.parts = parts;
        this.tickets = parts.tickets();
        this.pages = pages;
    }

    /** Adds the pages. */
    public void add() {
        pages.staffGet(PATH, this::list)
                .staffGet(PATH + "/live", visit -> pages.live().listen(List.of(TicketNews.INBOX), List.of()))
                .staffGet(ONE, this::show)
                .staffPost(ONE, this::answer)
                .staffPost(ONE + "/close", visit -> setClosed(visit, true))
                .staffPost(ONE + "/reopen", visit -> setClosed(visit, false));
    }

    private Answer list(Visit visit) {
        Filter filter = filter(visit.query().text("show"));
        List<Line> found = parts.inbox().list(filter, place(visit), PAGE + 1);
        List<LineView> lines = found.stream()
                .limit(PAGE)
                .map(line -> new LineView(
                        TicketView.forStaff(line.ticket(), line.excerpt(), visit.zone()),
                        who(line),
                        SupportPages.firstLine(line.excerpt())))
                .toList();
        String more =
                found.size() > PAGE ? "?" + query(filter, found.get(PAGE - 1).ticket()) : "";
        return visit.page(
                "support/inbox.jte",
                new Inbox(visit.frame("Inbox", Tab.INBOX).withScript("support.js"), filters(filter), lines, more));
    }

    private static Filter filter(String code) {
        return Arrays.stream(Filter.values())
                .filter(each -> code(each).equals(code))
                .findFirst()
                .orElse(Filter.WAITING);
    }

    private static String code(Filter filter) {
        return filter.name().toLowerCase(Locale.ROOT);
    }

    private static String query(Filter filter, Ticket last) {
        return "show=" + code(filter) + "&at=" + last.updatedAt() + "&after=" + last.number();
    }

    private static @Nullable Place place(Visit visit) {
        Optional<TicketNumber> after = SupportPages.number(visit.query().text("after"));
        try {
            return after.isEmpty()
                    ? null
                    : new Place(Instant.parse(visit.query().text("at")), after.get());
        } catch (DateTimeException notOurs) {
            return null;
        }
    }

    private List<FilterView> filters(Filter chosen) {
        SupportInbox.Counts counts = parts.inbox().counts();
        return List.of(
                view(Filter.WAITING, "Waiting", counts.waiting(), chosen),
                view(Filter.ANSWERED, "Answered", counts.answered(), chosen),
                view(Filter.OPEN, "All open", counts.waiting() + counts.answered(), chosen),
                view(Filter.CLOSED, "Closed", -1, chosen));
    }

    private static FilterView view(Filter filter, String label, int count, Filter chosen) {
        return new FilterView(code(filter), label, count < 0 ? "" : Integer.toString(count), filter == chosen);
    }

    private static String who(Line line) {
        String customer = line.customer();
        String name = line.name();
        return customer == null ? "Visitor" : name == null || name.isBlank() ? customer : name;
    }

    private Ticket found(Visit visit) {
        return SupportPages.number(visit.path("number")).flatMap(tickets::find).orElseThrow(Visit::notFound);
    }

    private Answer show(Visit visit) {
        return visit.page("support/answer.jte", show(visit, found(visit), Typed.blank(), parts.newKey()));
    }

    private Show show(Visit visit, Ticket ticket, Typed typed, String key) {
        Optional<Customer> customer = Optional.ofNullable(ticket.account()).flatMap(parts.customers()::of);
        String name = customer.map(InboxPages::name).orElse("Visitor");
        List<Ticket.Message> messages = tickets.messages(ticket.number(), 0);
        String title = messages.isEmpty()
                ? ""
                : SupportPages.firstLine(messages.getFirst().text());
        String email = customer.map(Customer::email).orElse(ticket.email());
        return new Show(
                visit.frame("Question " + ticket.number(), Tab.INBOX).withScript("support.js"),
                TicketView.forStaff(ticket, title, visit.zone()),
                name,
                messages.stream()
                        .map(message -> Said.of(message, Author.STAFF, name, visit.zone()))
                        .toList(),
                customer.flatMap(this::person).orElse(null),
                email == null ? "" : email,
                about(visit, ticket).orElse(null),
                typed,
                key,
                SupportTickets.LONGEST_MESSAGE);
    }

    private static String name(Customer customer) {
        String name = customer.name();
        return name == null || name.isBlank() ? customer.id() : name;
    }

    private Optional<Person> person(Customer customer) {
        return parts.accounts().find(customer.account()).map(standing -> person(customer, standing));
    }

    private static Person person(Customer customer, Accounts.Standing standing) {
        Account account = standing.account();
        return new Person(
                customer.id(),
                name(customer),
                Money.balance(account.balance()),
                Money.balance(account.held()),
                account.plan(standing.now()) == Plan.PRO,
                account.frozen());
    }

    private Optional<RowView> about(Visit visit, Ticket ticket) {
        Long about = ticket.about();
        return about == null
                ? Optional.empty()
                : SupportPages.account(ticket)
                        .flatMap(account -> parts.history().transaction(account, about))
                        .map(row -> RowView.of(row, parts.ids(), parts.prices(), visit.zone()));
    }

    private Answer answer(Visit visit) {
        Ticket ticket = found(visit);
        String text = visit.form().text("text");
        String sent = visit.form().text("key");
        String key = sent.isEmpty() || sent.length() > LONGEST_KEY ? parts.newKey() : sent;
        Typed typed = SupportPages.checked(visit, text);
        if (typed.isRight()
                && tickets.write(ticket.number(), Author.STAFF, new Draft(text, key))
                        instanceof Outcome.Refused(var reason)) {
            typed.wrong("text", SupportPages.refusal(reason));
        }
        return typed.isRight()
                ? visit.seeOther(PATH + "/" + ticket.number())
                : visit.wrong("support/answer.jte", show(visit, ticket, typed, key));
    }

    private Answer setClosed(Visit visit, boolean closed) {
        Ticket ticket = found(visit);
        tickets.setClosed(ticket.number(), closed);
        return visit.seeOther(PATH + "/" + ticket.number());
    }
}
