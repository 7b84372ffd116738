package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.money.Amount;
import dev.florin.server.storage.Conversation.Cost;
import dev.florin.server.storage.Conversation.Kind;
import dev.florin.server.storage.Conversation.Message;
import dev.florin.server.storage.Conversation.State;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Conversations with models. A question is kept together with its answer to be, so that whatever happens then, the page knows
 * how far it is. Thread-safe.
 */
public final class Conversations {
    /** Of one account; beyond that the customer deletes some. */
    public static final int MOST = 1_000;

    /** Questions and answers of one conversation: all of it is sent to the model each time, and shown on one page. */
    public static final int MOST_MESSAGES = 200;

    /** Letters of a question: some 5,000 tokens, or a file of 500 lines. */
    public static final int LONGEST_QUESTION = 20_000;

    private static final int LONGEST_TITLE = 80;

    /** An answer that is not there after so long never comes: the process that made it ended. In minutes. */
    private static final int INTERRUPTED_AFTER = 30;

    private static final String NOW =
            "(SELECT clock_timestamp() + c.offset_micros * interval '1 microsecond' AS now FROM clock c)";

    private final Database database;

    public Conversations(Database database) {
        this.database = database;
    }

    /**
     * A question.
     *
     * @param language that code is to be written in; absent in a chat
     * @param form of the form that sends it: the same one sent twice asks once
     */
    public record Question(
            String text, String model, @Nullable String language, String form) {}

    /** What asking can come to. */
    public sealed interface Asked {
        /** The answer has this number, and is to be made. */
        record Begun(ConversationNumber conversation, int answer) implements Asked {}

        /** The same form has asked before. */
        record Before(ConversationNumber conversation) implements Asked {}

        /** The answer before is not there yet. */
        record Busy() implements Asked {}

        /** There are as many messages or conversations as there may be. */
        record Full() implements Asked {}

        record Gone() implements Asked {}
    }

