package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.ledger.Command;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a lane's connection remembers of the accounts that it has saved, the longest unused forgotten first.
 *
 * <p>What is remembered of an account is right as long as its version stands still, which the save asks the database: another
 * process may have changed it meanwhile. Not thread-safe.
 */
final class RememberedAccounts {
    /** Accounts and open holds in all, of about a kilobyte each. */
    private static final int MOST = 20_000;

    private final Map<AccountNumber, Remembered> accounts = new LinkedHashMap<>(16, 0.75f, true);
    private int weight;

    /** An account, and how much of {@link #MOST} it takes. */
    private record Remembered(LoadedAccount account, int weight) {}

    @Nullable
    LoadedAccount get(AccountNumber number) {
        Remembered remembered = accounts.get(number);
        return remembered == null ? null : remembered.account;
    }

    /**
     * The accounts of {@code commands}; none where any command may need more than is remembered: then all are decided under
     * locks.
     */
    Optional<Map<AccountNumber, LoadedAccount>> of(List<? extends Pending<?>> commands, Instant now) {
        Map<AccountNumber, LoadedAccount> found = HashMap.newHashMap(commands.size());
        for (Pending<?> each : commands) {
            LoadedAccount account = get(each.command().account());
            if (account == null || each.decided() != null || !suffices(account, each.command(), now)) {
                return Optional.empty();
            }
            found.put(account.account().number(), account);
        }
        return Optional.of(found);
    }

    /** Limits are added up in the database, and what has fallen due, is owed or is claimed is looked up there. */
    private static boolean suffices(LoadedAccount account, Command<?> command, Instant now) {
        Account known = account.account();
        Instant due = known.nextDue();
        if ((due != null && !now.isBefore(due))
                || !known.limits().equals(SpendingLimits.NONE)
                || known.owed().isPositive()
                || known.claimed().isPositive()) {
            return false;
        }
        return switch (command) {
            case Command.PlaceHold _ -> true;
            case Command.SettleHold settle -> canEnd(account, settle.hold());
            case Command.ReleaseHold release -> canEnd(account, release.hold());
            default -> false;
        };
    }

    private static boolean canEnd(LoadedAccount account, long hold) {
        return account.liveGrants().isPresent() && account.knownHold(hold) != null;
    }

    void put(LoadedAccount account) {
        forget(account.account().number());
        Remembered remembered = new Remembered(account, account.weight());
        accounts.put(account.account().number(), remembered);
        weight += remembered.weight;
        Iterator<Remembered> oldest = accounts.values().iterator();
        while (weight > MOST && oldest.hasNext()) {
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
