package dev.florin.server.app;

import dev.florin.server.gateway.calls.GatewaySettings;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.payments.StripeSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one Florin process is set up. What exists is valid.
 *
 * @param address where it listens: an IP address, or {@code localhost}
 * @param publicUrl what customers' browsers call it, without a slash at the end
 * @param metricsPort where metrics are served; absent: beside everything else
 * @param data the folder of the embedded PostgreSQL and of logs, absolute
 * @param databaseUrl absent: the embedded PostgreSQL
 * @param schema of Florin's tables
 * @param operatorKey absent only for commands that serve nobody
 * @param lanes threads and connections that write the ledger
 * @param queue commands that may wait in all lanes together; beyond it the answer is 503
 * @param demo the mark of a demo's database, for a second server process of that demo
 * @param stripe how Stripe is reached; absent: nothing is bought
 * @param returnOrigins where customers may be sent back to besides our own pages
 * @param gateway which providers run the models
 * @param mail how mails are sent, and who sells
 * @param notes what the reader of the log should know, a sentence each
 */
public record Configuration(
        String address,
        int port,
        String publicUrl,
        OptionalInt metricsPort,
        Path data,
        Optional<DatabaseUrl> databaseUrl,
        String schema,
        Optional<OperatorKey> operatorKey,
        int lanes,
        int queue,
        Optional<String> demo,
        Optional<StripeSettings> stripe,
        List<String> returnOrigins,
        GatewaySettings gateway,
        MailSettings mail,
        List<String> notes) {
    /** What the process is started for: the same names, other requirements. */
    public enum Purpose {
        /** Test keys only, and one of its own if none is given. */
        DEMO,
        /** A key is required, and one that cannot be guessed where others can try. */
        SERVE,
        /** Looks at the database or at the configuration and serves nobody. */
        TOOL
    }

    public Configuration {
        returnOrigins = List.copyOf(returnOrigins);
        notes = List.copyOf(notes);
    }

    /** Reads and checks everything; throws {@link ConfigurationFault} with every mistake there is. */
    public static Configuration read(Purpose purpose, Map<String, String> environment, Path folder) {
        return new ConfigurationCheck(GivenSettings.read(environment, folder), purpose, folder).configuration();
    }

    /** Reads those of this process. */
    public static Configuration ofThisProcess(Purpose purpose) {
        return read(purpose, System.getenv(), Path.of("").toAbsolutePath());
    }
}
