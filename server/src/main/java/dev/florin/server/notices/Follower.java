package dev.florin.server.notices;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.money.Amount;
import dev.florin.core.notices.BalanceWatch;
import dev.florin.core.notices.LimitWatch;
import dev.florin.core.purchases.Announcement.Event;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.BalanceWatches;
import dev.florin.server.storage.BalanceWatches.Followed;
import dev.florin.server.storage.BalanceWatches.Told;
import dev.florin.server.storage.LimitWatches;
import dev.florin.server.storage.LimitWatches.Watched;
import dev.florin.server.storage.Touched;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Follows the histories of accounts and announces what their customers are to hear of balance and limits, so that no charge
 * has to. What the lanes have touched is looked at within a second; whatever was missed, because a process ended, is found by a
 * look at all accounts. Thread-safe.
 */
public final class Follower {
    private static final int ACCOUNTS_AT_ONCE = 1_000;
    private static final int FEW_ACCOUNTS = 20;

    /** A balance that crosses levels more often than this in a second is followed in several looks. */
    private static final int MOST_STEPS = 200;

    /** Where nothing is to be told, the place in the history is written down only after so many rows. */
    private static final long MOST_UNSAVED = 1_000;

    private static final Duration LONGEST_PERIOD = Duration.ofDays(32);

    /** So much of a run goes to a look round all accounts: what was touched comes first, and calls need the database, too. */
    private static final long LOOK_ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ReentrantLock lookingRound = new ReentrantLock();
    private boolean underWay;
    private @Nullable AccountNumber lookedUpTo;

    private final Touched touched;
    private final BalanceWatches watches;
    private final LimitWatches limits;
    private final Accounts accounts;
    private final UnusualDays days;

    public Follower(Touched touched, BalanceWatches watches, LimitWatches limits, Accounts accounts, UnusualDays days) {
        this.touched = touched;
        this.watches = watches;
        this.limits = limits;
        this.accounts = accounts;
        this.days = days;
        touched.follow();
    }

    /** Which accounts that nobody has touched are looked at. */
    public enum Round {
        /** Those whose turn it is in a look round that is under way. */
        ON,
        /** The same; where none is under way one begins. */
        BEGIN,
        /** All of them, before anything else is done. */
        WHOLE
    }

    /**
     * Follows what was touched, and looks round.
     *
     * @return how many accounts were looked at
     */
    public long run(Round round) {
        Touched.Taken taken = touched.take();
        for (AccountNumber account : taken.changed()) {
            follow(account, false, false);
        }
        for (Touched.Refused refused : taken.refused()) {
            if (refused.limit() == null) {
                follow(refused.account(), true, false);
            } else {
                followLimits(refused.account(), refused);
            }
        }
        long looked = taken.changed().size() + (long) taken.refused().size();
        return looked + (round == Round.WHOLE ? lookAtAll() : lookRound(round == Round.BEGIN || taken.all()));
    }

    private long lookAtAll() {
        long looked = 0;
        AccountNumber last = null;
        for (List<AccountNumber> page = watches.behind(last, ACCOUNTS_AT_ONCE); !page.isEmpty(); ) {
            page.forEach(account -> follow(account, false, true));
            looked += page.size();
            last = page.getLast();
            page = watches.behind(last, ACCOUNTS_AT_ONCE);
        }
        return looked;
    }

    /** Goes on with the look round until its share of the time is used up. */
    private long lookRound(boolean begins) {
        if (!lookingRound.tryLock()) {
            return 0; // another thread is at it
        }
        try {
            if (begins && !underWay) {
                underWay = true;
                lookedUpTo = null;
            }
            long looked = 0;
            long end = System.nanoTime() + LOOK_ROUND_NANOS;
            while (underWay && System.nanoTime() - end < 0) {
                List<AccountNumber> page = watches.behind(lookedUpTo, FEW_ACCOUNTS);
                underWay = !page.isEmpty();
                for (AccountNumber account : page) {
                    follow(account, false, true);
                    lookedUpTo = account;
                }
                looked += page.size();
            }
            return looked;
        } finally {
            lookingRound.unlock();
        }
    }

