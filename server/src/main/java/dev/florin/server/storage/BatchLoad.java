package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.check.Check;
import dev.florin.core.ledger.AccountRecords.KeyRecord;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The first round trip of a batch: begins the transaction, locks the accounts, and reads what almost every command needs.
 *
 * <p>The statements are sent together but stay separate. A combined one would take its snapshot before the locks are granted,
 * and decide on what another process has changed meanwhile. One per lane; not thread-safe.
 */
final class BatchLoad {
    /*
     * Locks are taken in the order of bucket and number, by every process: so no two can wait for each other. The accounts are
     * asked for in that order, and a LATERAL question is asked for one row of the array after the other.
     *
     * LATERAL, with FOR UPDATE or OFFSET 0 in it, leaves the server no choice but to look each row up by its index. Given a plain
     * join it chooses by its statistics, and those of a table that is emptied all the time are wrong most of the time: a plan made
     * while no hold was open would compare every open hold with every one that is asked for.
     */
    private static final String ACCOUNTS = """
            BEGIN ISOLATION LEVEL READ COMMITTED;
            SELECT found.* FROM unnest(?::asked_account[]) AS asked
             CROSS JOIN LATERAL (SELECT %s, a.ctid, a.version FROM account a
                                  WHERE a.bucket = asked.bucket AND a.account_no = asked.account_no
                                    FOR NO KEY UPDATE) AS found;
            """.formatted(Columns.ACCOUNT);

    private static final String GRANTS = """
            SELECT found.* FROM unnest(?::asked_account[]) AS asked
             CROSS JOIN LATERAL (SELECT %s, g.ctid FROM grant_ g
                                  WHERE g.bucket = asked.bucket AND g.account_no = asked.account_no AND g.live
                                 OFFSET 0) AS found;
            """.formatted(Columns.GRANT);

    private static final String HOLDS = """
            SELECT found.* FROM unnest(?::asked_hold[]) AS asked
             CROSS JOIN LATERAL (SELECT %s, h.ctid FROM hold h
                                  WHERE h.bucket = asked.bucket AND h.account_no = asked.account_no
                                    AND h.hold_no = asked.hold_no
                                 OFFSET 0) AS found;
            """.formatted(Columns.HOLD);

    private static final String KEYS = """
            SELECT found.* FROM unnest(?::asked_key[]) AS asked
             CROSS JOIN LATERAL (SELECT k.bucket, k.account_no, k.key_hash, k.fingerprint, k.kind, k.number FROM key_ k
                                  WHERE k.bucket = asked.bucket AND k.account_no = asked.account_no
                                    AND k.key_hash = asked.key_hash
                                 OFFSET 0) AS found;
            """;

    private static final String CLOCK = """
            SELECT clock_timestamp() + c.offset_micros * interval '1 microsecond', p.number
              FROM clock c CROSS JOIN price_list p\
            """;

    private final Connection connection;
    private final RowsParameter accounts;
    private final RowsParameter drawn;
    private final RowsParameter holds;
    private final RowsParameter keys;

    /** A question that asks for no rows still costs as much as a row: each set of questions has a statement of its own. */
    private final Map<Asks, PreparedStatement> statements = new HashMap<>();

    /** What a batch asks for beside its accounts. */
    private record Asks(boolean grants, boolean holds, boolean keys) {
        String sql() {
            return ACCOUNTS + (grants ? GRANTS : "") + (holds ? HOLDS : "") + (keys ? KEYS : "") + CLOCK;
        }
    }

    BatchLoad(Connection connection) throws SQLException {
        this.connection = connection;
        accounts = RowsParameter.of("asked_account", connection);
        drawn = RowsParameter.of("asked_account", connection);
        holds = RowsParameter.of("asked_hold", connection);
        keys = RowsParameter.of("asked_key", connection);
    }

    /**
     * Everything that was loaded.
     *
     * @param accounts those that exist
     * @param now the time of the database, read after the locks were granted
     * @param priceList the number of the newest price list
     */
    record Batch(Map<AccountNumber, LoadedAccount> accounts, Instant now, long priceList) {}

