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
import java.util.function.IntFunction;

/** Has the ledger carry out what is due on accounts, until none is found any more. Thread-safe. */
final class DueAccounts {
    /** Accounts asked for at once: a few batches of the ledger. */
    private static final int ACCOUNTS_AT_ONCE = 1_000;

    private final PostgresLedger ledger;
    private final IntFunction<List<AccountNumber>> find;
    private final Request request;

    /**
     * Those that a question finds.
     *
     * @param find at most so many accounts on which something is due
     * @param source why the ledger is asked
     */
    DueAccounts(PostgresLedger ledger, IntFunction<List<AccountNumber>> find, String source) {
        this.ledger = ledger;
        this.find = find;
        this.request = new Request(null, Digest.shortSha256(source.getBytes(StandardCharsets.UTF_8)), "job", source);
    }

    Job.Result carryOut() {
        Job.Result sum = new Job.Result(0, 0);
        while (true) {
            List<AccountNumber> due = find.apply(ACCOUNTS_AT_ONCE);
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
            asked.add(ledger.submit(new Command.CarryOutDue(account, request)));
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
