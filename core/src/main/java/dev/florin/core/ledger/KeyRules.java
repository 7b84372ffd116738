package dev.florin.core.ledger;

import dev.florin.core.accounts.GatewayKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gateway keys made, changed and revoked, and what a call may do with one. */
final class KeyRules {
    /** Keys in force of one account: more than anybody tells apart, and all are read when one is made. */
    static final int MOST_KEYS = 100;

    private final LimitBook keys;
    private final Limits limits;
    private final Instant now;

    KeyRules(AccountBook book, Limits limits, Instant now) {
        this.keys = book.limitBook();
        this.limits = limits;
        this.now = now;
    }

    Outcome<GatewayKey> create(KeyCommand.CreateKey command) {
        Instant expiresAt = Micros.cutIfThere(command.expiresAt());
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            return new Outcome.Refused<>(new Refusal.ExpiryNotInFuture());
        }
        List<GatewayKey> before = keys.keys();
        if (before.stream().filter(key -> key.isInForce(now)).count() >= MOST_KEYS) {
            return new Outcome.Refused<>(new Refusal.TooManyKeys(MOST_KEYS));
        }
        return put(new GatewayKey(
                before.isEmpty() ? 1 : before.getLast().number() + 1,
                command.name(),
                command.hash(),
                command.limits(),
                command.models(),
                command.features(),
                expiresAt,
                null,
                now));
    }

    /** New limits count what was spent before they were set. */
    Outcome<GatewayKey> change(KeyCommand.ChangeKey command) {
        GatewayKey key = keys.key(command.key()).orElseThrow();
        KeyCommand.Expiry expiry = command.expiry();
        Instant expiresAt = expiry == null ? key.expiresAt() : Micros.cutIfThere(expiry.at());
        if (expiry != null && expiresAt != null && !expiresAt.isAfter(now)) {
            return new Outcome.Refused<>(new Refusal.ExpiryNotInFuture());
        }
        Outcome<GatewayKey> changed = put(new GatewayKey(
                key.number(),
                or(command.name(), key.name()),
                key.hash(),
                or(command.limits(), key.limits()),
                or(command.models(), key.models()),
                or(command.features(), key.features()),
                expiresAt,
                key.revokedAt(),
                key.createdAt()));
        if (command.limits() != null && !command.limits().equals(key.limits())) {
            limits.recount(key.number());
        }
        return changed;
    }

    private static <T> T or(@Nullable T said, T known) {
        return said == null ? known : said;
    }

    Outcome<GatewayKey> revoke(KeyCommand.RevokeKey command) {
        GatewayKey key = keys.key(command.key()).orElseThrow();
        return key.revokedAt() == null ? put(key.revoked(now)) : new Outcome.Done<>(key);
    }

    /** The account ends, and all its keys with it. */
    void endAll() {
        keys.keys().forEach(key -> keys.putKey(key.revoked(now).erased()));
    }

    private Outcome<GatewayKey> put(GatewayKey key) {
        keys.putKey(key);
        return new Outcome.Done<>(key);
    }

    boolean isUnknown(long number) {
        return keys.key(number).isEmpty();
    }

    /** Whether a call may still be admitted with the key (0 = with none). */
    Optional<Refusal> ended(long number) {
        return number == 0 || keys.key(number).filter(key -> key.isInForce(now)).isPresent()
                ? Optional.empty()
                : Optional.of(new Refusal.KeyNotInForce());
    }

    /** Whether the key (0 = none) is for such calls. */
    Optional<Refusal> notAllowed(long number, @Nullable String model, @Nullable String feature) {
        if (number == 0) {
            return Optional.empty();
        }
        GatewayKey key = keys.key(number).orElseThrow();
        if (!key.allowsModel(model)) {
            return Optional.of(new Refusal.KeyNotAllowed("model", model));
        }
        return key.allowsFeature(feature)
                ? Optional.empty()
                : Optional.of(new Refusal.KeyNotAllowed("feature", feature));
    }
}