    /* Whoever asks twice at once is served one after the other, so that numbers are given once. */
    private static final String ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended('conversation ' || ?, 0))";

    private static final String SAME_FORM =
            "SELECT m.conversation_no FROM conversation_message m WHERE m.bucket = ? AND m.account_no = ? AND m.form = ?";

    private static final String ROOM = "SELECT count(*), coalesce(max(v.conversation_no), 0) + 1 FROM conversation v"
            + " WHERE v.bucket = ? AND v.account_no = ?";

    private static final String START = """
            INSERT INTO conversation (bucket, account_no, conversation_no, kind, title, messages, created_at, updated_at)
            SELECT ?, ?, ?, ?, ?, 0, n.now, n.now FROM %s AS n\
            """.formatted(NOW);

    private record Room(int conversations, long next) {}

    /** Begins a conversation by its first question. */
    public Asked start(AccountNumber account, Kind kind, Question question) {
        return database.change(connection -> {
            Optional<ConversationNumber> before = lock(connection, account, question);
            if (before.isPresent()) {
                return new Asked.Before(before.get());
            }
            Room room = Database.all(
                            connection,
                            ROOM,
                            row -> new Room(row.getInt(1), row.getLong(2)),
                            (short) account.bucket(),
                            account.number())
                    .getFirst();
            if (room.conversations() >= MOST) {
                return new Asked.Full();
            }
            Database.update(
                    connection,
                    START,
                    (short) account.bucket(),
                    account.number(),
                    room.next(),
                    kind.code(),
                    title(question.text()));
            return add(connection, account, new ConversationNumber(room.next()), 0, question);
        });
    }

    private static Optional<ConversationNumber> lock(Connection connection, AccountNumber account, Question question)
            throws SQLException {
        Database.all(connection, ONE_BY_ONE, row -> row, Long.toString(account.number()));
        return Database.all(
                        connection,
                        SAME_FORM,
                        row -> new ConversationNumber(row.getLong(1)),
                        (short) account.bucket(),
                        account.number(),
                        question.form())
                .stream()
                .findFirst();
    }

    static String title(String question) {
        String line = question.strip().lines().findFirst().orElse("").strip();
        return line.codePointCount(0, line.length()) <= LONGEST_TITLE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_TITLE - 1))
                                .strip() + "…";
    }

    private static final String LAST = """
            SELECT v.messages, coalesce(m.state = 'running' AND m.created_at > n.now - ? * interval '1 minute', false)
              FROM %s AS n CROSS JOIN conversation v
              LEFT JOIN conversation_message m ON m.bucket = v.bucket AND m.account_no = v.account_no
                   AND m.conversation_no = v.conversation_no AND m.message_no = v.messages
             WHERE v.bucket = ? AND v.account_no = ? AND v.conversation_no = ?\
            """.formatted(NOW);

    /** Goes on with a conversation. */
    public Asked ask(AccountNumber account, ConversationNumber number, Question question) {
        record Last(int messages, boolean running) {}
        return database.change(connection -> {
            Optional<ConversationNumber> before = lock(connection, account, question);
            if (before.isPresent()) {
                return new Asked.Before(before.get());
            }
            Optional<Last> last = Database.all(
                            connection,
                            LAST,
                            row -> new Last(row.getInt(1), row.getBoolean(2)),
                            INTERRUPTED_AFTER,
                            (short) account.bucket(),
                            account.number(),
                            number.value())
                    .stream()
                    .findFirst();
            if (last.isEmpty()) {
                return new Asked.Gone();
            }
            if (last.get().running()) {
                return new Asked.Busy();
            }
            return last.get().messages() + 2 > MOST_MESSAGES
                    ? new Asked.Full()
                    : add(connection, account, number, last.get().messages(), question);
        });
    }

    private static final String ADD = """
            INSERT INTO conversation_message (bucket, account_no, conversation_no, message_no, author, text, model, language,
                                              state, form, created_at)
            SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, n.now FROM %s AS n\
            """.formatted(NOW);

    private static final String ADDED = """
            UPDATE conversation AS v SET messages = ?, updated_at = n.now FROM %s AS n
             WHERE v.bucket = ? AND v.account_no = ? AND v.conversation_no = ?\
            """.formatted(NOW);

    private static Asked add(
            Connection connection, AccountNumber account, ConversationNumber number, int last, Question question)
            throws SQLException {
        short bucket = (short) account.bucket();
        int answer = last + 2;
        Database.update(
                connection,
                ADD,
                bucket,
                account.number(),
                number.value(),
                last + 1,
                "customer",
                question.text(),
                question.model(),
                question.language(),
                State.DONE.code(),
                question.form());
        Database.update(
                connection,
                ADD,
                bucket,
                account.number(),
                number.value(),
                answer,
                "model",
                "",
                question.model(),
                question.language(),
                State.RUNNING.code(),
                null);
        Database.update(connection, ADDED, answer, bucket, account.number(), number.value());
        return new Asked.Begun(number, answer);
    }

    private static final String AGAIN = """
            UPDATE conversation_message AS m SET state = 'running', why = NULL, text = '', created_at = n.now
              FROM %s AS n, conversation v
             WHERE m.bucket = ? AND m.account_no = ? AND m.conversation_no = ? AND m.message_no = v.messages
               AND v.bucket = m.bucket AND v.account_no = m.account_no AND v.conversation_no = m.conversation_no
               AND m.author = 'model' AND m.sequence IS NULL
               AND (m.state IN ('failed', 'no_credit')
                    OR m.state = 'running' AND m.created_at <= n.now - ? * interval '1 minute')
            RETURNING m.message_no\
            """.formatted(NOW);

    /** Asks the last question again, of which nothing came and which cost nothing; empty where that is not so. */
    public Optional<Asked.Begun> again(AccountNumber account, ConversationNumber number) {
        return database.change(connection -> Database.all(
                        connection,
                        AGAIN,
                        row -> new Asked.Begun(number, row.getInt(1)),
                        (short) account.bucket(),
                        account.number(),
                        number.value(),
                        INTERRUPTED_AFTER)
                .stream()
                .findFirst());
    }

    private static final String END = """
            UPDATE conversation_message SET text = ?, state = ?, why = ?, sequence = ?, amount = ?
             WHERE bucket = ? AND account_no = ? AND conversation_no = ? AND message_no = ? AND state = 'running'\
            """;

    /**
     * Keeps what an answer came to. Where the customer has deleted the conversation meanwhile, nothing is kept.
     *
     * @param why it failed or is not whole
     * @param cost absent where nothing was charged
     */
    public void end(
            AccountNumber account,
            Asked.Begun answer,
            String text,
            State state,
            @Nullable String why,
            @Nullable Cost cost) {
        database.change(connection -> Database.update(
                connection,
                END,
                text.replace("\0", ""),
                state.code(),
                why,
                cost == null ? null : cost.sequence(),
                cost == null ? null : cost.amount().nanos(),
                (short) account.bucket(),
                account.number(),
                answer.conversation().value(),
                answer.answer()));
    }

    private static final String COLUMNS =
            "SELECT v.conversation_no, v.kind, v.title, v.messages, v.created_at, v.updated_at FROM conversation v"
                    + " WHERE v.bucket = ? AND v.account_no = ?";

    private static final String FIND = COLUMNS + " AND v.conversation_no = ?";

    public Optional<Conversation> find(AccountNumber account, ConversationNumber number) {
        return database.first(
                FIND, Conversations::conversation, (short) account.bucket(), account.number(), number.value());
    }

    private static final String LIST =
            COLUMNS + " AND v.kind = ? ORDER BY v.updated_at DESC, v.conversation_no DESC LIMIT ?";

    /** Those that moved last first. */
    public List<Conversation> list(AccountNumber account, Kind kind, int limit) {
        return database.all(
                LIST, Conversations::conversation, (short) account.bucket(), account.number(), kind.code(), limit);
    }

    private static final String MESSAGES = """
            SELECT m.message_no, m.author, m.text, m.model, m.language,
                   CASE WHEN m.state = 'running' AND m.created_at <= n.now - ? * interval '1 minute' THEN 'failed'
                        ELSE m.state END,
                   CASE WHEN m.state = 'running' THEN 'interrupted' ELSE m.why END, m.sequence, m.amount, m.created_at
              FROM %s AS n CROSS JOIN conversation_message m
             WHERE m.bucket = ? AND m.account_no = ? AND m.conversation_no = ?
             ORDER BY m.message_no LIMIT ?\
            """.formatted(NOW);

    /** Questions and answers in their order. */
    public List<Message> messages(AccountNumber account, ConversationNumber number) {
        return database.all(
                MESSAGES,
                Conversations::message,
                INTERRUPTED_AFTER,
                (short) account.bucket(),
                account.number(),
                number.value(),
                MOST_MESSAGES);
    }

    private static final String DELETE =
            "DELETE FROM conversation WHERE bucket = ? AND account_no = ? AND conversation_no = ?";

    /** Deletes a conversation for good; whether there was one. */
    public boolean delete(AccountNumber account, ConversationNumber number) {
        return database.change(connection ->
                Database.update(connection, DELETE, (short) account.bucket(), account.number(), number.value()) > 0);
    }

    private static final String DELETE_ALL =
            "DELETE FROM conversation WHERE bucket = ? AND account_no = ? AND kind = ?";

    /** Deletes all of a kind; answers how many there were. */
    public int deleteAll(AccountNumber account, Kind kind) {
        return database.change(connection ->
                Database.update(connection, DELETE_ALL, (short) account.bucket(), account.number(), kind.code()));
    }

    private static Conversation conversation(ResultSet row) throws SQLException {
        return new Conversation(
                new ConversationNumber(row.getLong(1)),
                row.getString(2).equals(Kind.CODE.code()) ? Kind.CODE : Kind.CHAT,
                row.getString(3),
                row.getInt(4),
                Columns.instant(row, 5),
                Columns.instant(row, 6));
    }

    private static Message message(ResultSet row) throws SQLException {
        long sequence = row.getLong(8);
        Cost cost = row.wasNull() ? null : new Cost(sequence, Amount.ofNanos(row.getLong(9)));
        return new Message(
                row.getInt(1),
                row.getString(2).equals("model"),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                State.ofCode(row.getString(6)),
                row.getString(7),
                cost,
                Columns.instant(row, 10));
    }
}
