package dev.florin.sandbox.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A mail as its bytes say it, before anybody has received it. */
record MimeMail(
        String from,
        String subject,
        @Nullable String text,
        @Nullable String html,
        Map<String, String> headers) {

    /** Parts within parts: deeper than this, nobody writes honestly. */
    private static final int MOST_NESTING = 10;

    /**
     * Reads the bytes of a mail.
     *
     * @param sender who the envelope says sent it, for a mail that does not say it itself
     * @throws MessagingException if they are no mail
     */
    static MimeMail parse(byte[] bytes, String sender) throws MessagingException, IOException {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
        Bodies bodies = new Bodies();
        bodies.collect(message, 0);
        String subject = message.getSubject();
        return new MimeMail(
                author(message, sender), subject == null ? "" : subject, bodies.text, bodies.html, headers(message));
    }

    Mail arrived(long number, Instant at, String to) {
        return new Mail(number, at, to, from, subject, text, html, headers);
    }

    private static String author(MimeMessage message, String sender) throws MessagingException {
        String from = message.getHeader("From", ",");
        if (from == null) {
            return sender;
        }
        InternetAddress[] authors = InternetAddress.parseHeader(from, false);
        return authors.length == 0 || authors[0].getAddress() == null ? sender : authors[0].getAddress();
    }

    private static Map<String, String> headers(MimeMessage message) throws MessagingException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : Collections.list(message.getAllHeaders())) {
            headers.merge(header.getName(), decoded(header.getValue()), (one, next) -> one + "\n" + next);
        }
        return headers;
    }

    private static String decoded(String value) {
        String line = MimeUtility.unfold(value);
        try {
            return MimeUtility.decodeText(line);
        } catch (UnsupportedEncodingException e) {
            return line;
        }
    }

    /** The first plain text and the first page among a mail's parts. */
    private static final class Bodies {
        private @Nullable String text;
        private @Nullable String html;

        void collect(Part part, int depth) throws MessagingException, IOException {
            if (depth > MOST_NESTING || Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
                return;
            }
            if (part.isMimeType("multipart/*")) {
                MimeMultipart parts = new MimeMultipart(part.getDataHandler().getDataSource());
                for (int i = 0; i < parts.getCount(); i++) {
                    BodyPart each = parts.getBodyPart(i);
                    collect(each, depth + 1);
                }
            } else if (part.isMimeType("text/html") && html == null) {
                html = content(part);
            } else if (part.isMimeType("text/plain") && text == null) {
                text = content(part);
            }
        }

        private static String content(Part part) throws MessagingException, IOException {
            try (var stream = part.getInputStream()) {
                return new String(stream.readAllBytes(), charset(part)).replace("\r\n", "\n");
            }
        }

        private static Charset charset(Part part) throws MessagingException {
            String type = part.getContentType();
            String name = type == null ? null : new ContentType(type).getParameter("charset");
            if (name == null) {
                return StandardCharsets.UTF_8;
            }
            try {
                return Charset.forName(MimeUtility.javaCharset(name));
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                return StandardCharsets.ISO_8859_1;
            }
        }
    }
}
