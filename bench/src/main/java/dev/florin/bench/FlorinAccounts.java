package dev.florin.bench;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Request;
import dev.florin.core.money.Amount;
import dev.florin.server.app.BuiltInPrices;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.LaneMeter;
import dev.florin.server.storage.PriceCatalog;
import dev.florin.server.storage.Prices;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Florin's accounts before the first measurement, made by the same commands as anybody's. */
final class FlorinAccounts {
    /** How the host calls them, with their place behind it. */
    static final String ID = "bench-";

    /** How many wait for the ledger at once. */
    private static final int GIVERS = 512;

    private static final Amount PAID = Amount.ofDollars(10_000_000);
    private static final Amount PROMO = Amount.ofDollars(1_000_000);
    private static final Duration PROMO_LIFE = Duration.ofDays(30);

    private FlorinAccounts() {}

    /** Migrates, puts the prices, opens the accounts, and gives each the plan and two grants. */
    static List<AccountNumber> make(Database database) {
        database.migrate();
        new Prices(database, new PriceCatalog())
                .addMissing(BuiltInPrices.ofProviders().entries().stream()
                        .filter(entry -> entry.draft().effectiveAt() == null)
                        .map(entry -> new Prices.Published(entry.draft().effective(Instant.EPOCH), entry.source()))
                        .toList());
        List<AccountNumber> accounts = IntStream.rangeClosed(1, Spread.ACCOUNTS)
                .mapToObj(AccountNumber::of)
                .toList();
        open(database, accounts);
        try (FlorinLedger ledger = new FlorinLedger(database, accounts, LaneMeter.NONE)) {
            Instant expiry = Instant.now().plus(PROMO_LIFE);
            atOnce(GIVERS, place -> give(ledger, accounts.get(place), expiry));
        }
        tellNobody(database);
        return accounts;
    }

    /** Of so many gifts at once; the server's jobs would be at it for a minute of the measurement. */
    private static void tellNobody(Database database) {
        try (Connection connection = database.openForReading();
                PreparedStatement statement = connection.prepareStatement("UPDATE outbox SET noticed = true")) {
            statement.execute();
        } catch (SQLException e) {
            throw new BenchFault(e);
        }
    }

    private static final String OPEN_ACCOUNTS = """
            INSERT INTO account (bucket, account_no, last_at, head, time_zone, created_at)
            SELECT n.bucket, n.account_no, now(), decode(repeat('00', 32), 'hex'), 'UTC', now()
              FROM unnest(?::smallint[], ?::bigint[]) AS n (bucket, account_no)\
            """;

    private static final String OPEN_CUSTOMERS = """
            INSERT INTO customer (external_id, bucket, account_no, fingerprint, created_at)
            SELECT ? || (n.account_no - 1), n.bucket, n.account_no, '', now()
              FROM unnest(?::smallint[], ?::bigint[]) AS n (bucket, account_no)\
            """;

    /** All at once: one by one, as the API opens them, would take longer than the measurements. */
    private static void open(Database database, List<AccountNumber> accounts) {
        try (Connection connection = database.openForReading();
                PreparedStatement ofAccounts = connection.prepareStatement(OPEN_ACCOUNTS);
                PreparedStatement ofCustomers = connection.prepareStatement(OPEN_CUSTOMERS)) {
            Array buckets = connection.createArrayOf(
                    "smallint",
                    accounts.stream().map(each -> (short) each.bucket()).toArray());
            Array numbers = connection.createArrayOf(
                    "bigint", accounts.stream().map(AccountNumber::number).toArray());
            ofAccounts.setArray(1, buckets);
            ofAccounts.setArray(2, numbers);
            ofAccounts.execute();
            ofCustomers.setString(1, ID);
            ofCustomers.setArray(2, buckets);
            ofCustomers.setArray(3, numbers);
            ofCustomers.execute();
        } catch (SQLException e) {
            throw new BenchFault(e);
        }
    }

    private static AccountNumber give(FlorinLedger ledger, AccountNumber account, Instant expiry) {
        ledger.done(new Command.SetPlan(account, request(), new PlanWord(Plan.PRO, null)));
        ledger.done(credit(account, PROMO, GrantKind.PROMO, expiry));
        ledger.done(credit(account, PAID, GrantKind.PAID, null));
        return account;
    }

    private static Command.GiveCredit credit(
            AccountNumber account, Amount amount, GrantKind kind, @Nullable Instant expiry) {
        Amount paid = kind == GrantKind.PAID ? amount : Amount.ZERO;
        return new Command.GiveCredit(account, request(), amount, kind, paid, expiry, null, null);
    }

    private static Request request() {
        return new Request(null, digest("setup"), "operator", "bench");
    }

    private static Digest digest(String text) {
        return Digest.shortSha256(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Does something for every place, so many at a time, and answers in their order. */
    private static <T> List<T> atOnce(int workers, IntFunction<T> work) {
        try (ExecutorService pool =
                Executors.newFixedThreadPool(workers, Thread.ofVirtual().factory())) {
            List<Future<T>> all = IntStream.range(0, Spread.ACCOUNTS)
                    .mapToObj(place -> pool.submit(() -> work.apply(place)))
                    .toList();
            return all.stream().map(FlorinAccounts::join).toList();
        }
    }

    private static <T> T join(Future<T> future) {
        return switch (future.state()) {
            case SUCCESS -> future.resultNow();
            default -> waited(future);
        };
    }

    private static <T> T waited(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new BenchFault(e);
        }
    }
}
