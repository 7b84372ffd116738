package dev.florin.core.ledger;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.check.Check;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.PriceList;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The product without a database: the same rules over maps in memory. It defines what every other ledger must answer. One
 * command at a time; thread-safe.
 */
public final class ReferenceLedger implements Ledger {
    private final Map<AccountNumber, Kept> accounts = new HashMap<>();
    private final Supplier<PriceList> prices;
    private final InstantSource clock;

    public ReferenceLedger(Supplier<PriceList> prices, InstantSource clock) {
        this.prices = prices;
        this.clock = clock;
    }

    /** Takes in a new account. */
    public synchronized void open(Account account) {
        Check.argument(!accounts.containsKey(account.number()), "the account is open already");
        accounts.put(account.number(), new Kept(account));
    }

    @Override
    public synchronized <T> CompletableFuture<Outcome<T>> submit(Command<T> command) {
        Kept kept = accounts.get(command.account());
        if (kept == null) {
            return CompletableFuture.completedFuture(new Outcome.Refused<>(new Refusal.NotFound()));
        }
        AccountBook book = new AccountBook(kept.account, kept);
        Outcome<T> outcome = new Rules(book, prices.get(), clock.instant()).decide(command);
        kept.save(book.changes());
        return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public synchronized Optional<AccountSnapshot> snapshot(AccountNumber account) {
        return Optional.ofNullable(accounts.get(account))
                .map(kept -> new AccountSnapshot(
                        kept.account,
                        List.copyOf(kept.grants.values()),
                        List.copyOf(kept.holds.values()),
                        List.copyOf(kept.rows.values()),
                        Map.copyOf(kept.keys),
                        kept.gatewayKeys(),
                        kept.uses.values().stream().sorted(LimitUse.ORDER).toList(),
                        kept.purchases.snapshot()));
    }

    /** Stops all automatic charges, or allows them again. */
    public synchronized void stopAutomaticCharges(boolean stopped) {
        accounts.values().forEach(kept -> kept.purchases.stopAutomaticCharges(stopped));
    }

    private record PeriodStart(long key, Period period, Instant start) {}

    /** Everything about one account. */
    private static final class Kept implements AccountRecords {
        private final Map<Long, Grant> grants = new TreeMap<>();
        private final Map<Long, Hold> holds = new TreeMap<>();
        private final TreeMap<Long, Transaction> rows = new TreeMap<>();
        private final Map<Digest, KeyRecord> keys = new HashMap<>();
        private final TreeMap<Long, GatewayKey> gatewayKeys = new TreeMap<>();
        private final Map<PeriodStart, LimitUse> uses = new HashMap<>();
        private final KeptPurchases purchases = new KeptPurchases();
        private Account account;

        Kept(Account account) {
            this.account = account;
        }

        void save(AccountChanges changes) {
            account = changes.after();
            purchases.save(changes.purchases());
            changes.rows().forEach(row -> rows.put(row.sequence(), row));
            changes.grants().forEach(grant -> grants.put(grant.number(), grant));
            changes.holds().forEach(hold -> holds.put(hold.number(), hold));
            changes.endedHolds().forEach(holds::remove);
            keys.putAll(changes.keys());
            changes.gatewayKeys().forEach(key -> gatewayKeys.put(key.number(), key));
            uses.keySet().removeIf(use -> changes.usesCountedAnew().contains(use.key));
            changes.uses().forEach(use -> uses.put(new PeriodStart(use.key(), use.period(), use.start()), use));
            if (account.deleted()) {
                rows.replaceAll((_, row) -> row.erased());
                purchases.erase();
            }
        }

        @Override
        public Optional<KeyRecord> key(Digest key) {
            return Optional.ofNullable(keys.get(key));
        }

        @Override
        public Optional<Hold> openHold(long number) {
            return Optional.ofNullable(holds.get(number));
        }

        @Override
        public List<Hold> holdsDue(Instant now) {
            return holds.values().stream()
                    .filter(hold -> !hold.expiresAt().isAfter(now))
                    .toList();
        }

        @Override
        public Optional<Instant> nextHoldExpiry(Instant now) {
            return holds.values().stream()
                    .map(Hold::expiresAt)
                    .filter(expiry -> expiry.isAfter(now))
                    .min(Instant::compareTo);
        }

        @Override
        public Collection<Grant> liveGrants() {
            return grants.values().stream()
                    .filter(grant -> grant.remaining().isPositive())
                    .toList();
        }

        @Override
        public Optional<Grant> grant(long number) {
            return Optional.ofNullable(grants.get(number));
        }

        @Override
        public Optional<Transaction> transaction(long sequence) {
            return Optional.ofNullable(rows.get(sequence));
        }

        @Override
        public Optional<Transaction> endOf(long hold) {
            return rows.values().stream()
                    .filter(row -> row.hold() != null && row.hold().number() == hold)
                    .findFirst();
        }

        @Override
        public Amount reversedOf(long charge) {
            return rows.values().stream()
                    .filter(row -> row.reverses() != null && row.reverses() == charge)
                    .map(Transaction::amount)
                    .reduce(Amount.ZERO, Amount::plus);
        }

        @Override
        public Optional<GatewayKey> gatewayKey(long number) {
            return Optional.ofNullable(gatewayKeys.get(number));
        }

        @Override
        public List<GatewayKey> gatewayKeys() {
            return List.copyOf(gatewayKeys.values());
        }

        @Override
        public Optional<LimitUse> limitUse(long key, Period period, Instant start) {
            return Optional.ofNullable(uses.get(new PeriodStart(key, period, start)));
        }

        @Override
        public PurchaseRecords purchases() {
            return purchases;
        }

        @Override
        public LimitUse countUse(long key, Period period, Instant start) {
            LimitUse use = LimitUse.none(key, period, start);
            for (Transaction row : rows.values()) {
                if (row.type() == TransactionType.CHARGE
                        && isOf(key, row)
                        && !placedAt(row).isBefore(start)) {
                    use = use.change(row.amount().negated().minus(reversedOf(row.sequence())), Amount.ZERO);
                }
            }
            for (Hold hold : holds.values()) {
                if ((key == 0 || hold.keyNumber() == key) && !hold.placedAt().isBefore(start)) {
                    use = use.change(Amount.ZERO, hold.amount());
                }
            }
            return use;
        }

        private static boolean isOf(long key, Transaction row) {
            return key == 0 || (row.spending() != null && row.spending().keyNumber() == key);
        }

        private static Instant placedAt(Transaction row) {
            return row.hold() == null ? row.createdAt() : row.hold().placedAt();
        }
    }
}
