package dev.florin.simulation;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.pricing.PriceList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Compares what PostgreSQL decided and kept with what the reference ledger decides and keeps when it is asked the same, in the
 * same order and at the same times.
 *
 * <p><b>What nobody knows.</b> Where a connection was lost during COMMIT, the attempt may have been saved or not. Then both
 * are tried, and the accounts must agree with one of the two: each by itself, and all of them together on the same one, for a
 * COMMIT saves all or nothing.
 */
final class Comparison {
    /** With more unknown attempts at once trying all of them takes too long; no history makes so many. */
    private static final int MOST_UNKNOWN = 16;

    private final Map<Command<?>, Outcome<?>> answered;
    private final List<Decisions.Decision> decisions;
    private final List<Decisions.Attempt> unknown;
    private final PriceHistory prices;

    /**
     * @param answered what callers were told, for those commands that were answered at all
     * @param newest the price list after everything
     */
    Comparison(Decisions decisions, Map<Command<?>, Outcome<?>> answered, PriceList newest) {
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
        if (unknown.size() > MOST_UNKNOWN) {
            differences.add(unknown.size() + " unknown outcomes are too many to compare");
            return differences;
        }
        List<Integer> possible = IntStream.range(0, 1 << unknown.size()).boxed().toList();
        for (Kept kept : accounts) {
            AccountNumber number = kept.opened().number();
            List<Decisions.Decision> own = decisions.stream()
                    .filter(decision -> decision.command().account().equals(number))
                    .toList();
            int relevant = relevant(own);
            Set<Integer> fitting = new HashSet<>();
            List<String> why = List.of();
            for (int saved = 0; saved < 1 << unknown.size(); saved++) {
                if ((saved & ~relevant) == 0) {
                    List<String> found = new AccountReplay(kept, prices, answered).differences(saved(own, saved));
                    if (found.isEmpty()) {
                        fitting.add(saved);
                    } else if (why.isEmpty()) {
                        why = found;
                    }
                }
            }
            List<Integer> left = possible.stream()
                    .filter(saved -> fitting.contains(saved & relevant))
                    .toList();
            if (fitting.isEmpty()) {
                differences.addAll(why);
            } else if (left.isEmpty()) {
                differences.add("account " + number.number() + " has another part of an unknown batch than the others");
            } else {
                possible = left;
            }
        }
        return differences;
    }

    /** The unknown attempts that decided something about an account, as bits. */
    private int relevant(List<Decisions.Decision> own) {
        int bits = 0;
        for (int i = 0; i < unknown.size(); i++) {
            Decisions.Attempt attempt = unknown.get(i);
            if (own.stream().anyMatch(decision -> decision.attempt().equals(attempt))) {
                bits |= 1 << i;
            }
        }
        return bits;
    }

    private List<Decisions.Decision> saved(List<Decisions.Decision> own, int bits) {
        return own.stream()
                .filter(decision -> switch (decision.attempt().fate()) {
                    case SAVED -> true;
                    case NOT_SAVED -> false;
                    case UNKNOWN -> (bits & 1 << unknown.indexOf(decision.attempt())) != 0;
                })
                .toList();
    }

    /** No command is saved twice by attempts that are known, and no answer comes from nowhere. */
    private List<String> exactlyOnce() {
        List<String> differences = new ArrayList<>();
        Map<Command<?>, Integer> times = new IdentityHashMap<>();
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
}
