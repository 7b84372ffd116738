package dev.florin.core.holds;

import dev.florin.core.accounts.Digest;
import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Credit set aside while a call runs: an open hold.
 *
 * @param number counted from 1 in its account
 * @param amount what it sets aside; zero where the call is free
 * @param placedAt when it was placed: the prices of that moment apply
 * @param expiresAt when it ends by itself; at most {@link #LONGEST} after it was placed
 * @param onExpiry what happens then
 * @param priceList number of the price list at that moment
 * @param call the model it was sized for; absent where the amount was named
 * @param feature what the credit is spent on
 * @param keyNumber the gateway key that asked; 0 = none
 * @param user for whom, in words of whoever asked; absent where that was not said
 * @param progress what the running call has used so far, where that was recorded
 * @param metadata the host's own
 * @param salt of the words of the row that will end it; absent where there is no metadata
 */
public record Hold(
        long number,
        Amount amount,
        Instant placedAt,
        Instant expiresAt,
        OnExpiry onExpiry,
        long priceList,
        @Nullable ModelCall call,
        @Nullable String feature,
        long keyNumber,
        @Nullable String user,
        @Nullable Usage progress,
        SortedMap<String, String> metadata,
        @Nullable Digest salt) {
    /** A call that takes longer than a week is not running any more. */
    public static final Duration LONGEST = Duration.ofDays(7);

    public static final Duration SHORTEST_EXPIRY = Duration.ofSeconds(1);
    public static final Duration LONGEST_EXPIRY = Duration.ofDays(1);
    public static final Duration DEFAULT_EXPIRY = Duration.ofMinutes(10);

    /**
     * What a hold was sized for.
     *
     * @param model the model asked for
     * @param priceVersion the version that sized it
     * @param inputTokens counted before the call
     * @param maxOutputTokens the most the call may produce, which the balance may have lowered
     */
    public record ModelCall(Model model, int priceVersion, long inputTokens, long maxOutputTokens) {}

    public Hold {
        Check.argument(number > 0, "hold number is not positive");
        Check.argument(!amount.isNegative(), "hold is negative");
        Check.argument(metadata.isEmpty() || salt != null, "metadata without a salt");
        Check.argument(expiresAt.isAfter(placedAt), "hold expires before it is placed");
        Check.argument(!expiresAt.isAfter(placedAt.plus(LONGEST)), "hold lives longer than 7 days");
    }

    /**
     * This hold with another amount, expiry and progress.
     *
     * @param newProgress what the call has used by now; one that tells of less than is recorded came late and is passed over
     */
    public Hold extended(Amount newAmount, Instant newExpiry, @Nullable Usage newProgress) {
        return new Hold(
                number,
                newAmount,
                placedAt,
                newExpiry,
                onExpiry,
                priceList,
                call,
                feature,
                keyNumber,
                user,
                newest(newProgress),
                metadata,
                salt);
    }

    private @Nullable Usage newest(@Nullable Usage told) {
        if (told == null || (progress != null && progress.tokens() > told.tokens())) {
            return progress;
        }
        return told;
    }
}
