package dev.florin.simulation;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Target;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares what PostgreSQL decided and kept with what the reference ledger decides and keeps when it is asked the same, in the
 * same order and at the same times.
 *
 * <p><b>What nobody knows.</b> Where a connection was lost during COMMIT, the attempt may have been saved or not. Then both
 * are tried, and the accounts must agree with one of the two: each by itself, and all of them together on the same one, for a
 * COMMIT saves all or nothing.
 */
final class Comparison {
    /** The bits of a long; no history makes so many. */
    private static final int MOST_UNKNOWN = 63;

    private final IdentityHashMap<Command<?>, Outcome<?>> answered;
    private final List<Decisions.Decision> decisions;
    private final List<Decisions.Attempt> unknown;
    private final PriceHistory prices;

    /**
     * @param answered what callers were told, for those commands that were answered at all
     * @param newest the price list after everything
     */
    Comparison(Decisions decisions, IdentityHashMap<Command<?>, Outcome<?>> answered, PriceList newest) {
        this.answered = answered;
        this.decisions = decisions.all();
        this.prices = new PriceHistory(newest);
        Set<Decisions.Attempt> seen = new HashSet<>();
        this.unknown = this.decisions.stream()
                .map(Decisions.Decision::attempt)
                .filter(attempt -> attempt.fate() == Decisions.Fate.UNKNOWN && seen.add(attempt))
                .toList();
    }

    /** An account as it was opened and as it is kept. */
    record Kept(Account opened, AccountSnapshot snapshot) {}

    /** Everything in which the two ledgers differ; empty where they agree. */
    List<String> differences(List<Kept> accounts) {
        List<String> differences = new ArrayList<>(exactlyOnce());
        differences.addAll(oneEffectOfEachKey());
        if (unknown.size() > MOST_UNKNOWN) {
            differences.add(unknown.size() + " unknown outcomes are too many to compare");
            return differences;
        }
        Set<Guess> possible = Set.of(Guess.NOTHING);
        for (Kept kept : accounts) {
            Set<Guess> fitting = fitting(kept, differences);
            if (fitting.isEmpty()) {
                continue;
            }
            Set<Guess> before = possible;
            Set<Guess> both = new HashSet<>();
            fitting.forEach(guess -> before.forEach(other -> guess.with(other).ifPresent(both::add)));
            if (both.isEmpty()) {
                differences.add("account " + kept.opened().number().number()
                        + " has another part of an unknown batch than the accounts before it");
            } else {
                possible = both;
            }
        }
        return differences;
    }

    /**
     * What may have become of unknown attempts.
     *
     * @param about a bit for each attempt that it says something about
     * @param saved a bit for each of them that was saved
     */
    private record Guess(long about, long saved) {
        static final Guess NOTHING = new Guess(0, 0);

        Guess and(int attempt, boolean wasSaved) {
            long bit = 1L << attempt;
            return new Guess(about | bit, wasSaved ? saved | bit : saved);
        }

        Optional<Guess> with(Guess other) {
            long shared = about & other.about;
            return (saved & shared) == (other.saved & shared)
                    ? Optional.of(new Guess(about | other.about, saved | other.saved))
                    : Optional.empty();
        }
    }

    /** The guesses by which an account agrees; where there is none, why the last of them does not is added. */
    private Set<Guess> fitting(Kept kept, List<String> differences) {
        List<Decisions.Decision> own = decisions.stream()
                .filter(decision ->
                        decision.command().account().equals(kept.opened().number()))
                .sorted(Decisions.Decision.AS_THEY_TOOK_EFFECT)
                .toList();
        List<String> why = List.of();
        Set<Guess> guesses = Set.of(Guess.NOTHING);
        for (int at = 0; at <= own.size(); at++) {
            boolean atEnd = at == own.size();
            int attempt = atEnd ? -1 : unknown.indexOf(own.get(at).attempt());
            if (!atEnd && (attempt < 0 || isKnown(guesses, attempt))) {
                continue;
            }
            // Wrong guesses are dropped before the next one doubles them.
            Set<Guess> fitting = new HashSet<>();
            for (Guess guess : guesses) {
                AccountReplay replay = new AccountReplay(kept, prices, answered);
                List<String> found = replay.differences(saved(own.subList(0, at), guess), atEnd);
                if (!found.isEmpty()) {
                    why = found;
                } else if (atEnd) {
                    fitting.add(guess);
                } else {
                    fitting.add(guess.and(attempt, true));
                    fitting.add(guess.and(attempt, false));
                }
            }
            guesses = fitting;
        }
        if (guesses.isEmpty()) {
            differences.addAll(why);
        }
        return guesses;
    }

    private static boolean isKnown(Set<Guess> guesses, int attempt) {
        return guesses.stream().anyMatch(guess -> (guess.about & 1L << attempt) != 0);
    }

    private List<Decisions.Decision> saved(List<Decisions.Decision> own, Guess guess) {
        return own.stream()
                .filter(decision -> switch (decision.attempt().fate()) {
                    case SAVED -> true;
                    case NOT_SAVED -> false;
                    case UNKNOWN -> (guess.saved & 1L << unknown.indexOf(decision.attempt())) != 0;
                })
                .toList();
    }

    /** No command is saved twice by attempts that are known, and no answer comes from nowhere. */
    private List<String> exactlyOnce() {
        List<String> differences = new ArrayList<>();
        IdentityHashMap<Command<?>, Integer> times = new IdentityHashMap<>();
        for (Decisions.Decision decision : decisions) {
            if (decision.attempt().fate() == Decisions.Fate.SAVED
                    && times.merge(decision.command(), 1, Integer::sum) > 1) {
                differences.add("saved twice: " + decision.command());
            }
        }
        answered.keySet().stream()
                .filter(command -> !times.containsKey(command))
                .forEach(command -> differences.add("answered and never saved: " + command));
        return differences;
    }

    /** An account and an idempotency key. */
    private record Keyed(AccountNumber account, Digest key) {}

    /** Whatever the ledgers think of a key: all that was told of it is about one thing. */
    private List<String> oneEffectOfEachKey() {
        List<String> differences = new ArrayList<>();
        Map<Keyed, Target> effects = new HashMap<>();
        answered.forEach((command, outcome) -> {
            Digest key = command.request().key();
            if (key != null && outcome instanceof Outcome.Done<?>(Object value)) {
                Target target = target(value);
                Target before = effects.putIfAbsent(new Keyed(command.account(), key), target);
                if (before != null && !before.equals(target)) {
                    differences.add("its key stands for " + before + " and for " + target + ": " + command);
                }
            }
        });
        return differences;
    }

    private static Target target(Object value) {
        return switch (value) {
            case Hold hold -> new Target(Target.Kind.HOLD, hold.number());
            case Grant grant -> new Target(Target.Kind.GRANT, grant.number());
            case Transaction row -> new Target(Target.Kind.TRANSACTION, row.sequence());
            case TopUp topUp -> new Target(Target.Kind.TOP_UP, topUp.number());
            case Refund refund -> new Target(Target.Kind.REFUND, refund.number());
            case GatewayKey key -> new Target(Target.Kind.GATEWAY_KEY, key.number());
            default -> new Target(Target.Kind.ACCOUNT, 0);
        };
    }
}
