package dev.florin.core.ledger;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.check.Check;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.OnExpiry;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be asked of one account. Each is decided in one go and changes all or nothing.
 *
 * @param <T> what it comes to when it takes effect
 */
public sealed interface Command<T>
        permits PurchaseCommand,
                KeyCommand,
                Command.PlaceHold,
                Command.ExtendHold,
                Command.SettleHold,
                Command.ReleaseHold,
                Command.Charge,
                Command.RecordUsage,
                Command.GiveCredit,
                Command.VoidGrant,
                Command.Reverse,
                Command.SetPlan,
                Command.SetFrozen,
                Command.SetLimits,
                Command.SetZone,
                Command.DeleteAccount,
                Command.CarryOutDue {
    AccountNumber account();

    Request request();

    /**
     * Whether deciding it reads the account's history or payments, so that no other command of the account may be undecided or
     * unsaved before it in the same batch.
     */
    default boolean readsHistory() {
        return switch (this) {
            case Reverse _, SetLimits _, SetZone _, DeleteAccount _, SetPlan _, SetFrozen _, VoidGrant _ -> true;
            case PurchaseCommand<?> _ -> true;
            case KeyCommand _ -> true;
            case PlaceHold _,
                    ExtendHold _,
                    SettleHold _,
                    ReleaseHold _,
                    Charge _,
                    RecordUsage _,
                    GiveCredit _,
                    CarryOutDue _ -> false;
        };
    }

    /** How large a hold is to be. */
    sealed interface HoldSize {
        /**
         * Exactly that much.
         *
         * @param model for whose call; absent where whoever asks does not say
         */
        record Named(@Nullable Model model, Amount amount) implements HoldSize {
            public Named {
                Check.argument(!amount.isNegative(), "a hold is negative");
            }

            public Named(Amount amount) {
                this(null, amount);
            }
        }

        /** The most that such a call can cost. */
        record ForCall(Model model, long inputTokens, long maxOutputTokens) implements HoldSize {
            public ForCall {
                Check.argument(inputTokens >= 0 && maxOutputTokens >= 0, "a count of tokens is negative");
            }
        }
    }

    /** What a call came to. */
    sealed interface Spent {
        /** A cost that the host worked out itself. */
        record Named(Amount amount) implements Spent {
            public Named {
                Check.argument(!amount.isNegative(), "a cost is negative");
            }
        }

        /** Counted usage, to be priced. */
        record Counted(Usage usage) implements Spent {}
    }

    /**
     * Who asks for a call, and for whom.
     *
     * @param keyNumber the gateway key that asks; 0 = none
     * @param user for whom, in words of whoever asks; absent where that is not said
     * @param mostCarried where the operator carries that much of the account's calls on its present day, no call is admitted;
     *     absent = however much
     */
    record Asker(
            long keyNumber, @Nullable String user, @Nullable Amount mostCarried) {
        /** What an opaque id takes. */
        public static final int LONGEST_USER = 64;

        /** A host that knows by itself what it lets its customers do. */
        public static final Asker HOST = new Asker(0, null, null);

        public Asker {
            Check.argument(keyNumber >= 0, "key number is negative");
            Check.argument(user == null || (!user.isEmpty() && user.length() <= LONGEST_USER), "user is empty or long");
            Check.argument(mostCarried == null || !mostCarried.isNegative(), "what may be carried is negative");
        }
    }

    /**
     * Sets credit aside.
     *
     * @param maxCost the hold may not be larger
     * @param minOutputTokens where the balance pays less than the call's maximum but at least this, that much is held
     * @param by who asks
     * @param salt 16 random bytes for the metadata; absent where there is none
     */
    record PlaceHold(
            AccountNumber account,
            Request request,
            HoldSize size,
            @Nullable Amount maxCost,
            @Nullable Long minOutputTokens,
            Duration expiresIn,
            OnExpiry onExpiry,
            @Nullable String feature,
            Asker by,
            SortedMap<String, String> metadata,
            @Nullable Digest salt)
            implements Command<Hold> {
        public PlaceHold {
            Check.argument(maxCost == null || !maxCost.isNegative(), "max_cost is negative");
            Check.argument(minOutputTokens == null || minOutputTokens >= 0, "min_output_tokens is negative");
            checkExpiry(expiresIn);
        }

        /** One that a host asks for. */
        public PlaceHold(
                AccountNumber account,
                Request request,
                HoldSize size,
                @Nullable Amount maxCost,
                @Nullable Long minOutputTokens,
                Duration expiresIn,
                OnExpiry onExpiry,
                @Nullable String feature,
                SortedMap<String, String> metadata,
                @Nullable Digest salt) {
            this(
                    account,
                    request,
                    size,
                    maxCost,
                    minOutputTokens,
                    expiresIn,
                    onExpiry,
                    feature,
                    Asker.HOST,
                    metadata,
                    salt);
        }

        /** The gateway key that asks; 0 = none. */
        public long keyNumber() {
            return by.keyNumber;
        }
    }

    /**
     * Makes an open hold larger or longer, or records how far its call has come.
     *
     * @param amount the hold's new total; absent = as it is
     * @param expiresIn from now; absent = as it is
     */
    record ExtendHold(
            AccountNumber account,
            Request request,
            long hold,
            @Nullable Amount amount,
            @Nullable Duration expiresIn,
            @Nullable Usage progress)
            implements Command<Hold> {
        public ExtendHold {
            Check.argument(amount == null || !amount.isNegative(), "a hold is negative");
            if (expiresIn != null) {
                checkExpiry(expiresIn);
            }
        }
    }

    private static void checkExpiry(Duration expiresIn) {
        Check.argument(
                expiresIn.compareTo(Hold.SHORTEST_EXPIRY) >= 0 && expiresIn.compareTo(Hold.LONGEST_EXPIRY) <= 0,
                "a hold expires within a second and a day");
    }

    /**
     * Charges what a held call came to and frees the rest. {@code words} carries the description, if any.
     *
     * @param estimated whether the usage was counted here because its provider did not tell
     */
    record SettleHold(
            AccountNumber account,
            Request request,
            long hold,
            Spent spent,
            boolean estimated,
            @Nullable Text words) implements Command<Transaction> {
        /** Of a cost that is known. */
        public SettleHold(AccountNumber account, Request request, long hold, Spent spent, @Nullable Text words) {
            this(account, request, hold, spent, false, words);
        }
    }

    /**
     * What the provider of a call counted although its customer pays nothing: the operator carries it.
     *
     * @param estimated whether it was counted here because the provider did not tell
     */
    record Carried(Usage usage, boolean estimated) {}

    /**
     * Frees a hold; nothing is charged.
     *
     * @param carried what is booked as uncollected; absent = nothing. Only of a call that went wrong
     */
    record ReleaseHold(
            AccountNumber account,
            Request request,
            long hold,
            ReasonCode reasonCode,
            @Nullable Carried carried,
            @Nullable Text words)
            implements Command<Transaction> {
        public ReleaseHold {
            Check.argument(carried == null || reasonCode.mayBeCarried(), "such a hold has no call that went wrong");
        }

        /** Of a call that its provider does not bill. */
        public ReleaseHold(
                AccountNumber account, Request request, long hold, ReasonCode reasonCode, @Nullable Text words) {
            this(account, request, hold, reasonCode, null, words);
        }
    }

    /** Holds and settles in one step. */
    record Charge(
            AccountNumber account,
            Request request,
            Spent spent,
            @Nullable String feature,
            @Nullable Text words) implements Command<Transaction> {}

    /** Books usage that was already delivered: what is available pays, the rest stays uncollected. */
    record RecordUsage(
            AccountNumber account,
            Request request,
            Spent spent,
            Instant at,
            @Nullable String feature,
            @Nullable Text words)
            implements Command<Transaction> {}

    /**
     * Gives credit.
     *
     * @param paid what was paid for it
     * @param createdAt when the customer got it, where it is taken over from another system
     */
    record GiveCredit(
            AccountNumber account,
            Request request,
            Amount amount,
            GrantKind kind,
            Amount paid,
            @Nullable Instant expiresAt,
            @Nullable Instant createdAt,
            @Nullable Text words)
            implements Command<Grant> {
        public GiveCredit {
            Check.argument(amount.isPositive(), "a grant is not above zero");
            Check.argument(!paid.isNegative(), "what was paid is negative");
            Check.argument(expiresAt == null || kind.mayExpire(), "such a grant does not expire");
        }
    }

    /** Takes back what is left of a grant. */
    record VoidGrant(
            AccountNumber account,
            Request request,
            long grant,
            @Nullable Text words) implements Command<Grant> {}

    /** Gives credit of a charge back; all of what is left of it where no amount is named. */
    record Reverse(
            AccountNumber account,
            Request request,
            long charge,
            @Nullable Amount amount,
            @Nullable Text words) implements Command<Transaction> {
        public Reverse {
            Check.argument(amount == null || amount.isPositive(), "a reversal is not above zero");
        }
    }

    /** The host's word on the plan. */
    record SetPlan(AccountNumber account, Request request, PlanWord word) implements Command<Account> {}

    /** Stops, or allows again, buying and spending. */
    record SetFrozen(AccountNumber account, Request request, boolean frozen) implements Command<Account> {}

    record SetLimits(AccountNumber account, Request request, SpendingLimits limits) implements Command<Account> {}

    record SetZone(AccountNumber account, Request request, ZoneId zone) implements Command<Account> {}

    /** Closes an account for ever; with {@code forfeit} its balance is given up. */
    record DeleteAccount(AccountNumber account, Request request, boolean forfeit) implements Command<Account> {}

    /** Carries out what is due and nothing else. */
    record CarryOutDue(AccountNumber account, Request request) implements Command<Account> {}
}
