package dev.florin.server.notices;

import dev.florin.core.check.Check;
import org.jspecify.annotations.Nullable;

/**
 * How mails are sent, and by whom.
 *
 * @param server absent: mails are written down and not sent
 * @param from who they come from, as {@code Name <address>} or an address
 * @param seller who sells the credit
 * @param publicUrl where customers' browsers find us, without a slash at the end
 * @param support who is told of questions to support; absent: nobody
 */
public record MailSettings(
        @Nullable Server server,
        String from,
        Seller seller,
        String publicUrl,
        @Nullable String support) {
    /** No mails are sent. */
    public static MailSettings none(String publicUrl) {
        return new MailSettings(null, "", new Seller("AI credit", null, null), publicUrl, null);
    }

    /**
     * A mail server.
     *
     * @param security how the connection is kept private
     * @param user absent: without logging in
     */
    public record Server(
            String host,
            int port,
            Security security,
            @Nullable String user,
            @Nullable String password) {
        public Server {
            Check.argument(port > 0, "no such port");
            Check.argument((user == null) == (password == null), "a user without a password, or the other way round");
        }

        @Override
        public String toString() {
            return host + ":" + port; // never the password
        }
    }

    /** How the connection is kept private. */
    public enum Security {
        /** On this machine only. */
        NONE,
        /** Begins in the clear and must change to TLS. */
        STARTTLS,
        TLS
    }

    /**
     * Who sells the credit, as receipts show it.
     *
     * @param name of the product or company, which also signs the mails
     * @param address in lines
     * @param taxId such as a VAT number
     */
    public record Seller(
            String name, @Nullable String address, @Nullable String taxId) {}
}
