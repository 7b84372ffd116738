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
import org.jspecify.annotations.Nullable;

/**
 * What a lane's connection remembers of the accounts that it has saved, the longest unused forgotten first.
 *
 * <p>What is remembered of an account is right as long as its version stands still, which the save asks the database: another
 * process may have changed it meanwhile. Not thread-safe.
 */
final class RememberedAccounts {
    /** Accounts and open holds that all lanes of a process remember, of about a kilobyte each: a tenth of the server's heap. */
    static final int MOST = 40_000;

    private final int most;
    private final Map<AccountNumber, Remembered> accounts = new LinkedHashMap<>(16, 0.75f, true);
    private int weight;

    /** An account, and how much of the memory it takes. */
    private record Remembered(LoadedAccount account, int weight) {}

    /** Remembers nothing, and then as much as {@code most}. */
    RememberedAccounts(int most) {
        this.most = most;
    }

    @Nullable
    LoadedAccount get(AccountNumber number) {
        Remembered remembered = accounts.get(number);
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
        forget(account.account().number());
        Remembered remembered = new Remembered(account, account.weight());
        accounts.put(account.account().number(), remembered);
        weight += remembered.weight;
        Iterator<Remembered> oldest = accounts.values().iterator();
        while (weight > most && oldest.hasNext()) {
            weight -= oldest.next().weight;
            oldest.remove();
        }
    }

    void forget(AccountNumber number) {
        Remembered remembered = accounts.remove(number);
        if (remembered != null) {
            weight -= remembered.weight;
        }
    }
}
