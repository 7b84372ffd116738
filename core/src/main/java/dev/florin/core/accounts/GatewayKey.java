package dev.florin.core.accounts;

import dev.florin.core.check.Check;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key by which an account's own programs spend its credit, {@code fk_…}.
 *
 * @param number counted from 1 in its account; a row of the history names it
 * @param name what its owner calls it
 * @param hash the SHA-256 of its secret, which nobody keeps
 * @param limits the most that may be spent with it
 * @param models those it may call; none named = all
 * @param features those it may spend on; none named = all
 * @param expiresAt from when on it is refused; absent = never
 * @param revokedAt since when it is refused; absent = it is not
 * @param createdAt when it was made
 */
public record GatewayKey(
        long number,
        String name,
        Digest hash,
        SpendingLimits limits,
        Set<String> models,
        Set<String> features,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        Instant createdAt) {
    public GatewayKey {
        Check.argument(number > 0, "key number is not positive");
        models = Set.copyOf(models);
        features = Set.copyOf(features);
    }

    /** Whether it may be used at {@code now}. */
    public boolean isInForce(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    /** A call that names no model is none of those that a list allows. */
    public boolean allowsModel(@Nullable String model) {
        return models.isEmpty() || (model != null && models.contains(model));
    }

    public boolean allowsFeature(@Nullable String feature) {
        return features.isEmpty() || (feature != null && features.contains(feature));
    }

    /** The same key, refused from {@code at} on; one that was revoked before stays as it is. */
    public GatewayKey revoked(Instant at) {
        return new GatewayKey(
                number, name, hash, limits, models, features, expiresAt, revokedAt == null ? at : revokedAt, createdAt);
    }

    /** The same key without the words of its owner. */
    public GatewayKey erased() {
        return new GatewayKey(number, "", hash, limits, models, features, expiresAt, revokedAt, createdAt);
    }
}
