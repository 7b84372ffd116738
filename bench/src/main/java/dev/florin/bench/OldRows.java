package dev.florin.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Gives every account a past of many calls, in both ledgers alike: rows of the history and keys as calls leave them, the
 * accounts taking turns as they do in life, so that tables and indexes are as large and as deep as after years.
 *
 * <p>Nobody decides by these rows: their amounts and hashes are made up, and {@code florin verify} would say so.
 */
final class OldRows {
    /** Calls of each account that are added in one transaction: a million rows, and then as many keys. */
    private static final long AT_ONCE = 100;

    /** Stands in the statements for how many calls they add to each account. */
    private static final String CALLS = "CALLS";

    /*
     * On connections for the ledgers' own statements, everything is looked up by index: these read whole tables. Who changes an
     * account by hand increases its version, as every lane expects.
     */
    private static final String OF_FLORIN = """
            SET enable_seqscan = on; SET enable_hashjoin = on; SET plan_cache_mode = auto;
            INSERT INTO transaction_ (bucket, account_no, sequence, type, amount, balance_after, house, hold_no, held, placed_at,
                                      would_expire_at, hold_end, max_output_tokens, hold_price, model, input_tokens,
                                      output_tokens, usage_parts, price_version, feature, key_no, cost, uncollected,
                                      estimated, draws, actor, source, request, created_at, hash)
            SELECT a.bucket, a.account_no, a.sequence + n, 'charge', -1210000, a.total, 'revenue', a.last_hold + n, 2300000, now(),
                   now() + interval '10 minutes', 'settled', 1000, 1, 'gpt-5-mini', 1200, 500, 'cached_input=400', 1,
                   'chat', 0, 1210000, 0, false, '1=1210000', 'operator', 'api', uuid_send(gen_random_uuid()), now(),
                   uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
              FROM generate_series(1, CALLS) AS n, account a ORDER BY n;
            INSERT INTO key_ (bucket, account_no, key_hash, fingerprint, kind, number)
            SELECT a.bucket, a.account_no, uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid()), 'h', a.last_hold + n
              FROM generate_series(1, CALLS) AS n, account a ORDER BY n;
            UPDATE account SET sequence = sequence + CALLS, last_hold = last_hold + CALLS, version = version + 1\
            """;

    private static final String OF_NAIVE = """
            SET enable_seqscan = on; SET enable_hashjoin = on; SET plan_cache_mode = auto;
            INSERT INTO history (account_no, sequence, hold_no, amount, balance_after, model, feature, input_tokens,
                                 output_tokens, created_at)
            SELECT a.account_no, a.sequence + n, a.sequence + n, -1210000, a.balance, 'gpt-5-mini', 'chat', 1200, 500, now()
              FROM generate_series(1, CALLS) AS n, account a ORDER BY n;
            INSERT INTO key_ (account_no, key_hash, hold_no)
            SELECT a.account_no, uuid_send(gen_random_uuid()), a.sequence + n
              FROM generate_series(1, CALLS) AS n, account a ORDER BY n;
            UPDATE account SET sequence = sequence + CALLS\
            """;

    private OldRows() {}

    /** Adds at least {@code rows} to each history, as many to each account, while no ledger is at work. */
    static void add(BenchConnections database, long rows, Consumer<String> progress) {
        long left = Math.ceilDiv(rows, Spread.ACCOUNTS);
        while (left > 0) {
            progress.accept(
                    String.format(Locale.ROOT, "%,d old rows are still to be added ...", left * Spread.ACCOUNTS));
            long now = Math.min(left, AT_ONCE);
            database.execute(BenchDatabase.FLORIN_SCHEMA, OF_FLORIN.replace(CALLS, Long.toString(now)));
            database.execute(BenchDatabase.NAIVE_SCHEMA, OF_NAIVE.replace(CALLS, Long.toString(now)));
            left -= now;
        }
        tidy(database, BenchDatabase.FLORIN_SCHEMA, "transaction_");
        tidy(database, BenchDatabase.NAIVE_SCHEMA, "history");
    }

    /** What the server would do by itself a little later, and then in the midst of the measurement. */
    private static void tidy(BenchConnections database, String schema, String history) {
        for (String table : List.of(history, "key_", "account")) {
            database.execute(schema, "VACUUM (ANALYZE) " + table);
        }
    }
}