    Batch run(List<? extends Command<?>> commands) throws SQLException {
        fill(commands);
        Asks asks = new Asks(drawn.count() > 0, holds.count() > 0, keys.count() > 0);
        PreparedStatement statement = bound(asks);
        statement.execute(); // BEGIN has no result
        Map<AccountNumber, LoadedAccount> loaded = new HashMap<>();
        try (ResultSet rows = next(statement)) {
            while (rows.next()) {
                Account account = Columns.account(rows);
                long place = Columns.place(rows, Columns.ACCOUNT_PLACE);
                loaded.put(account.number(), new LoadedAccount(account, place, rows.getLong(Columns.ACCOUNT_VERSION)));
            }
        }
        if (asks.grants) {
            try (ResultSet rows = next(statement)) {
                while (rows.next()) {
                    of(loaded, rows).addLiveGrant(rows);
                }
            }
        }
        if (asks.holds) {
            try (ResultSet rows = next(statement)) {
                while (rows.next()) {
                    of(loaded, rows).addHold(rows);
                }
            }
        }
        if (asks.keys) {
            try (ResultSet rows = next(statement)) {
                while (rows.next()) {
                    of(loaded, rows).addKey(Digest.of(rows.getBytes(3)), key(rows));
                }
            }
        }
        for (Command<?> command : commands) {
            LoadedAccount account = loaded.get(command.account());
            if (account != null) {
                account.asked(holdOf(command), needsGrants(command));
            }
        }
        try (ResultSet rows = next(statement)) {
            Check.invariant(rows.next(), "the clock is missing");
            return new Batch(loaded, Columns.instant(rows, 1), rows.getLong(2));
        }
    }

    static KeyRecord key(ResultSet row) throws SQLException {
        return new KeyRecord(
                Digest.of(row.getBytes(4)),
                new Target(Target.Kind.ofLetter(row.getString(5).charAt(0)), row.getLong(6)));
    }

    private void fill(List<? extends Command<?>> commands) throws SQLException {
        accounts.clear();
        drawn.clear();
        holds.clear();
        keys.clear();
        // Neighbours in an index are looked up one after the other, which is kinder to the server's caches.
        List<Command<?>> inOrder = new ArrayList<>(commands);
        inOrder.sort(Comparator.comparing(Command::account));
        AccountNumber last = null;
        AccountNumber lastDrawn = null;
        for (Command<?> command : inOrder) {
            AccountNumber account = command.account();
            if (!account.equals(last)) {
                begin(accounts, account).end();
                last = account;
            }
            if (needsGrants(command) && !account.equals(lastDrawn)) {
                begin(drawn, account).end();
                lastDrawn = account;
            }
            long hold = holdOf(command);
            if (hold > 0) {
                begin(holds, account).bigint(hold).end();
            }
            Digest key = command.request().key();
            if (key != null) {
                begin(keys, account).digest(key).end();
            }
        }
    }

    private PreparedStatement bound(Asks asks) throws SQLException {
        PreparedStatement statement = statements.get(asks);
        if (statement == null) {
            statement = connection.prepareStatement(asks.sql());
            statements.put(asks, statement);
        }
        int place = 1;
        statement.setObject(place++, accounts);
        if (asks.grants) {
            statement.setObject(place++, drawn);
        }
        if (asks.holds) {
            statement.setObject(place++, holds);
        }
        if (asks.keys) {
            statement.setObject(place, keys);
        }
        return statement;
    }

    private static RowsParameter begin(RowsParameter rows, AccountNumber account) {
        return rows.begin().smallint(account.bucket()).bigint(account.number());
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

    /** A hold lies on all grants together: which they are is not asked before it is settled. */
    private static boolean needsGrants(Command<?> command) {
        return !(command instanceof Command.PlaceHold || command instanceof Command.ExtendHold);
    }

    private static ResultSet next(PreparedStatement statement) throws SQLException {
        Check.invariant(statement.getMoreResults(), "a result of the batch's load is missing");
        return statement.getResultSet();
    }

    private static LoadedAccount of(Map<AccountNumber, LoadedAccount> loaded, ResultSet row) throws SQLException {
        return Check.present(
                loaded.get(new AccountNumber(row.getInt(1), row.getLong(2))), "the account of a loaded row");
    }
}
