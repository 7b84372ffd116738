package dev.florin.server.notices;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A connection to the mail server, made when the first mail is sent and kept until closed. Not thread-safe. */
final class Post implements AutoCloseable {
    private static final String CONNECT_MILLIS = "5000";

    /** A server that says nothing for so long is taken for one that hangs. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final MailSettings settings;
    private final MailSettings.Server server;
    private final Session session;
    private @Nullable Transport transport;

    Post(MailSettings settings, MailSettings.Server server) {
        this(settings, server, SILENCE);
    }

    Post(MailSettings settings, MailSettings.Server server, Duration silence) {
        this.settings = settings;
        this.server = server;
        Properties properties = new Properties();
        String protocol = server.security() == MailSettings.Security.TLS ? "smtps" : "smtp";
        String prefix = "mail." + protocol + ".";
        properties.setProperty("mail.transport.protocol", protocol);
        properties.setProperty(prefix + "connectiontimeout", CONNECT_MILLIS);
        properties.setProperty(prefix + "timeout", Long.toString(silence.toMillis()));
        properties.setProperty(prefix + "writetimeout", Long.toString(silence.toMillis()));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(prefix + "auth", Boolean.toString(server.user() != null));
        if (server.security() == MailSettings.Security.STARTTLS) {
            properties.setProperty(prefix + "starttls.enable", "true");
            properties.setProperty(prefix + "starttls.required", "true");
        }
        this.session = Session.getInstance(properties);
    }

    /**
     * A mail that is ready to go.
     *
     * @param id the same whenever it is sent
     * @param name of the customer; absent where we know none
     */
    record Envelope(
            String id, String address, @Nullable String name, String subject, String text, String html, Instant at) {}

    /** Whether an address can be written to at all. */
    static boolean isAddress(String address) {
        try {
            new InternetAddress(address, true).validate();
            return address.indexOf('@') > 0 && address.chars().noneMatch(each -> each <= ' ' || each == '<');
        } catch (MessagingException malformed) {
            return false;
        }
    }

    void send(Envelope envelope) throws MessagingException {
        MimeMessage message = message(envelope);
        connected().sendMessage(message, message.getAllRecipients());
    }

    MimeMessage message(Envelope envelope) throws MessagingException {
        MimeMessage message = new Numbered(session, envelope.id() + "@" + domain());
        message.setFrom(new InternetAddress(settings.from(), true));
        message.setRecipients(MimeMessage.RecipientType.TO, new Address[] {recipient(envelope)});
        message.setSubject(line(envelope.subject()), UTF_8);
        message.setSentDate(Date.from(envelope.at()));
        message.setHeader("Auto-Submitted", "auto-generated");
        MimeBodyPart text = new MimeBodyPart();
        text.setText(envelope.text(), UTF_8, "plain");
        MimeBodyPart html = new MimeBodyPart();
        html.setText(envelope.html(), UTF_8, "html");
        message.setContent(new MimeMultipart("alternative", text, html));
        message.saveChanges();
        return message;
    }

    private static InternetAddress recipient(Envelope envelope) throws MessagingException {
        InternetAddress address = new InternetAddress(envelope.address(), true);
        String name = envelope.name();
        if (name != null) {
            try {
                address.setPersonal(line(name), UTF_8);
            } catch (UnsupportedEncodingException e) {
                throw new IllegalStateException("UTF-8 is always there", e);
            }
        }
        return address;
    }

    /** What customers write never begins another header. */
    static String line(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    }

    private String domain() throws MessagingException {
        String from = new InternetAddress(settings.from(), true).getAddress();
        return from.substring(from.indexOf('@') + 1);
    }

    private Transport connected() throws MessagingException {
        Transport known = transport;
        if (known == null || !known.isConnected()) {
            known = session.getTransport();
            known.connect(server.host(), server.port(), server.user(), server.password());
            transport = known;
        }
        return known;
    }

    @Override
    public void close() {
        Transport known = transport;
        transport = null;
        if (known != null) {
            try {
                known.close();
            } catch (MessagingException e) {
                // It has said its last word already.
                transport = null;
            }
        }
    }

    /** With an id of our own: a mail that is sent again is known to be the same one. */
    private static final class Numbered extends MimeMessage {
        private final String id;

        Numbered(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + id + ">");
        }
    }
}
