package dev.florin.sandbox.mail;

import java.util.Optional;
import java.util.regex.Pattern;

/** Names a mail. Sorted as text, ids are in the order of arrival. */
record MailId(long number) {
    private static final Pattern FORM = Pattern.compile("mail_([0-9]{12})");

    @Override
    public String toString() {
        return String.format("mail_%012d", number);
    }

    /** Reads what {@link #toString} wrote; anything else is no id. */
    static Optional<MailId> of(String text) {
        var matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(new MailId(Long.parseLong(matcher.group(1)))) : Optional.empty();
    }
}
