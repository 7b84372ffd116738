package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Period;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.ledger.AccountChanges;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.core.notices.Band;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts this process has changed, or refused a call, in a way that their customers may have to be told of. The lanes
 * say so in passing: it costs them a look into a map, writes nothing and never waits. What is lost here (the process ends, too
 * much comes at once) is found in the rows: this only says where to look soon. Thread-safe.
 */
public final class Touched {
    /** Accounts that are remembered; beyond that all are looked at. */
    private static final int MOST = 50_000;

    /** A band is looked up anew after so long: the customer may have set other levels. */
    private static final long BAND_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** However often an account is refused, it is said once in so long. */
    private static final long REFUSED_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<AccountNumber, Known> bands = new ConcurrentHashMap<>();
    private final Set<AccountNumber> changed = ConcurrentHashMap.newKeySet();
    private final Map<Refused, Long> refusedAt = new ConcurrentHashMap<>();
    private final Set<Refused> refused = ConcurrentHashMap.newKeySet();
    private final LeftOver left = new LeftOver();
    private volatile boolean followed;
    private volatile boolean overflowed;

    Touched() {}

    private record Known(Band band, long since) {}

    /**
     * An account that was refused a call.
     *
     * @param limit which limit was in the way; absent = there was not enough credit
     * @param key the gateway key whose limit it was; 0 = the account's own
     */
    public record Refused(AccountNumber account, @Nullable Period limit, long key) {}

    /**
     * What was touched since it was last asked for.
     *
     * @param all whether more was than is remembered: then every account is to be looked at
     */
    public record Taken(List<AccountNumber> changed, List<Refused> refused, boolean all) {}

    /** From now on somebody asks: before, nothing is remembered. */
    public void follow() {
        followed = true;
    }

    /** These changes are durable. */
    void saved(List<AccountChanges> changes) {
        left.saved(changes);
        if (!followed) {
            return;
        }
        for (AccountChanges each : changes) {
            AccountNumber account = each.after().number();
            if (!each.rows().isEmpty() && !isQuiet(account, each)) {
                add(account);
            }
        }
    }

    /** What the account had left when this process changed it last; empty where that is not remembered. */
    Optional<Amount> left(AccountNumber account) {
        return left.of(account);
    }

    private boolean isQuiet(AccountNumber account, AccountChanges changes) {
        Known known = bands.get(account);
        if (known == null
                || !changes.after().limits().equals(SpendingLimits.NONE)
                || !changes.uses().isEmpty()
                || System.nanoTime() - known.since > BAND_NANOS) {
            return false;
        }
        for (Transaction row : changes.rows()) {
            if (!known.band.holds(row.balanceAfter().nanos(), row.createdAt())) {
                return false;
            }
        }
        return true;
    }

    /** A command came to that, and whoever asked is told. */
    void decided(Command<?> command, @Nullable Outcome<?> outcome) {
        if (!followed || !(outcome instanceof Outcome.Refused<?>(Refusal refusal))) {
            return;
        }
        if (refusal instanceof Refusal.InsufficientCredits) {
            refused(new Refused(command.account(), null, 0));
        } else if (refusal instanceof Refusal.LimitReached limit && limit.period() != null) {
            boolean ofKey = limit.source().equals("key");
            if (!ofKey || command instanceof Command.PlaceHold) {
                refused(new Refused(command.account(), limit.period(), ofKey ? keyOf(command) : 0));
            }
        }
    }

    private static long keyOf(Command<?> command) {
        return command instanceof Command.PlaceHold hold ? hold.keyNumber() : 0;
    }

    private void refused(Refused call) {
        long now = System.nanoTime();
        Long before = refusedAt.get(call);
        if (before != null && now - before < REFUSED_AGAIN_NANOS) {
            return;
        }
        if (refusedAt.size() >= MOST) {
            refusedAt.clear();
        }
        refusedAt.put(call, now);
        if (refused.size() < MOST) {
            refused.add(call);
        }
    }

    /** Look at this account soon. */
    public void add(AccountNumber account) {
        if (changed.size() >= MOST) {
            overflowed = true;
        } else {
            changed.add(account);
        }
    }

    /** As long as its balance stays in the band, nobody need look at the account. */
    public void quiet(AccountNumber account, Band band) {
        if (bands.size() >= MOST) {
            bands.clear();
        }
        bands.put(account, new Known(band, System.nanoTime()));
    }

    /** Takes what was touched; what is touched meanwhile is for the next time. */
    public Taken take() {
        boolean all = overflowed;
        overflowed = false;
        List<AccountNumber> accounts = new ArrayList<>(changed);
        accounts.forEach(changed::remove);
        List<Refused> calls = new ArrayList<>(refused);
        calls.forEach(refused::remove);
        return new Taken(accounts, calls, all);
    }
}
