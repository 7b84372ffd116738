package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.CarriedLoss;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import org.jspecify.annotations.Nullable;

/** Adds up anew what the operator carries of an account's calls on the day that is kept. Not thread-safe. */
final class LossProof {
    private final @Nullable CarriedLoss kept;
    private final Expectation expectation;
    private Amount counted = Amount.ZERO;

    LossProof(Account account, Expectation expectation) {
        this.kept = account.loss();
        this.expectation = expectation;
    }

    void row(Transaction row) throws BrokenRule {
        Transaction.Spending spending = row.spending();
        Amount lost = spending == null ? Amount.ZERO : spending.uncollected();
        if (kept == null || row.sequence() < kept.firstRow()) {
            return;
        }
        counted = CarriedLoss.sum(counted, lost);
        if (lost.isPositive()) {
            expectation.holds(
                    "a loss is counted on the day on which it arose",
                    row.createdAt().isBefore(kept.until()),
                    "before " + kept.until(),
                    row.createdAt());
        }
    }

    /** After the last row. */
    void finish() throws BrokenRule {
        if (kept != null) {
            expectation
                    .at("account")
                    .equal("the loss is what the rows of its day say that nobody paid", counted, kept.amount());
        }
    }
}
