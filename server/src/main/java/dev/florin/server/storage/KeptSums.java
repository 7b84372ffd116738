package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.TransactionType;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sums of the accounts that were looked at last, each up to a row: what comes after it is added. An account of a million rows so
 * costs a second once in a process, and then next to nothing. Thread-safe.
 */
final class KeptSums {
    /** Some 130 bytes each, so 13 MB at most. A month of hours with 15 kinds of calls is 11,000. */
    private static final int MOST = 100_000;

    /** The least lately looked at comes first. */
    private final LinkedHashMap<AccountNumber, Sums> byAccount = new LinkedHashMap<>(16, 0.75f, true);

    private int count;

    /**
     * What happened to an account.
     *
     * @param seconds how long each sum is
     * @param from since when
     * @param through the sequence of the last row in it
     */
    record Sums(int seconds, Instant from, long through, List<ActivitySum> all) {
        Sums {
            all = List.copyOf(all);
        }

        private record Place(
                Instant start,
                TransactionType type,
                @Nullable String model,
                @Nullable String feature,
                long key) {}

        /** The same with what came since. */
        Sums with(List<ActivitySum> newer, long nowThrough) {
            Map<Place, ActivitySum> merged = new HashMap<>();
            all.forEach(each -> merged.merge(place(each), each, ActivitySum::plus));
            newer.forEach(each -> merged.merge(place(each), each, ActivitySum::plus));
            return new Sums(seconds, from, nowThrough, List.copyOf(merged.values()));
        }

        private static Place place(ActivitySum sum) {
            return new Place(sum.start(), sum.type(), sum.model(), sum.feature(), sum.key());
        }

        List<ActivitySum> since(Instant start) {
            return start.equals(from)
                    ? all
                    : all.stream().filter(each -> !each.start().isBefore(start)).toList();
        }
    }

    /** What is known of an account since {@code from} or longer, in sums of that length. */
    synchronized Optional<Sums> find(AccountNumber account, int seconds, Instant from) {
        return Optional.ofNullable(byAccount.get(account))
                .filter(sums -> sums.seconds == seconds && !sums.from.isAfter(from));
    }

    /** Remembers them, unless another request has come further meanwhile. */
    synchronized void keep(AccountNumber account, Sums sums) {
        Sums known = byAccount.get(account);
        boolean further = known != null
                && known.seconds == sums.seconds
                && !known.from.isAfter(sums.from)
                && known.through >= sums.through;
        if (further) {
            return;
        }
        count += sums.all.size() - (known == null ? 0 : known.all.size());
        byAccount.put(account, sums);
        Iterator<Map.Entry<AccountNumber, Sums>> oldest = byAccount.entrySet().iterator();
        while (count > MOST && oldest.hasNext()) {
            count -= oldest.next().getValue().all.size();
            oldest.remove();
        }
    }
}
