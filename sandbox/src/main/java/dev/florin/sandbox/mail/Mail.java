package dev.florin.sandbox.mail;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One mail as it arrived in one person's box: a mail to two people arrives twice.
 *
 * @param number counts arrivals and is never given twice, also across restarts
 * @param at the demo's clock at arrival
 * @param to the bare address it was delivered to
 * @param from the bare address its author wrote
 * @param text the plain text, or null where the mail has none
 * @param html the page, or null where the mail has none
 * @param headers by name, in their order, decoded; a header that came twice has its values on lines of their own
 */
record Mail(
        long number,
        Instant at,
        String to,
        String from,
        String subject,
        @Nullable String text,
        @Nullable String html,
        Map<String, String> headers) {

    Mail {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    MailId id() {
        return new MailId(number);
    }

    /** Characters kept in memory for this mail, nearly. */
    long size() {
        long size = (long) subject.length() + length(text) + length(html);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            size += (long) header.getKey().length() + header.getValue().length();
        }
        return size;
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
