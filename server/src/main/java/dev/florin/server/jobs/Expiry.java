package dev.florin.server.jobs;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Request;
import dev.florin.server.storage.PostgresLedger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Ends holds and grants that have expired on accounts that nobody touches; for all others what is due happens before they are
 * read or charged. Thread-safe.
 */
public final class Expiry implements Job.Work {
    /** Accounts asked for at once: a few batches of the ledger. */
    private static final int ACCOUNTS_AT_ONCE = 1_000;

    private static final Request REQUEST =
            new Request(null, Digest.shortSha256("expiry".getBytes(StandardCharsets.UTF_8)), "job", "expiry");

    private final PostgresLedger ledger;

    public Expiry(PostgresLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Job.Result run() {
        Job.Result sum = new Job.Result(0, 0);
        while (true) {
            List<AccountNumber> due = ledger.due(ACCOUNTS_AT_ONCE);
            if (due.isEmpty()) {
                return sum;
            }
            Job.Result done = carryOut(due);
            sum = sum.plus(done);
            if (done.failed() > 0) {
                return sum; // the database is in trouble: the next run tries again
            }
        }
    }

    private Job.Result carryOut(List<AccountNumber> due) {
        List<CompletableFuture<?>> asked = new ArrayList<>(due.size());
        for (AccountNumber account : due) {
            asked.add(ledger.submit(new Command.CarryOutDue(account, REQUEST)));
        }
        long failed = asked.stream().filter(each -> !succeeded(each)).count();
        return new Job.Result(due.size() - failed, failed);
    }

    private static boolean succeeded(Future<?> outcome) {
        try {
            return outcome.get() instanceof Outcome.Done<?>;
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
