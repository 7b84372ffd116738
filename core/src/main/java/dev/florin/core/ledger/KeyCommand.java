package dev.florin.core.ledger;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.SpendingLimits;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be asked about the gateway keys of an account: a limit that is set counts what was spent before. */
public sealed interface KeyCommand extends Command<GatewayKey> {
    /**
     * Makes a key.
     *
     * @param hash the SHA-256 of its secret
     * @param models those it may call; none named = all
     * @param features those it may spend on; none named = all
     */
    record CreateKey(
            AccountNumber account,
            Request request,
            String name,
            Digest hash,
            SpendingLimits limits,
            Set<String> models,
            Set<String> features,
            @Nullable Instant expiresAt)
            implements KeyCommand {
        public CreateKey {
            models = Set.copyOf(models);
            features = Set.copyOf(features);
        }
    }

    /**
     * When a key ends.
     *
     * @param at absent = never
     */
    record Expiry(@Nullable Instant at) {}

    /** Changes what is named of a key; what is absent stays. Limits are replaced as a whole. */
    record ChangeKey(
            AccountNumber account,
            Request request,
            long key,
            @Nullable String name,
            @Nullable SpendingLimits limits,
            @Nullable Set<String> models,
            @Nullable Set<String> features,
            @Nullable Expiry expiry)
            implements KeyCommand {}

    /** Refuses a key from now on, for ever; twice changes nothing. */
    record RevokeKey(AccountNumber account, Request request, long key) implements KeyCommand {}
}
