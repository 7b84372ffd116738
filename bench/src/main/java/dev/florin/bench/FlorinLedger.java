package dev.florin.bench;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.OnExpiry;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Request;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Usage;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.LaneMeter;
import dev.florin.server.storage.PostgresLedger;
import dev.florin.server.storage.PriceCatalog;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Florin's engine with everything switched on: the hold is sized and the usage priced by a real price list, two grants an
 * account, idempotency keys, hash chain.
 */
final class FlorinLedger implements Contender, AutoCloseable {
    /** As the server is set up for a disk whose commits take less than a millisecond. */
    static final int LANES = 2;

    /** More than there are callers. */
    private static final int QUEUE = 10_000;

    /** A model with a price of its own for cached input. */
    static final Model MODEL = new Model("gpt-5-mini");

    static final int INPUT_TOKENS = 1_200;
    static final int CACHED_TOKENS = 400;
    static final int MOST_OUTPUT_TOKENS = 1_000;

    private final List<AccountNumber> accounts;
    private final PostgresLedger ledger;
    private final AtomicLong calls = new AtomicLong();
    private final String run = "bench-" + System.nanoTime() + "-";

    FlorinLedger(Database database, List<AccountNumber> accounts, LaneMeter meter) {
        this.accounts = accounts;
        this.ledger = new PostgresLedger(database, new PriceCatalog(), LANES, QUEUE, meter);
    }

    @Override
    public String name() {
        return "Florin";
    }

    @Override
    public void call(int place, RandomGenerator random) {
        AccountNumber account = accounts.get(place);
        long call = calls.incrementAndGet();
        Hold hold = done(new Command.PlaceHold(
                account,
                new Request(digest("key", call), digest("hold", call), "operator", "api"),
                new Command.HoldSize.ForCall(MODEL, INPUT_TOKENS, MOST_OUTPUT_TOKENS),
                null,
                null,
                Hold.DEFAULT_EXPIRY,
                OnExpiry.RELEASE,
                "chat",
                Collections.emptySortedMap(),
                null));
        Usage usage =
                Usage.of(MODEL, INPUT_TOKENS, random.nextInt(1, MOST_OUTPUT_TOKENS), "cached_input=" + CACHED_TOKENS);
        done(new Command.SettleHold(
                account,
                new Request(null, digest("settle", call), "operator", "api"),
                hold.number(),
                new Command.Spent.Counted(usage),
                null));
    }

    <T> T done(Command<T> command) {
        Outcome<T> outcome = ledger.submit(command).join();
        if (outcome instanceof Outcome.Done<T>(T value)) {
            return value;
        }
        throw new BenchFault("Florin answered " + outcome);
    }

    private Digest digest(String what, long call) {
        return Digest.shortSha256((run + what + call).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        ledger.close();
    }
}
