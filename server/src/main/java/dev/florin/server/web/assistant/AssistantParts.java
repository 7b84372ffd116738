package dev.florin.server.web.assistant;

import dev.florin.server.storage.Conversations;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.History;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Prices;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What the assistant works on. */
public record AssistantParts(
        Conversations conversations,
        Holds holds,
        History history,
        Prices prices,
        ObjectIds ids,
        Engine engine,
        SecureRandom random) {
    private static final int KEY_BYTES = 16;

    /** All of a database. */
    public static AssistantParts of(Database database, Prices prices, Engine engine) {
        return new AssistantParts(
                new Conversations(database),
                new Holds(database),
                new History(database),
                prices,
                ObjectIds.of(database),
                engine,
                new SecureRandom());
    }

    /** For one form, so that it counts once however often it is sent. */
    String newKey() {
        byte[] drawn = new byte[KEY_BYTES];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }
}
