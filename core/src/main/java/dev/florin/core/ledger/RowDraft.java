package dev.florin.core.ledger;

import dev.florin.core.accounts.House;
import dev.florin.core.grants.Draw;
import dev.florin.core.money.Amount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row before it has its place in the history. */
record RowDraft(
        TransactionType type,
        Amount amount,
        House house,
        List<Draw> draws,
        Request request,
        Transaction.@Nullable EndedHold hold,
        Transaction.@Nullable Spending spending,
        @Nullable ReasonCode reasonCode,
        @Nullable Long reverses,
        @Nullable String source,
        @Nullable Text text) {
    static RowDraft of(TransactionType type, Amount amount, House house, List<Draw> draws, Request request) {
        return new RowDraft(type, amount, house, draws, request, null, null, null, null, null, null);
    }

    RowDraft with(@Nullable Text words) {
        return new RowDraft(type, amount, house, draws, request, hold, spending, reasonCode, reverses, source, words);
    }

    RowDraft from(String itsSource) {
        return new RowDraft(type, amount, house, draws, request, hold, spending, reasonCode, reverses, itsSource, text);
    }

    RowDraft reversing(long charge) {
        return new RowDraft(type, amount, house, draws, request, hold, spending, reasonCode, charge, source, text);
    }
}
