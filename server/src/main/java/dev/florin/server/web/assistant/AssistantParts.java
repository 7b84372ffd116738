package dev.florin.server.web.assistant;

import dev.florin.core.check.Check;
import dev.florin.server.storage.Conversations;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.History;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Prices;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the assistant works on.
 *
 * @param engines there a moment after the start: vocabularies take a second to load
 */
public record AssistantParts(
        Conversations conversations,
        Holds holds,
        History history,
        Prices prices,
        ObjectIds ids,
        Future<Engine> engines,
        SecureRandom random) {
    private static final long ENGINES_WITHIN_SECONDS = 20;
    private static final int KEY_BYTES = 16;

    /** All of a database. */
    public static AssistantParts of(Database database, Prices prices, Future<Engine> engines) {
        return new AssistantParts(
                new Conversations(database),
                new Holds(database),
                new History(database),
                prices,
                ObjectIds.of(database),
                engines,
                new SecureRandom());
    }

    /** Throws {@link Refused} while the server has just started. */
    Engine engine() {
        try {
            return Check.present(engines.get(ENGINES_WITHIN_SECONDS, TimeUnit.SECONDS), "an engine");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Problem.of(ProblemCode.OVERLOADED, "The server is stopping."));
        } catch (TimeoutException e) {
            throw new Refused(
                    Problem.of(ProblemCode.OVERLOADED, "The server is starting. Please try again in a moment."));
        } catch (ExecutionException e) {
            throw new IllegalStateException("what makes the calls could not be made itself", e);
        }
    }

    /** For one form, so that it counts once however often it is sent. */
    String newKey() {
        byte[] drawn = new byte[KEY_BYTES];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }
}
