package dev.florin.server.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.notices.MailSettings.Security;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How we speak with mail servers: in private where that is asked for, and never for ever. */
final class PostTest {
    private static final String PASSWORD = "s3cret-of-the-post";
    private static final String STORE_PASSWORD = "of-the-store";
    private static final Duration SILENCE = Duration.ofMillis(300);

    @TempDir
    private static Path folder;

    private static Path store;
    private static SSLContext keys;

    @BeforeAll
    static void makeKeys() throws IOException, InterruptedException, GeneralSecurityException {
        store = folder.resolve("keys.p12");
        // spotless:off
        assertEquals(
                "",
                output(
                        java("keytool"),
                        "-genkeypair",
                        "-alias",
                        "mail",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD));
        // spotless:on
        KeyStore known = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            known.load(file, STORE_PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(known, STORE_PASSWORD.toCharArray());
        keys = SSLContext.getInstance("TLS");
        keys.init(factory.getKeyManagers(), null, null);
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    /** What it says and how it ends, where it ends badly. */
    private static String output(String... command) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        return process.waitFor() == 0 ? "" : Files.readString(said, StandardCharsets.UTF_8);
    }

    private static void send(String host, int port, Security security) throws MessagingException {
        MailSettings.Server server = new MailSettings.Server(host, port, security, "florin", PASSWORD);
        MailSettings settings = new MailSettings(
                server,
                "Florin <credit@example.com>",
                new MailSettings.Seller("Florin", null, null),
                "http://localhost",
                null);
        try (Post post = new Post(settings, server, SILENCE)) {
            post.send(new Post.Envelope(
                    "m1",
                    "ada@example.com",
                    "Ada",
                    "Receipt",
                    "text",
                    "<p>text</p>",
                    Instant.parse("2026-05-01T10:00:00Z")));
        }
    }

    /** Sends one mail in a process of its own, which trusts the keys of the test. */
    static final class Sender {
        private Sender() {}

        public static void main(String[] args) throws MessagingException {
            send(args[0], Integer.parseInt(args[1]), Security.valueOf(args[2]));
        }
    }

    private static String sendTrusting(String host, int port, Security security)
            throws IOException, InterruptedException {
        return output(
                java("java"),
                "-Djavax.net.ssl.trustStore=" + store,
                "-Djavax.net.ssl.trustStorePassword=" + STORE_PASSWORD,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Sender.class.getName(),
                host,
                Integer.toString(port),
                security.name());
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "TLS"})
    void aMailGoesInPrivate(Security security) throws IOException, InterruptedException {
        try (MailStandIn server = new MailStandIn(security, keys)) {
            assertEquals("", sendTrusting("localhost", server.port(), security));
            assertEquals("ada@example.com", server.received().getFirst().recipient());
            List<String> words =
                    server.heard().stream().map(line -> line.split(" ", 2)[0]).toList();
            assertTrue(words.contains("AUTH"), words.toString());
            assertEquals(security == Security.STARTTLS, words.contains("STARTTLS"));
            assertTrue(words.indexOf("STARTTLS") < words.indexOf("AUTH"), words.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "TLS"})
    void aCertificateOfAnotherServerIsRefused(Security security) throws IOException, InterruptedException {
        try (MailStandIn server = new MailStandIn(security, keys)) {
            assertTrue(sendTrusting("127.0.0.1", server.port(), security).contains("Exception"));
            assertToldNothing(server);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "TLS"})
    void aCertificateThatNobodyVouchesForIsRefused(Security security) {
        try (MailStandIn server = new MailStandIn(security, keys)) {
            assertThrows(MessagingException.class, () -> send("localhost", server.port(), security));
            assertToldNothing(server);
        }
    }

    @Test
    void whoDoesNotOfferPrivacyIsToldNothing() {
        try (MailStandIn server = new MailStandIn()) {
            assertThrows(MessagingException.class, () -> send("localhost", server.port(), Security.STARTTLS));
            assertToldNothing(server);
            assertThrows(MessagingException.class, () -> send("localhost", server.port(), Security.TLS));
            assertToldNothing(server);
        }
    }

    private static void assertToldNothing(MailStandIn server) {
        assertEquals(List.of(), server.received());
        assertFalse(server.heard().stream().anyMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL")));
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatTakesTheConnectionAndSaysNothingIsLeft(Security security) {
        try (MailStandIn server = new MailStandIn()) {
            server.silent();
            assertThrows(MessagingException.class, () -> send("localhost", server.port(), security));
            assertToldNothing(server);
        }
    }
}
