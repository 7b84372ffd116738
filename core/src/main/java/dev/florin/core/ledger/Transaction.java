package dev.florin.core.ledger;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.House;
import dev.florin.core.accounts.Transfer;
import dev.florin.core.check.Check;
import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Draws;
import dev.florin.core.holds.HoldEnd;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of an account's history. Rows are only ever added.
 *
 * @param account whose
 * @param sequence counted from 1 without gaps
 * @param type what it records
 * @param amount what the balance changed by
 * @param balanceAfter total less owed, after it
 * @param house the account of the house on the other side
 * @param hold the hold that it ended; absent where there was none
 * @param spending what was spent on; absent on rows that spent nothing
 * @param draws what it did to the grants
 * @param reasonCode why nothing was charged
 * @param reverses sequence of the charge that it gives back
 * @param actor who caused it, such as {@code operator} or {@code job}
 * @param source what it came from
 * @param request fingerprint of the request that caused it, by which a repeated settle is known
 * @param text the words beside it that can be erased
 * @param textDigest their salted digest, which stays
 * @param createdAt when; never before the row before it
 * @param previousHash the hash of the row before it
 * @param hash of this row and the hash before it
 */
public record Transaction(
        AccountNumber account,
        long sequence,
        TransactionType type,
        Amount amount,
        Amount balanceAfter,
        House house,
        @Nullable EndedHold hold,
        @Nullable Spending spending,
        List<Draw> draws,
        @Nullable ReasonCode reasonCode,
        @Nullable Long reverses,
        String actor,
        String source,
        Digest request,
        @Nullable Text text,
        @Nullable Digest textDigest,
        Instant createdAt,
        Digest previousHash,
        Digest hash) {
    /**
     * The hold that a row ended: enough of it that an ended hold reads the same for ever.
     *
     * @param maxOutputTokens what the call might have produced; absent where the hold's amount was named
     */
    public record EndedHold(
            long number,
            Amount amount,
            Instant placedAt,
            Instant expiresAt,
            HoldEnd end,
            @Nullable Long maxOutputTokens,
            @Nullable Integer priceVersion) {}

    /**
     * What credit was spent on.
     *
     * @param model the model that served; absent where an amount was named
     * @param usage what was counted; absent where an amount was named
     * @param priceVersion the version that priced it; absent where an amount was named
     * @param feature what the credit was spent on
     * @param keyNumber the gateway key; 0 = none
     * @param user for whom, in words of whoever asked; absent where that was not said
     * @param cost the exact cost, rounded once
     * @param uncollected the part of the cost that nobody paid
     * @param estimated whether usage was counted by us instead of reported
     */
    public record Spending(
            @Nullable Model model,
            @Nullable Usage usage,
            @Nullable Integer priceVersion,
            @Nullable String feature,
            long keyNumber,
            @Nullable String user,
            Amount cost,
            Amount uncollected,
            boolean estimated) {
        public Spending {
            Check.argument(!cost.isNegative(), "cost is negative");
            Check.argument(
                    !uncollected.isNegative() && !uncollected.isMoreThan(cost), "uncollected is not within cost");
        }
    }

    public Transaction {
        Check.argument(sequence > 0, "sequence is not positive");
        draws = List.copyOf(draws);
    }

    /** The transfer between the customer and the house; none where no credit moved. */
    public Optional<Transfer> transfer() {
        return amount.isZero() ? Optional.empty() : Optional.of(Transfer.between(account, house, amount));
    }

    /** What its hash must be. */
    public Digest computeHash() {
        CanonicalForm form = new CanonicalForm();
        form.number(account.number())
                .number(sequence)
                .text(type.code())
                .amount(amount)
                .amount(balanceAfter)
                .text(house.code());
        if (hold == null) {
            form.text(null);
        } else {
            form.number(hold.number)
                    .amount(hold.amount)
                    .time(hold.placedAt)
                    .time(hold.expiresAt)
                    .text(hold.end.code())
                    .number(hold.maxOutputTokens)
                    .number(hold.priceVersion == null ? null : (long) hold.priceVersion);
        }
        writeSpending(form);
        form.text(Draws.write(draws))
                .text(reasonCode == null ? null : reasonCode.code())
                .number(reverses)
                .text(actor)
                .text(source)
                .digest(request)
                .digest(textDigest)
                .time(createdAt)
                .digest(previousHash);
        return Digest.sha256(bytes(form));
    }

    private void writeSpending(CanonicalForm form) {
        if (spending == null) {
            form.text(null);
            return;
        }
        Usage usage = spending.usage;
        form.text(spending.model == null ? "" : spending.model.name())
                .number(usage == null ? null : usage.inputTokens())
                .number(usage == null ? null : usage.outputTokens())
                .text(usage == null ? null : usage.parts())
                .number(spending.priceVersion == null ? null : (long) spending.priceVersion)
                .text(spending.feature)
                .number(spending.keyNumber)
                .amount(spending.cost)
                .amount(spending.uncollected)
                .text(spending.estimated ? "estimated" : "");
        if (spending.user != null) {
            form.text(spending.user); // a row without one reads as it did before there were any
        }
    }

    private static byte[] bytes(CanonicalForm form) {
        var written = form.written();
        byte[] bytes = new byte[written.remaining()];
        written.get(bytes);
        return bytes;
    }

    /** The same row with its words erased: their digest, and so the chain, stays. */
    Transaction erased() {
        return with(null, hash);
    }

    Transaction sealed() {
        return with(text, computeHash());
    }

    private Transaction with(@Nullable Text words, Digest itsHash) {
        return new Transaction(
                account,
                sequence,
                type,
                amount,
                balanceAfter,
                house,
                hold,
                spending,
                draws,
                reasonCode,
                reverses,
                actor,
                source,
                request,
                words,
                textDigest,
                createdAt,
                previousHash,
                itsHash);
    }
}
