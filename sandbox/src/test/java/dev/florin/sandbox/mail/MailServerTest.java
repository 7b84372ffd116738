package dev.florin.sandbox.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.sandbox.http.Answer;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MailServerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path folder;

    private MailBox box;
    private MailServer server;

    @BeforeEach
    void start() {
        box = new MailBox(new MailFolder(folder), InstantSource.fixed(NOW));
        server = MailServer.start(0, box);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aMailWithTextAndPageIsShownWithAllThatItSays() throws MessagingException {
        MimeMessage mail = mail("ada@example.com", "Your receipt: 20,00 € – thanks");
        MimeMultipart parts = new MimeMultipart("alternative");
        parts.addBodyPart(text("Grüße\nhttps://example.com/r", "plain"));
        parts.addBodyPart(text("<p>Grüße</p>", "html"));
        mail.setContent(parts);
        mail.setHeader("List-Unsubscribe", "<https://example.com/u>");
        Transport.send(mail);

        JsonNode arrived = messages(Map.of()).get(0);
        assertEquals("mail_000000000001", arrived.get("id").asString());
        assertEquals("2026-03-01T12:00:00Z", arrived.get("at").asString());
        assertEquals("ada@example.com", arrived.get("to").asString());
        assertEquals("billing@florin.test", arrived.get("from").asString());
        assertEquals("Your receipt: 20,00 € – thanks", arrived.get("subject").asString());
        assertEquals("Grüße\nhttps://example.com/r", arrived.get("text").asString());
        assertEquals("<p>Grüße</p>", arrived.get("html").asString());
        assertEquals(
                "<https://example.com/u>",
                arrived.get("headers").get("List-Unsubscribe").asString());
    }

    @Test
    void aMailToTwoPeopleArrivesInBothBoxesAndIsFoundByAddress() throws MessagingException {
        MimeMessage mail = mail("ada@example.com", "Hello");
        mail.addRecipient(Message.RecipientType.CC, new InternetAddress("Bob@Example.com"));
        mail.setText("Hello");
        Transport.send(mail);

        assertEquals(2, messages(Map.of()).size());
        JsonNode toBob = messages(Map.of("to", "bob@example.com"));
        assertEquals(1, toBob.size());
        assertEquals("Bob@Example.com", toBob.get(0).get("to").asString());
        assertNull(toBob.get(0).get("html").stringValue(null));
        assertEquals(0, messages(Map.of("to", "eve@example.com")).size());
    }

    @Test
    void onlyMailsAfterTheOneNamedAreShownAlsoAfterTheBoxWasEmptied() throws MessagingException {
        send("first");
        send("second");
        assertEquals("second", subjectOfOnly(messages(Map.of("since", "mail_000000000001"))));
        assertEquals(204, site().answer("DELETE", "/messages", Map.of()).status());
        assertEquals(0, messages(Map.of()).size());
        send("third");
        assertEquals("third", subjectOfOnly(messages(Map.of("since", "mail_000000000002"))));
    }

    @Test
    void anUnknownIdOrParameterIsNamed() {
        Answer unknownId = site().answer("GET", "/messages", Map.of("since", "mail_000000000007"));
        assertEquals(400, unknownId.status());
        assertTrue(unknownId.text().contains("mail_000000000007"), unknownId.text());
        Answer unknownParameter = site().answer("GET", "/messages", Map.of("form", "ada@example.com"));
        assertEquals(400, unknownParameter.status());
        assertTrue(unknownParameter.text().contains("form"), unknownParameter.text());
        assertEquals(404, site().answer("GET", "/mesages", Map.of()).status());
    }

    @Test
    void mailsOutliveTheProcess() throws MessagingException {
        send("first");
        send("second");
        MailBox next = new MailBox(new MailFolder(folder), InstantSource.fixed(NOW));
        assertEquals(box.mails(Optional.empty(), Optional.empty()), next.mails(Optional.empty(), Optional.empty()));
        next.clear();
        MailBox afterwards = new MailBox(new MailFolder(folder), InstantSource.fixed(NOW));
        assertTrue(afterwards.knows(new MailId(2)));
        assertFalse(afterwards.knows(new MailId(3)));
    }

    @Test
    void aFullBoxDropsTheOldest() throws Exception {
        MimeMail mail = new MimeMail("a@b.c", "s", "t", null, Map.of());
        for (int i = 0; i < MailBox.MOST_MAILS + 2; i++) {
            box.arrive(mail, "ada@example.com");
        }
        JsonNode left = messages(Map.of());
        assertEquals(MailBox.MOST_MAILS, left.size());
        assertEquals("mail_000000000003", left.get(0).get("id").asString());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(MailBox.MOST_MAILS, files.count());
        }
    }

    @Test
    void aMailThatIsTooLargeIsRefused() throws MessagingException {
        MimeMessage mail = mail("ada@example.com", "Large");
        mail.setText("0123456789\n".repeat(MailServer.MOST_BYTES_OF_A_MAIL / 10));
        assertThrows(MessagingException.class, () -> Transport.send(mail));
        assertEquals(0, messages(Map.of()).size());
    }

    @Test
    void whatAMailSaysIsEscapedOnItsPageAndItsOwnPageIsLockedIn() throws MessagingException {
        MimeMessage mail = mail("ada@example.com", "<b>bold</b>");
        MimeMultipart parts = new MimeMultipart("alternative");
        parts.addBodyPart(text("see https://example.com/a?b=1&c=2.", "plain"));
        parts.addBodyPart(text("<script>alert(1)</script>", "html"));
        mail.setContent(parts);
        Transport.send(mail);

        String list = site().answer("GET", "/", Map.of()).text();
        assertTrue(list.contains("&lt;b&gt;bold&lt;/b&gt;"), list);
        String page =
                site().answer("GET", "/messages/mail_000000000001", Map.of()).text();
        assertTrue(page.contains("<a href=\"https://example.com/a?b=1&amp;c=2\""), page);
        assertFalse(page.contains("<script"), page);
        Answer own = site().answer("GET", "/messages/mail_000000000001/html", Map.of());
        assertTrue(own.headers().getOrDefault("Content-Security-Policy", "").startsWith("sandbox"));
        assertTrue(own.headers().getOrDefault("Content-Security-Policy", "").contains("default-src 'none'"));
    }

    private MailSite site() {
        return new MailSite(box);
    }

    private JsonNode messages(Map<String, String> query) {
        Answer answer = site().answer("GET", "/messages", query);
        assertEquals(200, answer.status(), answer.text());
        return JsonMapper.shared().readTree(answer.body()).get("data");
    }

    private static String subjectOfOnly(JsonNode mails) {
        assertEquals(1, mails.size());
        return mails.get(0).get("subject").asString();
    }

    private void send(String subject) throws MessagingException {
        MimeMessage mail = mail("ada@example.com", subject);
        mail.setText(subject);
        Transport.send(mail);
    }

    private MimeMessage mail(String to, String subject) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", Integer.toString(server.port()));
        MimeMessage mail = new MimeMessage(Session.getInstance(properties));
        mail.setFrom(new InternetAddress("Florin Billing <billing@florin.test>", false));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        mail.setSubject(subject, "UTF-8");
        return mail;
    }

    private static MimeBodyPart text(String text, String kind) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, "UTF-8", kind);
        return part;
    }
}
