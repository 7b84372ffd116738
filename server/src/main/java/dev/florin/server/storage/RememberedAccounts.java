package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Command;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the lanes remember of the accounts that they have saved, each lane of its own, the longest unused forgotten first.
 *
 * <p>What is remembered of an account is right as long as its version stands still, which the save asks the database: another
 * process may have changed it meanwhile. Of one lane's accounts it is asked by one thread at a time, whoever works for the lane;
 * {@link #forgetAll} by anybody.
 */
final class RememberedAccounts {
    /** Accounts and open holds that all lanes of a process remember, of about a kilobyte each: a tenth of the server's heap. */
    static final int MOST = 40_000;

    private final int mostOfOne;
    private final List<OfLane> lanes;

    /** Counts how often all was forgotten; each lane forgets when it is next asked. */
    private final AtomicInteger forgotten = new AtomicInteger();

    /** What one lane remembers. */
    private static final class OfLane {
        private final Map<AccountNumber, Remembered> accounts = new LinkedHashMap<>(16, 0.75f, true);
        private int weight;
        private int forgotten;
    }

    /** An account, and how much of the memory it takes. */
    private record Remembered(LoadedAccount account, int weight) {}

    /** Remembers nothing, and then as much as {@code most} in all. */
    RememberedAccounts(int most, int lanes) {
        this.mostOfOne = most / lanes;
        this.lanes = Stream.generate(OfLane::new).limit(lanes).toList();
    }

    private OfLane of(AccountNumber number) {
        OfLane lane = lanes.get(Lanes.laneOf(number, lanes.size()));
        int now = forgotten.get();
        if (lane.forgotten != now) {
            lane.accounts.clear();
            lane.weight = 0;
            lane.forgotten = now;
        }
        return lane;
    }

    /** A connection was lost: nothing of what any of them has told is believed. */
    void forgetAll() {
        forgotten.incrementAndGet();
    }

    @Nullable
    LoadedAccount get(AccountNumber number) {
        Remembered remembered = of(number).accounts.get(number);
        return remembered == null ? null : remembered.account;
    }

    /** Those accounts of {@code commands} of which enough is remembered for every command that is about them. */
    Map<AccountNumber, LoadedAccount> sufficingFor(List<? extends Pending<?>> commands, Instant now) {
        Map<AccountNumber, LoadedAccount> found = HashMap.newHashMap(commands.size());
        Set<AccountNumber> unfit = new HashSet<>();
        for (Pending<?> each : commands) {
            AccountNumber number = each.command().account();
            LoadedAccount account = get(number);
            if (account != null && each.decided() == null && suffices(account, each.command(), now)) {
                found.put(number, account);
            } else {
                unfit.add(number); // the commands of an account keep their order
            }
        }
        found.keySet().removeAll(unfit);
        return found;
    }

    /** Limits are added up in the database, and what has fallen due, is owed or is claimed is looked up there. */
    private static boolean suffices(LoadedAccount account, Command<?> command, Instant now) {
        Account known = account.account();
        Instant due = known.nextDue();
        if ((due != null && !now.isBefore(due))
                || !known.limits().equals(SpendingLimits.NONE)
                || known.owed().isPositive()
                || known.claimed().isPositive()
                || isOver(known.word(), now)
                || isOver(known.stripeWord(), now)) {
            return false;
        }
        return switch (command) {
            case Command.PlaceHold place -> isFree(account, place.keyNumber());
            case Command.SettleHold settle -> canEnd(account, settle.hold());
            case Command.ReleaseHold release -> canEnd(account, release.hold());
            default -> false;
        };
    }

    private static boolean isOver(@Nullable PlanWord word, Instant now) {
        Instant until = word == null ? null : word.until();
        return until != null && !now.isBefore(until);
    }

    private static boolean canEnd(LoadedAccount account, long hold) {
        Hold known = account.knownHold(hold);
        return account.liveGrants().isPresent() && known != null && isFree(account, known.keyNumber());
    }

    /** Whether a call of the gateway key (0 = of none) has no limit of the key to be added up. */
    private static boolean isFree(LoadedAccount account, long key) {
        GatewayKey known = account.knownGatewayKey(key);
        return key == 0 || (known != null && !known.limits().any());
    }

    void put(LoadedAccount account) {
        AccountNumber number = account.account().number();
        forget(number);
        OfLane lane = of(number);
        Remembered remembered = new Remembered(account, account.weight());
        lane.accounts.put(number, remembered);
        lane.weight += remembered.weight;
        Iterator<Remembered> oldest = lane.accounts.values().iterator();
        while (lane.weight > mostOfOne && oldest.hasNext()) {
            lane.weight -= oldest.next().weight;
            oldest.remove();
        }
    }

    void forget(AccountNumber number) {
        OfLane lane = of(number);
        Remembered remembered = lane.accounts.remove(number);
        if (remembered != null) {
            lane.weight -= remembered.weight;
        }
    }
}
