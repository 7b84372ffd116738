package dev.florin.server.web.documents;

import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.TransactionType;

/** What a row of the history is called by people. */
public final class RowWords {
    private RowWords() {}

    public static String of(TransactionType type) {
        return switch (type) {
            case GRANT -> "Credit";
            case BONUS -> "Subscription bonus";
            case TOP_UP -> "Top-up";
            case AUTO_RECHARGE -> "Auto-recharge";
            case CHARGE -> "Use";
            case NOT_CHARGED -> "Not charged";
            case REVERSAL -> "Given back";
            case REFUND -> "Refund";
            case REFUND_FAILED -> "Refund came back";
            case DISPUTE -> "Disputed";
            case DISPUTE_WON -> "Dispute won";
            case DISPUTE_LOST -> "Dispute lost";
            case BONUS_RETURNED -> "Bonus taken back";
            case VOID -> "Credit withdrawn";
            case EXPIRY -> "Credit expired";
            case FORFEIT -> "Balance given up";
        };
    }

    /** Why nothing was charged, as part of a sentence that begins with it. */
    public static String of(ReasonCode reason) {
        return switch (reason) {
            case RELEASED -> "The call was not made";
            case EXPIRED -> "The call did not end in time";
            case FAILED -> "The provider failed before it answered";
            case EMPTY -> "The answer was empty";
            case CANCELLED -> "The call was cancelled before it began";
            case FREE -> "It cost nothing";
            case UNCOLLECTED -> "There was no credit left to pay it";
        };
    }
}
