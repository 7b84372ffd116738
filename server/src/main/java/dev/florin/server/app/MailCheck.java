package dev.florin.server.app;

import dev.florin.server.notices.MailSettings;
import dev.florin.server.notices.MailSettings.Security;
import dev.florin.server.notices.MailSettings.Seller;
import dev.florin.server.notices.MailSettings.Server;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the settings about mail into {@link MailSettings}. For one use. */
final class MailCheck {
    private static final Pattern FROM =
            Pattern.compile("[^@<>\\p{Cntrl}]+@[^@<>\\s]+|[^<>\\p{Cntrl}]*<[^@<>\\s]+@[^@<>\\s]+>");

    private static final Pattern ADDRESS = Pattern.compile("[^@<>,\\s]+@[^@<>,\\s]+");

    private static final int SUBMISSION = 587;
    private static final int SUBMISSION_BY_TLS = 465;
    private static final int LONGEST_SELLER_LINE = 500;

    private final GivenSettings given;
    private final BiConsumer<Setting, String> wrong;

    MailCheck(GivenSettings given, BiConsumer<Setting, String> wrong) {
        this.given = given;
        this.wrong = wrong;
    }

    MailSettings settings(String publicUrl) {
        String url = given.value(Setting.FLORIN_SMTP_URL);
        Optional<Server> server = url.isEmpty() ? Optional.empty() : server(url);
        String from = given.value(Setting.FLORIN_MAIL_FROM);
        if (from.isEmpty() && !url.isEmpty()) {
            wrong.accept(
                    Setting.FLORIN_MAIL_FROM, "is missing: who mails come from, such as Example <billing@example.com>");
        } else if (!from.isEmpty() && !FROM.matcher(from).matches()) {
            wrong.accept(Setting.FLORIN_MAIL_FROM, "must be an address, such as Example <billing@example.com>");
        }
        Seller seller = new Seller(
                line(Setting.FLORIN_SELLER_NAME).orElse(Setting.FLORIN_SELLER_NAME.usual()),
                line(Setting.FLORIN_SELLER_ADDRESS)
                        .map(each -> each.replaceAll(" *\\| *", "\n"))
                        .orElse(null),
                line(Setting.FLORIN_SELLER_TAX_ID).orElse(null));
        return new MailSettings(server.orElse(null), from, seller, publicUrl, support());
    }

    private @Nullable String support() {
        String text = given.value(Setting.FLORIN_SUPPORT_EMAIL);
        if (!text.isEmpty() && !ADDRESS.matcher(text).matches()) {
            wrong.accept(Setting.FLORIN_SUPPORT_EMAIL, "must be an address, such as support@example.com");
        }
        return text.isEmpty() ? null : text;
    }

    private Optional<String> line(Setting setting) {
        String text = given.value(setting).strip();
        if (text.length() > LONGEST_SELLER_LINE || text.chars().anyMatch(Character::isISOControl)) {
            wrong.accept(setting, "must be one line of at most " + LONGEST_SELLER_LINE + " characters");
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private Optional<Server> server(String text) {
        try {
            URI uri = new URI(text);
            String host = uri.getHost();
            boolean tls = "smtps".equals(uri.getScheme());
            boolean alone = (uri.getRawPath() == null || uri.getRawPath().isEmpty())
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            String user = uri.getRawUserInfo();
            boolean whole = user == null || user.indexOf(':') > 0;
            if ((tls || "smtp".equals(uri.getScheme())) && host != null && alone && whole && uri.getPort() != 0) {
                Security security =
                        tls ? Security.TLS : ConfigurationCheck.isLoopback(host) ? Security.NONE : Security.STARTTLS;
                int usual = tls ? SUBMISSION_BY_TLS : SUBMISSION;
                return Optional.of(new Server(
                        host.replaceAll("[\\[\\]]", ""),
                        uri.getPort() < 0 ? usual : uri.getPort(),
                        security,
                        part(user, true),
                        part(user, false)));
            }
        } catch (URISyntaxException | IllegalArgumentException malformed) {
            // Told below, like everything else that is no such URL.
        }
        wrong.accept(
                Setting.FLORIN_SMTP_URL,
                "must be where a mail server listens, such as smtp://user:password@mail.example.com:587 or smtps://…,"
                        + " with : / ? @ % in a password as %3A %2F %3F %40 %25");
        return Optional.empty();
    }

    private static @Nullable String part(@Nullable String user, boolean first) {
        if (user == null) {
            return null;
        }
        int colon = user.indexOf(':');
        String part = first ? user.substring(0, colon) : user.substring(colon + 1);
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
