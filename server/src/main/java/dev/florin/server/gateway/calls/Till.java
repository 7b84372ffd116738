package dev.florin.server.gateway.calls;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Request;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Usage;
import dev.florin.server.gateway.wire.UsageCounts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the holds of calls, and asks again until the end is durable: what a customer got is charged although the database is
 * away for a while. Thread-safe.
 */
final class Till {
    private static final Logger LOG = LoggerFactory.getLogger(Till.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** By then the hold has expired, with what was recorded of its call. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Ledger ledger;

    Till(Ledger ledger) {
        this.ledger = ledger;
    }

    /** How a hold is to end. */
    private sealed interface End {
        record Settled(Usage usage, boolean estimated) implements End {}

        record Released(ReasonCode reason, Command.@Nullable Carried carried) implements End {}
    }

    /**
     * Ends the hold as judged; empty where it had ended otherwise before, or could not be ended.
     *
     * @param served the model whose price applies, where it has one
     * @param asked the model that the hold was placed for
     */
    Optional<Transaction> end(Payer payer, long hold, Verdict verdict, Model served, Model asked)
            throws InterruptedException {
        return row(
                payer,
                hold,
                switch (verdict) {
                    case Verdict.Free free -> {
                        Verdict.Charged carried = free.carried();
                        yield carried == null
                                ? submit(payer, hold, new End.Released(free.reason(), null))
                                : priced(
                                        payer,
                                        hold,
                                        carried,
                                        served,
                                        asked,
                                        (usage, estimated) ->
                                                new End.Released(free.reason(), new Command.Carried(usage, estimated)));
                    }
                    case Verdict.Charged charged -> priced(payer, hold, charged, served, asked, End.Settled::new);
                });
    }

    /** Ends a hold by what was counted, at the price of whichever model has one. */
    private Outcome<Transaction> priced(
            Payer payer,
            long hold,
            Verdict.Charged counted,
            Model served,
            Model asked,
            BiFunction<Usage, Boolean, End> ending)
            throws InterruptedException {
        UsageCounts counts = counted.counts();
        Outcome<Transaction> outcome = submit(payer, hold, ending.apply(counts.of(served), counted.estimated()));
        if (isUnpriced(outcome) && !served.equals(asked)) {
            outcome = submit(payer, hold, ending.apply(counts.of(asked), counted.estimated()));
        }
        // A part without a price of its own is counted as the whole it is part of, and marked.
        return isUnpriced(outcome)
                ? submit(payer, hold, ending.apply(Usage.of(asked, counts.input(), counts.output()), true))
                : outcome;
    }

    private static boolean isUnpriced(Outcome<Transaction> outcome) {
        return outcome instanceof Outcome.Refused<Transaction>(Refusal.ModelNotPriced _);
    }

    private Outcome<Transaction> submit(Payer payer, long hold, End end) throws InterruptedException {
        // The same question each time, so that an end whose answer was lost is known again.
        Request request = new Request(null, fingerprint(payer.account(), hold, end), payer.actor(), "gateway");
        Command<Transaction> command = switch (end) {
            case End.Settled settled ->
                new Command.SettleHold(
                        payer.account(),
                        request,
                        hold,
                        new Command.Spent.Counted(settled.usage()),
                        settled.estimated(),
                        null);
            case End.Released released ->
                new Command.ReleaseHold(payer.account(), request, hold, released.reason(), released.carried(), null);
        };
        Duration pause = FIRST_PAUSE;
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            try {
                return ledger.submit(command).join();
            } catch (CompletionException | LedgerFault fault) {
                if (!isLedgers(fault) || System.nanoTime() - deadline > 0) {
                    throw fault;
                }
                LOG.atWarn().addKeyValue("hold", hold).log("a call could not be settled yet; asking again");
            }
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        }
    }

    private static boolean isLedgers(RuntimeException fault) {
        return fault instanceof LedgerFault || fault.getCause() instanceof LedgerFault;
    }

    private static Digest fingerprint(AccountNumber account, long hold, End end) {
        return Digest.shortSha256((account + " " + hold + " " + end).getBytes(StandardCharsets.UTF_8));
    }

    private Optional<Transaction> row(Payer payer, long hold, Outcome<Transaction> outcome) {
        return switch (outcome) {
            case Outcome.Done<Transaction>(Transaction row) -> Optional.of(row);
            case Outcome.Replayed<Transaction> replayed ->
                row(payer, replayed.target().number());
            case Outcome.Refused<Transaction>(Refusal.HoldAlreadyEnded ended) -> row(payer, ended.sequence());
            case Outcome.Refused<Transaction>(Refusal why) -> {
                LOG.atError().addKeyValue("hold", hold).addKeyValue("why", why).log("a call could not be settled");
                yield Optional.empty();
            }
        };
    }

    /** Only after an answer of the database was lost: reading a whole account is slow. */
    private Optional<Transaction> row(Payer payer, long sequence) {
        return ledger.snapshot(payer.account()).map(AccountSnapshot::rows).stream()
                .flatMap(rows -> rows.stream())
                .filter(row -> row.sequence() == sequence)
                .findFirst();
    }

    /** Lets a hold go whose call went wrong here, without waiting for it. */
    void giveUp(Payer payer, long hold) {
        var _ = ledger.submit(new Command.ReleaseHold(payer.account(), fresh(payer), hold, ReasonCode.FAILED, null));
    }

    /** Who asks for a new call: each is a call of its own, but for one that its caller has a name for. */
    static Request newCall(Payer payer) {
        Digest key = payer.key();
        if (key != null) {
            return new Request(key, key, payer.actor(), "gateway");
        }
        return fresh(payer);
    }

    /** About a call that runs. */
    static Request fresh(Payer payer) {
        byte[] unique = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        return new Request(null, Digest.shortSha256(unique), payer.actor(), "gateway");
    }
}
