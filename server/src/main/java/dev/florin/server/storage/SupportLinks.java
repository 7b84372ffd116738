package dev.florin.server.storage;

import dev.florin.core.accounts.Digest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * By what visitors without an account come back to their question: secrets of 256 random bits, of which only the SHA-256 is
 * kept. Thread-safe.
 */
public final class SupportLinks {
    /** An answer is looked for within two months, or not at all. */
    public static final Duration VALID = Duration.ofDays(60);

    private static final int SECRET_BYTES = 32;
    private static final Base64.Encoder LETTERS = Base64.getUrlEncoder().withoutPadding();

    private final Database database;
    private final SecureRandom random;

    public SupportLinks(Database database, SecureRandom random) {
        this.database = database;
        this.random = random;
    }

    private static final String ADD = """
            INSERT INTO support_link (hash, ticket_no, expires_at)
            SELECT ?, ?, clock_timestamp() + k.offset_micros * interval '1 microsecond' + ? * interval '1 second' FROM clock k\
            """;

    /** Makes one, and answers the only sight of its secret. */
    public String make(TicketNumber ticket) {
        return database.change(connection -> make(connection, ticket));
    }

    String make(Connection connection, TicketNumber ticket) throws SQLException {
        byte[] drawn = new byte[SECRET_BYTES];
        random.nextBytes(drawn);
        String secret = LETTERS.encodeToString(drawn);
        Database.update(connection, ADD, hash(secret), ticket.value(), VALID.toSeconds());
        return secret;
    }

    private static byte[] hash(String secret) {
        return Digest.sha256(secret.getBytes(StandardCharsets.UTF_8)).bytes();
    }

    private static final String FIND = "SELECT " + SupportTickets.COLUMNS + """
             FROM support_link l JOIN support_ticket t ON t.ticket_no = l.ticket_no CROSS JOIN clock k
             WHERE l.hash = ? AND NOT t.erased
               AND l.expires_at > clock_timestamp() + k.offset_micros * interval '1 microsecond'\
            """;

    /** The conversation that a secret opens. */
    public Optional<Ticket> find(String secret) {
        return database.first(FIND, SupportTickets::ticket, (Object) hash(secret));
    }
}
