package dev.florin.server.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Command;
import dev.florin.server.storage.SupportLinks;
import dev.florin.server.storage.SupportTickets;
import dev.florin.server.storage.SupportTickets.Asker;
import dev.florin.server.storage.SupportTickets.Draft;
import dev.florin.server.storage.SupportTickets.Outcome;
import dev.florin.server.storage.Ticket;
import dev.florin.server.storage.Ticket.Author;
import java.security.SecureRandom;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is told by e-mail of what is written to support, and by support. */
class SupportMailWorkTest {
    private static final Pattern LINK =
            Pattern.compile("https://credit\\.example\\.com/support/link/([A-Za-z0-9_-]{43})");

    private final NoticeStage stage = new NoticeStage();
    private final SupportTickets tickets = new SupportTickets(stage.database());
    private int forms;

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void staffIsToldOnceOfWhatWaitsAndTheCustomerOfEveryAnswer() {
        AccountNumber account = stage.open("ann");
        Ticket ticket = written(tickets.open(new Asker.Customer(account), null, draft("Why was I charged?")));
        write(ticket, Author.CUSTOMER, "Hello?");
        send();
        MailStandIn.Received question = stage.mailServer().received().getFirst();
        assertEquals("staff@example.com", question.recipient());
        assertEquals("Question " + ticket.number(), question.header("Subject"));
        assertTrue(text(question).contains("Why was I charged?"), text(question));
        assertTrue(text(question).contains("/admin/support/" + ticket.number()), text(question));
        assertEquals(1, received().size());
        write(ticket, Author.STAFF, "For 1,200 tokens.\n\nSee the receipt.");
        write(ticket, Author.STAFF, "And one more thing.");
        write(ticket, Author.CUSTOMER, "I see");
        send();
        assertEquals(
                List.of("staff@example.com", "ann@customers.example", "ann@customers.example", "staff@example.com"),
                received());
        assertTrue(text(stage.mailServer().received().get(1)).contains("/support/" + ticket.number()));
    }

    @Test
    void aVisitorIsToldByALinkThatOpensTheConversation() {
        Ticket ticket = written(tickets.open(new Asker.Visitor("vic@visitors.example"), null, draft("Prices?")));
        write(ticket, Author.STAFF, "On the page of prices.");
        send();
        assertEquals(List.of("staff@example.com", "vic@visitors.example"), received());
        Matcher link = LINK.matcher(text(stage.mailServer().received().getLast()));
        assertTrue(link.find());
        SupportLinks links = new SupportLinks(stage.database(), new SecureRandom());
        assertEquals(ticket.number(), links.find(link.group(1)).orElseThrow().number());
    }

    @Test
    void aMailServerThatIsDownGetsTheMailOnceAfterwards() {
        AccountNumber account = stage.open("ben");
        written(tickets.open(new Asker.Customer(account), null, draft("Anybody there?")));
        stage.mailServer().down(true);
        assertEquals(new Run(0, 1), stage.first().support.run(true));
        stage.mailServer().down(false);
        send();
        send();
        assertEquals(List.of("staff@example.com"), received());
    }

    @Test
    void nobodyIsToldOfWhatWasErasedMeanwhile() {
        AccountNumber account = stage.open("cleo");
        Ticket ticket = written(tickets.open(new Asker.Customer(account), null, draft("Please forget me")));
        write(ticket, Author.STAFF, "Done.");
        stage.done(new Command.DeleteAccount(account, stage.request(false), true));
        send();
        assertEquals(List.of(), received());
    }

    private void send() {
        stage.first().support.run(true);
    }

    private List<String> received() {
        return stage.mailServer().received().stream()
                .map(MailStandIn.Received::recipient)
                .toList();
    }

    /** Without the soft line ends of quoted-printable. */
    private static String text(MailStandIn.Received mail) {
        return String.join("\n", mail.lines()).replace("=\n", "");
    }

    private void write(Ticket ticket, Author author, String text) {
        written(tickets.write(ticket.number(), author, draft(text)));
    }

    private Draft draft(String text) {
        return new Draft(text, "form " + ++forms);
    }

    private static Ticket written(Outcome outcome) {
        return assertInstanceOf(Outcome.Written.class, outcome).ticket();
    }
}
