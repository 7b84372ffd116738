package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.check.Check;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountRecords.KeyRecord;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Target;
import dev.florin.server.storage.ArrayParameter.Element;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The first round trip of a batch: begins the transaction, locks the accounts, and reads what almost every command needs.
 *
 * <p>The statements are sent together but stay separate. A combined one would take its snapshot before the locks are granted,
 * and decide on what another process has changed meanwhile. One per lane; not thread-safe.
 */
final class BatchLoad {
    /*
     * Locks are taken in the order of bucket and number, by every process: so no two can wait for each other.
     */
    private static final String LOAD = """
            BEGIN ISOLATION LEVEL READ COMMITTED;
            SELECT %s
              FROM unnest(?, ?) AS asked (bucket, account_no)
              JOIN account a ON a.bucket = asked.bucket AND a.account_no = asked.account_no
             ORDER BY a.bucket, a.account_no
               FOR NO KEY UPDATE OF a;
            SELECT %s
              FROM unnest(?, ?) AS asked (bucket, account_no)
              JOIN grant_ g ON g.bucket = asked.bucket AND g.account_no = asked.account_no AND g.live;
            SELECT %s
              FROM unnest(?, ?, ?) AS asked (bucket, account_no, hold_no)
              JOIN hold h ON h.bucket = asked.bucket AND h.account_no = asked.account_no AND h.hold_no = asked.hold_no;
            SELECT k.bucket, k.account_no, k.key_hash, k.fingerprint, k.kind, k.number
              FROM unnest(?, ?, ?) AS asked (bucket, account_no, key_hash)
              JOIN key_ k ON k.bucket = asked.bucket AND k.account_no = asked.account_no AND k.key_hash = asked.key_hash;
            SELECT clock_timestamp() + c.offset_micros * interval '1 microsecond', p.number
              FROM clock c CROSS JOIN price_list p\
            """.formatted(Columns.ACCOUNT, Columns.GRANT, Columns.HOLD);

    private final PreparedStatement statement;
    private final ArrayParameters accounts = new ArrayParameters(Element.SMALLINT, Element.BIGINT);
    private final ArrayParameters holds = new ArrayParameters(Element.SMALLINT, Element.BIGINT, Element.BIGINT);
    private final ArrayParameters keys = new ArrayParameters(Element.SMALLINT, Element.BIGINT, Element.BYTES);

    BatchLoad(Connection connection) throws SQLException {
        statement = connection.prepareStatement(LOAD);
    }

    /** What was loaded of one account. */
    static final class Loaded {
        private final Account account;
        private final List<Grant> grants = new ArrayList<>(4);
        private final Map<Long, Hold> holds = new HashMap<>();
        private final Map<Digest, KeyRecord> keys = new HashMap<>();
        private final Set<Long> askedHolds = new TreeSet<>();

        Loaded(Account account) {
            this.account = account;
        }

        Account account() {
            return account;
        }

        List<Grant> grants() {
            return grants;
        }

        Map<Long, Hold> holds() {
            return holds;
        }

        Map<Digest, KeyRecord> keys() {
            return keys;
        }

        /** The holds that were looked for: one of them that is not in {@link #holds} is not open. */
        Set<Long> askedHolds() {
            return askedHolds;
        }
    }

    /**
     * Everything that was loaded.
     *
     * @param accounts those that exist
     * @param now the time of the database, read after the locks were granted
     * @param priceList the number of the newest price list
     */
    record Batch(Map<AccountNumber, Loaded> accounts, Instant now, long priceList) {}

    Batch run(List<? extends Command<?>> commands) throws SQLException {
        bind(commands);
        statement.execute(); // BEGIN has no result
        Map<AccountNumber, Loaded> loaded = new HashMap<>();
        try (ResultSet rows = next()) {
            while (rows.next()) {
                Account account = Columns.account(rows);
                loaded.put(account.number(), new Loaded(account));
            }
        }
        try (ResultSet rows = next()) {
            while (rows.next()) {
                of(loaded, rows).grants.add(Columns.grant(rows));
            }
        }
        try (ResultSet rows = next()) {
            while (rows.next()) {
                Hold hold = Columns.hold(rows);
                of(loaded, rows).holds.put(hold.number(), hold);
            }
        }
        try (ResultSet rows = next()) {
            while (rows.next()) {
                of(loaded, rows).keys.put(Digest.of(rows.getBytes(3)), key(rows));
            }
        }
        for (Command<?> command : commands) {
            Loaded account = loaded.get(command.account());
            if (account != null) {
                addAskedHold(command, account);
            }
        }
        try (ResultSet rows = next()) {
            Check.invariant(rows.next(), "the clock is missing");
            return new Batch(loaded, Columns.instant(rows, 1), rows.getLong(2));
        }
    }

    static KeyRecord key(ResultSet row) throws SQLException {
        return new KeyRecord(
                Digest.of(row.getBytes(4)),
                new Target(Target.Kind.ofLetter(row.getString(5).charAt(0)), row.getLong(6)));
    }

    private void bind(List<? extends Command<?>> commands) throws SQLException {
        accounts.clear();
        holds.clear();
        keys.clear();
        Set<AccountNumber> asked = new TreeSet<>();
        for (Command<?> command : commands) {
            AccountNumber account = command.account();
            asked.add(account);
            long hold = holdOf(command);
            if (hold > 0) {
                holds.column(0).add(account.bucket());
                holds.column(1).add(account.number());
                holds.column(2).add(hold);
            }
            Digest key = command.request().key();
            if (key != null) {
                keys.column(0).add(account.bucket());
                keys.column(1).add(account.number());
                keys.column(2).add(key.bytes());
            }
        }
        for (AccountNumber account : asked) {
            accounts.column(0).add(account.bucket());
            accounts.column(1).add(account.number());
        }
        keys.bind(statement, holds.bind(statement, accounts.bind(statement, accounts.bind(statement, 1))));
    }

    private static void addAskedHold(Command<?> command, Loaded account) {
        long hold = holdOf(command);
        if (hold > 0) {
            account.askedHolds.add(hold);
        }
    }

    /** The hold that a command names; 0 where it names none. */
    private static long holdOf(Command<?> command) {
        return switch (command) {
            case Command.ExtendHold extend -> extend.hold();
            case Command.SettleHold settle -> settle.hold();
            case Command.ReleaseHold release -> release.hold();
            default -> 0;
        };
    }

    private ResultSet next() throws SQLException {
        Check.invariant(statement.getMoreResults(), "a result of the batch's load is missing");
        return statement.getResultSet();
    }

    private static Loaded of(Map<AccountNumber, Loaded> loaded, ResultSet row) throws SQLException {
        return Check.present(
                loaded.get(new AccountNumber(row.getInt(1), row.getLong(2))), "the account of a loaded row");
    }
}
