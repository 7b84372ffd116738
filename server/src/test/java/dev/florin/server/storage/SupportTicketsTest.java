package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.check.Check;
import dev.florin.server.storage.SupportInbox.Filter;
import dev.florin.server.storage.SupportInbox.Line;
import dev.florin.server.storage.SupportInbox.Place;
import dev.florin.server.storage.SupportInbox.Progress;
import dev.florin.server.storage.SupportTickets.Asker;
import dev.florin.server.storage.SupportTickets.Draft;
import dev.florin.server.storage.SupportTickets.Outcome;
import dev.florin.server.storage.SupportTickets.Reason;
import dev.florin.server.storage.Ticket.Author;
import dev.florin.server.storage.Ticket.Message;
import dev.florin.server.storage.Ticket.State;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SupportTicketsTest {
    private static final Teller TELLER = new Teller();
    private static final AtomicInteger SENT = new AtomicInteger();
    private static final @Nullable Long NOTHING = null;

    private final SupportTickets tickets = new SupportTickets(TELLER.database());
    private final SupportInbox inbox = new SupportInbox(TELLER.database());
    private final SupportLinks links = new SupportLinks(TELLER.database(), new SecureRandom());

    @AfterAll
    static void close() {
        TELLER.close();
    }

    @Test
    void aQuestionIsAnsweredAndTheTurnGoesToAndFro() {
        AccountNumber account = TELLER.open("asks");
        Ticket asked = opened(account, 7L, "Why this charge?");
        assertEquals(State.WAITING, asked.state());
        assertEquals(7L, asked.about());
        assertEquals(1, asked.seen());
        Ticket answered = written(asked, Author.STAFF, "Because of the long input.");
        assertEquals(State.ANSWERED, answered.state());
        assertEquals(1, unread(account));
        tickets.seen(asked.number(), 2);
        assertEquals(0, unread(account));
        Ticket again = written(asked, Author.CUSTOMER, "Thanks!");
        assertEquals(State.WAITING, again.state());
        List<Message> all = tickets.messages(asked.number(), 0);
        assertEquals(
                List.of("Why this charge?", "Because of the long input.", "Thanks!"),
                all.stream().map(Message::text).toList());
        assertEquals(all.subList(2, 3), tickets.messages(asked.number(), 2));
    }

    @Test
    void aClosedConversationIsOpenAgainWhenItsCustomerWrites() {
        Ticket asked = opened(TELLER.open("closes"), NOTHING, "Hello");
        assertEquals(
                State.CLOSED,
                tickets.setClosed(asked.number(), true).orElseThrow().state());
        assertTrue(tickets.setClosed(asked.number(), true).isEmpty());
        assertEquals(
                State.WAITING, written(asked, Author.CUSTOMER, "One more thing").state());
        tickets.setClosed(asked.number(), true);
        assertEquals(
                State.WAITING,
                tickets.setClosed(asked.number(), false).orElseThrow().state());
    }

    @Test
    void theSameFormSentTwentyTimesAtOnceAsksOnce() throws InterruptedException, ExecutionException {
        AccountNumber account = TELLER.open("hasty");
        Draft draft = draft("Only once, please");
        Set<TicketNumber> numbers = new HashSet<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sent.add(callers.submit(() -> tickets.open(new Asker.Customer(account), null, draft)));
            }
            for (Future<Outcome> each : sent) {
                numbers.add(written(each.get()).number());
            }
        }
        assertEquals(1, numbers.size());
        Ticket ticket = tickets.find(account, numbers.iterator().next()).orElseThrow();
        Draft more = draft("And this");
        written(tickets.write(ticket.number(), Author.CUSTOMER, more));
        assertEquals(
                2,
                written(tickets.write(ticket.number(), Author.CUSTOMER, more)).messages());
    }

    @Test
    void whoAsksTooMuchIsAskedToGoOnOrToWait() {
        AccountNumber account = TELLER.open("many");
        for (int i = 0; i < SupportTickets.MOST_OPEN; i++) {
            opened(account, NOTHING, "Question " + i);
        }
        assertEquals(
                new Outcome.Refused(Reason.TOO_MANY_OPEN),
                tickets.open(new Asker.Customer(account), null, draft("One more")));
        AccountNumber fast = TELLER.open("fast");
        Ticket ticket = opened(fast, NOTHING, "1");
        for (int i = 2; i <= SupportTickets.MOST_AN_HOUR; i++) {
            written(ticket, Author.CUSTOMER, "" + i);
        }
        assertEquals(
                new Outcome.Refused(Reason.TOO_FAST), tickets.write(ticket.number(), Author.CUSTOMER, draft("31")));
        written(ticket, Author.STAFF, "Slow down");
        TELLER.wait(Duration.ofHours(1));
        written(ticket, Author.CUSTOMER, "31");
    }

    @Test
    void visitorsTogetherAskNoMoreInAnHourThanStaffCanBeToldOf() {
        TELLER.wait(Duration.ofHours(1));
        for (int i = 0; i < SupportTickets.MOST_OF_VISITORS_AN_HOUR; i++) {
            written(tickets.open(new Asker.Visitor("v" + i + "@example.com"), null, draft("Hello")));
        }
        assertEquals(
                new Outcome.Refused(Reason.TOO_FAST),
                tickets.open(new Asker.Visitor("another@example.com"), null, draft("Hello")));
        TELLER.wait(Duration.ofHours(1));
        Ticket one = written(tickets.open(new Asker.Visitor("V0@example.com"), null, draft("Hello again")));
        assertEquals("V0@example.com", one.email());
    }

    @Test
    void aVisitorReadsOnByASecretThatIsKeptNowhere() throws SQLException {
        TELLER.wait(Duration.ofHours(1));
        Ticket ticket = written(tickets.open(new Asker.Visitor("visitor@example.com"), null, draft("Prices?")));
        String secret = links.make(ticket.number());
        assertEquals(Optional.of(ticket), links.find(secret));
        assertTrue(links.find(secret + "x").isEmpty());
        assertEquals(
                0, count("SELECT count(*) FROM florin.support_link l WHERE strpos(l::text, '" + secret + "') > 0"));
        TELLER.wait(SupportLinks.VALID);
        assertTrue(links.find(secret).isEmpty());
    }

    @Test
    void aConversationIsFoundByItsOwnAccountOnly() {
        Ticket ticket = opened(TELLER.open("own"), NOTHING, "Mine");
        AccountNumber other = TELLER.open("other");
        assertTrue(tickets.find(other, ticket.number()).isEmpty());
        assertTrue(tickets.of(other, 10).isEmpty());
        assertEquals(Optional.of(ticket), tickets.find(ticket.number()));
    }

    @Test
    void staffSeesWhoHasWaitedLongestFirstAndPagesThrough() {
        AccountNumber account = TELLER.open("listed");
        List<Ticket> asked = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TELLER.wait(Duration.ofSeconds(1));
            asked.add(opened(account, NOTHING, "Question " + i));
        }
        written(asked.get(1), Author.STAFF, "Answer");
        String before = inbox.moved();
        tickets.setClosed(asked.get(3).number(), true);
        assertFalse(before.equals(inbox.moved()));
        assertEquals(List.of(0, 2), listed(Filter.WAITING, asked));
        assertEquals(List.of(1), listed(Filter.ANSWERED, asked));
        assertEquals(List.of(3), listed(Filter.CLOSED, asked));
        assertEquals(List.of(1, 2, 0), listed(Filter.OPEN, asked));
        List<Line> first = inbox.list(Filter.OPEN, null, 1);
        assertEquals("listed", first.getFirst().customer());
        assertEquals("Answer", first.getFirst().excerpt());
        List<Line> next = inbox.list(Filter.OPEN, Place.of(first.getFirst().ticket()), 1);
        assertEquals(asked.get(2).number(), next.getFirst().ticket().number());
        assertEquals(
                Map.of(
                        asked.get(1).number(), new Progress(2, State.ANSWERED),
                        asked.get(3).number(), new Progress(1, State.CLOSED)),
                inbox.progress(List.of(asked.get(1).number(), asked.get(3).number())));
    }

    @Test
    void nothingThatWasWrittenIsLeftOfADeletedAccount() throws SQLException {
        AccountNumber account = TELLER.open("leaves");
        Ticket ticket = opened(account, NOTHING, "Some unforgettable words");
        TELLER.delete(account);
        assertTrue(tickets.find(ticket.number()).isEmpty());
        assertEquals(new Outcome.Refused(Reason.GONE), tickets.write(ticket.number(), Author.STAFF, draft("Too late")));
        assertEquals(0, count("SELECT count(*) FROM florin.support_message m WHERE m.text LIKE '%unforgettable%'"));
        assertEquals(1, count("SELECT count(*) FROM florin.support_ticket WHERE ticket_no = " + ticket.number()));
    }

    @Test
    void conversationsAreForgottenTwoYearsAfterTheirLastMessage() {
        Ticket old = opened(TELLER.open("old"), NOTHING, "Long ago");
        TELLER.wait(SupportMails.KEPT);
        Ticket young = opened(TELLER.open("young"), NOTHING, "Today");
        assertTrue(new SupportMails(TELLER.database(), links).forget(1_000) > 0);
        assertTrue(tickets.find(old.number()).isEmpty());
        assertTrue(tickets.find(young.number()).isPresent());
    }

    private int unread(AccountNumber account) {
        return Check.present(tickets.overviews(List.of(account)).get(account), "an overview")
                .unread();
    }

    private List<Integer> listed(Filter filter, List<Ticket> asked) {
        List<TicketNumber> numbers = asked.stream().map(Ticket::number).toList();
        return inbox.list(filter, null, 1_000).stream()
                .map(line -> numbers.indexOf(line.ticket().number()))
                .filter(index -> index >= 0)
                .toList();
    }

    private Ticket opened(AccountNumber account, @Nullable Long about, String text) {
        return written(tickets.open(new Asker.Customer(account), about, draft(text)));
    }

    private Ticket written(Ticket ticket, Author author, String text) {
        return written(tickets.write(ticket.number(), author, draft(text)));
    }

    private static Ticket written(Outcome outcome) {
        return assertInstanceOf(Outcome.Written.class, outcome).ticket();
    }

    private static Draft draft(String text) {
        return new Draft(text, "form " + SENT.incrementAndGet());
    }

    private static long count(String sql) throws SQLException {
        try (Connection connection = TELLER.test().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
