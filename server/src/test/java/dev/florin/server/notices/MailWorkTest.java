package dev.florin.server.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Command;
import dev.florin.core.notices.MailKind;
import dev.florin.server.storage.Mails;
import dev.florin.server.storage.Outbox;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mails on their way to a mail server that is there, or not. */
class MailWorkTest {
    private final NoticeStage stage = new NoticeStage();

    @AfterEach
    void close() {
        stage.close();
    }

    private AccountNumber open(String id) {
        return stage.open(id);
    }

    private void due(AccountNumber account, int number) {
        new Mails(stage.database())
                .add(account, List.of(new Outbox.MailDraft("test " + number, MailKind.LIMIT_WARNING, "day 50")));
    }

    private int received() {
        return stage.mailServer().received().size();
    }

    @Test
    void aMailServerThatIsDownForAnHourGetsEverythingOnceAfterwards() {
        AccountNumber account = open("ann");
        IntStream.range(0, 20).forEach(number -> due(account, number));
        stage.mailServer().down(true);
        for (int minute = 0; minute < 60; minute += 5) {
            assertTrue(stage.first().post.run(true).failed() > 0);
            stage.pass(Duration.ofMinutes(5));
        }
        assertEquals(0, received());
        stage.mailServer().down(false);
        stage.first().post.run(true);
        stage.first().post.run(true);
        assertEquals(20, received());
        assertEquals(List.of("sent"), stage.rows("SELECT DISTINCT state FROM mail"));
    }

    @Test
    void aFailedMailWaitsLongerEachTime() {
        assertEquals(Duration.ofMinutes(1), Delivery.pause(0));
        assertEquals(Duration.ofMinutes(8), Delivery.pause(3));
        assertEquals(Duration.ofMinutes(256), Delivery.pause(100));
        AccountNumber account = open("ben");
        due(account, 1);
        stage.mailServer().down(true);
        stage.first().post.run(true);
        stage.mailServer().down(false);
        NoticeStage.Florin other = stage.new Florin();
        assertEquals(new Run(0, 0), other.post.run(false)); // its time has not come
        stage.pass(Duration.ofMinutes(2));
        assertEquals(new Run(1, 0), other.post.run(false));
    }

    @Test
    void severalProcessesSendEachMailOnce() {
        AccountNumber account = open("cleo");
        IntStream.range(0, 60).forEach(number -> due(account, number));
        List<NoticeStage.Florin> processes = List.of(stage.first(), stage.new Florin(), stage.new Florin());
        CompletableFuture.allOf(processes.stream()
                        .map(each -> CompletableFuture.runAsync(() -> each.post.run(true)))
                        .toArray(CompletableFuture[]::new))
                .join();
        assertEquals(60, received());
        assertEquals(
                60,
                stage.mailServer().received().stream()
                        .map(mail -> mail.header("Message-ID"))
                        .distinct()
                        .count());
    }

    @Test
    void aRecipientThatIsRefusedIsGivenUpAndStopsNobodyElse() {
        due(open("dan"), 1);
        stage.mailServer().answerToRecipients("550 no such user");
        stage.first().post.run(true);
        stage.mailServer().answerToRecipients("250 OK");
        due(open("eve"), 1);
        stage.first().post.run(false);
        assertEquals(1, received());
        assertEquals(List.of("dead", "sent"), stage.mails(MailKind.LIMIT_WARNING));
    }

    @Test
    void anAccountWithoutAnAddressGetsNone() {
        due(stage.open("fay", null, "Fay"), 1);
        due(stage.open("gus", "not an address", "Gus"), 1);
        stage.first().post.run(true);
        assertEquals(0, received());
        assertEquals(List.of("dropped", "dropped"), stage.mails(MailKind.LIMIT_WARNING));
    }

    @Test
    void whoHasDeletedTheAccountGetsNoneAndNothingOfThemIsKept() {
        AccountNumber account = open("hal");
        due(account, 1);
        stage.done(new Command.DeleteAccount(account, stage.request(false), true));
        stage.first().tell();
        assertEquals(0, received());
        assertEquals(
                List.of(),
                stage.rows(
                        "SELECT 1 FROM mail m, notice n WHERE concat(m, n) LIKE '%hal%' OR concat(m, n) LIKE '%@%'"));
    }

    @Test
    void namesAndAddressesBeginNoHeader() {
        due(stage.open("ida", "ida@customers.example", "Ida\r\nBcc: everybody@example.com\r\n\r\nBuy now"), 1);
        due(stage.open("joe", "joe@customers.example\r\nBcc: everybody@example.com", "Joe"), 1);
        due(stage.open("kim", "kim@customers.example, everybody@example.com", "Kim"), 1);
        due(stage.open("lea", "lea@customers.example", "\"Lea\" <everybody@example.com>"), 1);
        stage.first().post.run(true);
        List<MailStandIn.Received> received = stage.mailServer().received();
        assertEquals(
                List.of("ida@customers.example", "lea@customers.example"),
                received.stream().map(MailStandIn.Received::recipient).toList());
        for (MailStandIn.Received mail : received) {
            assertEquals(List.of(), mail.headers("Bcc"));
            assertEquals(1, mail.headers("To").size());
            assertEquals(1, mail.headers("Subject").size());
        }
    }

    @Test
    void whatAPersonIsCalledIsNeverMarkup() {
        due(stage.open("max", "max@customers.example", "<script>alert(1)</script> & {body}"), 1);
        stage.first().post.run(true);
        String mail = String.join("\n", stage.mailServer().received().getFirst().lines());
        String html = mail.substring(mail.toLowerCase(Locale.ROOT).indexOf("<!doctype"));
        assertTrue(html.contains("&lt;script&gt;"), html);
        assertTrue(!html.contains("<script>"), html);
    }

    @Test
    void aMailIsPlainTextAndHtmlWithoutAnythingFromElsewhere() {
        due(open("ned"), 1);
        stage.first().post.run(true);
        MailStandIn.Received mail = stage.mailServer().received().getFirst();
        String all = String.join("\n", mail.lines());
        assertTrue(mail.header("Content-Type").startsWith("multipart/alternative"));
        assertEquals("Example <billing@example.com>", mail.header("From"));
        assertEquals("auto-generated", mail.header("Auto-Submitted"));
        assertTrue(all.contains("text/plain") && all.contains("text/html"), all);
        assertTrue(!all.contains("src=") && !all.contains("@import") && !all.contains("url("), all);
    }
}