    private void follow(AccountNumber account, boolean refused, boolean saveAlways) {
        Optional<Followed> found = watches.find(account);
        if (found.isEmpty()) {
            return; // deleted meanwhile
        }
        Followed followed = found.get();
        List<Told> told = new ArrayList<>();
        BalanceWatch watch = walk(followed, told);
        if (refused) {
            BalanceWatch.Step step = watch.afterRefusal(followed.balance(), followed.now());
            watch = step.watch();
            add(told, step.told(), followed.newest(), followed.now());
        }
        boolean changed = !watch.tellsAs(followed.watch()) || followed.version() == null;
        boolean far = watch.sequence() - followed.watch().sequence() >= (saveAlways ? 1 : MOST_UNSAVED);
        boolean saved = (!changed && !far) || watches.save(followed, watch, told);
        if (!saved || watch.sequence() < followed.newest()) {
            touched.add(account); // another process was first, or there is more: look again
        } else {
            touched.quiet(account, watch.band(followed.levels()));
        }
        if (followed.limited()) {
            followLimits(account, null);
        }
        if (saveAlways || changed) {
            days.look(account);
        }
    }

    private BalanceWatch walk(Followed followed, List<Told> told) {
        BalanceWatch watch = followed.watch();
        for (int step = 0; step < MOST_STEPS; step++) {
            Optional<BalanceWatches.Row> next = watches.next(
                    followed.account(), watch.sequence(), followed.newest(), watch.band(followed.levels()));
            if (next.isEmpty()) {
                return watch.upTo(followed.newest());
            }
            BalanceWatches.Row row = next.get();
            BalanceWatch.Step after = watch.after(row.sequence(), row.balance(), row.at(), followed.levels());
            add(told, after.told(), row.sequence(), row.at());
            watch = after.watch();
        }
        return watch;
    }

    private static void add(List<Told> told, List<Event> events, long row, Instant at) {
        events.forEach(event -> told.add(new Told(event, row, at)));
    }

    private void followLimits(AccountNumber number, Touched.@Nullable Refused refused) {
        Optional<Accounts.Standing> found = accounts.find(number);
        if (found.isEmpty() || found.get().account().deleted()) {
            return;
        }
        Account account = found.get().account();
        Instant now = found.get().now();
        List<LimitUse> uses = limits.uses(number, now.minus(LONGEST_PERIOD));
        Map<Watched, LimitWatch> told = limits.of(number);
        Map<Long, SpendingLimits> owners = new TreeMap<>();
        owners.put(0L, account.limits());
        limits.keys(number).forEach(key -> owners.put(key.number(), key.limits()));
        owners.forEach((key, its) -> {
            for (Period period : Period.values()) {
                Amount limit = its.of(period);
                if (limit != null) {
                    Watched watched = new Watched(key, period);
                    LimitWatch fresh = new LimitWatch(period.start(now, account.zone()), limit, 0);
                    LimitWatch known = told.getOrDefault(watched, fresh).in(fresh.start(), limit);
                    boolean met = refused != null && refused.key() == key && refused.limit() == period;
                    int share = LimitWatch.share(used(uses, watched, known.start()), limit, met);
                    if (share > known.percent()) {
                        limits.tell(number, watched, new LimitWatch(known.start(), limit, share), now);
                    }
                }
            }
        });
    }

    private static Amount used(List<LimitUse> uses, Watched limit, Instant start) {
        return uses.stream()
                .filter(use -> use.key() == limit.key()
                        && use.period() == limit.period()
                        && use.start().equals(start))
                .map(LimitUse::used)
                .findFirst()
                .orElse(Amount.ZERO);
    }
}
