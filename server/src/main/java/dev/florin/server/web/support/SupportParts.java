package dev.florin.server.web.support;

import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.History;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Prices;
import dev.florin.server.storage.SupportInbox;
import dev.florin.server.storage.SupportLinks;
import dev.florin.server.storage.SupportTickets;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What support works on.
 *
 * @param publicUrl what the world calls this server
 */
public record SupportParts(
        SupportTickets tickets,
        SupportInbox inbox,
        SupportLinks links,
        Customers customers,
        Accounts accounts,
        History history,
        Prices prices,
        ObjectIds ids,
        String publicUrl,
        SecureRandom random) {
    private static final int KEY_BYTES = 16;

    /** All of a database. */
    public static SupportParts of(Database database, Customers customers, Prices prices, String publicUrl) {
        SecureRandom random = new SecureRandom();
        return new SupportParts(
                new SupportTickets(database),
                new SupportInbox(database),
                new SupportLinks(database, random),
                customers,
                new Accounts(database),
                new History(database),
                prices,
                ObjectIds.of(database),
                publicUrl,
                random);
    }

    /** For one form, so that it counts once however often it is sent. */
    String newKey() {
        byte[] drawn = new byte[KEY_BYTES];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }
}
