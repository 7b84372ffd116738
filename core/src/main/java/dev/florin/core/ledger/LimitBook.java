package dev.florin.core.ledger;

import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The gateway keys of an account, and what is used of its limits and theirs, while commands are decided. Not thread-safe. */
final class LimitBook {
    private final AccountRecords records;
    private final List<Transaction> rows;
    private final Map<Long, GatewayKey> keys = new TreeMap<>();
    private final Map<Place, LimitUse> uses = new HashMap<>();
    private final Set<Long> countedAnew = new HashSet<>();

    private record Place(long key, Period period, Instant start) {}

    /** {@code rows} are those of the book, which grow. */
    LimitBook(AccountRecords records, List<Transaction> rows) {
        this.records = records;
        this.rows = rows;
    }

    Optional<GatewayKey> key(long number) {
        GatewayKey known = keys.get(number);
        return known != null ? Optional.of(known) : records.gatewayKey(number);
    }

    /** All of them, by number. */
    List<GatewayKey> keys() {
        Map<Long, GatewayKey> all = new TreeMap<>();
        records.gatewayKeys().forEach(key -> all.put(key.number(), key));
        all.putAll(keys);
        return List.copyOf(all.values());
    }

    void putKey(GatewayKey key) {
        keys.put(key.number(), key);
    }

    Optional<LimitUse> use(long key, Period period, Instant start) {
        LimitUse known = uses.get(new Place(key, period, start));
        return known != null || countedAnew.contains(key)
                ? Optional.ofNullable(known)
                : records.limitUse(key, period, start);
    }

    void putUse(LimitUse use) {
        uses.put(new Place(use.key(), use.period(), use.start()), use);
    }

    /**
     * Adds up a limit's use from the history, and from what fell due just before: a command that reads the history is the
     * first of its book, so nothing else can have happened in it.
     */
    LimitUse countUse(long key, Period period, Instant start) {
        LimitUse use = records.countUse(key, period, start);
        for (Transaction row : rows) {
            Transaction.EndedHold ended = row.hold();
            Transaction.Spending spending = row.spending();
            boolean counts = key == 0 || (spending != null && spending.keyNumber() == key);
            if (counts && ended != null && !ended.placedAt().isBefore(start)) {
                use = use.change(row.amount().negated(), ended.amount().negated());
            }
        }
        return use;
    }

    /** Forgets what was kept about the use of the limits of a key (0 = of the account): it is counted anew. */
    void forgetUses(long key) {
        uses.keySet().removeIf(place -> place.key == key);
        countedAnew.add(key);
    }

    List<GatewayKey> changedKeys() {
        return List.copyOf(keys.values());
    }

    Set<Long> countedAnew() {
        return Set.copyOf(countedAnew);
    }

    List<LimitUse> changedUses() {
        return List.copyOf(uses.values());
    }
}
