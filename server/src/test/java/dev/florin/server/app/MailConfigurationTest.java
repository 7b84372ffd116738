package dev.florin.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.app.Configuration.Purpose;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.notices.MailSettings.Security;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailConfigurationTest {
    private static final String FROM = "Example <billing@example.com>";

    @TempDir
    Path folder;

    private MailSettings read(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("FLORIN_OPERATOR_KEY", "sk_live_0123456789abcdefghij");
        return Configuration.read(Purpose.SERVE, environment, folder).mail();
    }

    @Test
    void withoutAMailServerNoMailIsSent() {
        MailSettings mail = read(Map.of());
        assertNull(mail.server());
        assertEquals("AI credit", mail.seller().name());
    }

    @ParameterizedTest
    @CsvSource({
        "smtp://mail.example.com, mail.example.com, 587, STARTTLS",
        "smtp://mail.example.com:2525, mail.example.com, 2525, STARTTLS",
        "smtps://mail.example.com, mail.example.com, 465, TLS",
        "smtp://127.0.0.1:1025, 127.0.0.1, 1025, NONE",
        "smtp://localhost:1025, localhost, 1025, NONE"
    })
    void theAddressSaysHowItIsReached(String url, String host, int port, Security security) {
        assertEquals(
                new MailSettings.Server(host, port, security, null, null),
                read(Map.of("FLORIN_SMTP_URL", url, "FLORIN_MAIL_FROM", FROM)).server());
    }

    @Test
    void aPasswordIsDecodedAndNeverShown() {
        MailSettings mail =
                read(Map.of("FLORIN_SMTP_URL", "smtps://me:p%40ss+1@mail.example.com", "FLORIN_MAIL_FROM", FROM));
        MailSettings.Server server = mail.server();
        assertTrue(server != null && "p@ss+1".equals(server.password()) && "me".equals(server.user()));
        assertFalse(mail.toString().contains("p@ss"), mail.toString());
        assertFalse(Setting.FLORIN_SMTP_URL
                .shown("smtps://me:p%40ss@mail.example.com")
                .contains("p%40ss"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.example.com",
                "http://mail.example.com",
                "smtp://",
                "smtp://me@mail.example.com",
                "smtp://mail.example.com/path",
                "smtp://mail.example.com:0",
                "smtp://mail.example.com?x=1"
            })
    void whatIsNoMailServerIsAMistake(String url) {
        Map<String, String> wrong = Map.of("FLORIN_SMTP_URL", url, "FLORIN_MAIL_FROM", FROM);
        assertThrows(ConfigurationFault.class, () -> read(wrong));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "billing", "Example <billing>", "Example <billing@example.com> x", "a@b@c"})
    void whoMailsComeFromIsAnAddress(String from) {
        Map<String, String> wrong = Map.of("FLORIN_SMTP_URL", "smtp://mail.example.com", "FLORIN_MAIL_FROM", from);
        assertThrows(ConfigurationFault.class, () -> read(wrong));
    }

    @Test
    void theSellersAddressHasLines() {
        MailSettings mail =
                read(Map.of("FLORIN_SELLER_ADDRESS", "1 Main Street | Springfield", "FLORIN_SELLER_NAME", "Ex"));
        assertEquals(new MailSettings.Seller("Ex", "1 Main Street\nSpringfield", null), mail.seller());
    }
}
