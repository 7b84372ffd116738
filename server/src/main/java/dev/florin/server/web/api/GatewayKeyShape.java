package dev.florin.server.web.api;

import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.money.Amount;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.http.JsonOut;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A gateway key as the API writes it. Thread-safe. */
final class GatewayKeyShape {
    private final ObjectIds ids;
    private final GatewayKeys keys;

    GatewayKeyShape(ObjectIds ids, GatewayKeys keys) {
        this.ids = ids;
        this.keys = keys;
    }

    /**
     * Writes the object.
     *
     * @param account the id by which the host knows the account
     * @param secret where it was just made
     */
    void write(
            JsonOut out, String account, Accounts.Standing standing, GatewayKeys.Kept kept, @Nullable String secret) {
        GatewayKey key = kept.key();
        out.object()
                .text("id", ids.write(ObjectIds.Kind.GATEWAY_KEY, kept.account(), key.number()))
                .text("object", "gateway_key")
                .text("account", account)
                .text("name", key.name());
        if (secret != null) {
            out.text("secret", secret);
        }
        out.object("limits");
        for (Period period : Period.values()) {
            out.amount(period.code(), key.limits().of(period));
        }
        out.end();
        writeUsed(out, standing, kept);
        writeWords(out, "models", key.models());
        writeWords(out, "features", key.features());
        out.time("expires_at", key.expiresAt())
                .time("last_used_at", kept.lastUsedAt())
                .time("revoked_at", key.revokedAt())
                .time("created_at", key.createdAt())
                .end();
    }

    /** What was charged under each limit in its present period; what has no limit is not added up. */
    private void writeUsed(JsonOut out, Accounts.Standing standing, GatewayKeys.Kept kept) {
        GatewayKey key = kept.key();
        List<LimitUse> uses = key.limits().any() ? keys.uses(kept.account(), key.number()) : List.of();
        out.object("used");
        for (Period period : Period.values()) {
            out.amount(period.code(), key.limits().of(period) == null ? null : used(uses, period, standing));
        }
        out.end();
    }

    private static Amount used(List<LimitUse> uses, Period period, Accounts.Standing standing) {
        Instant start = period.start(standing.now(), standing.account().zone());
        return uses.stream()
                .filter(use -> use.period() == period && use.start().equals(start))
                .map(LimitUse::used)
                .findFirst()
                .orElse(Amount.ZERO);
    }

    private static void writeWords(JsonOut out, String name, Set<String> words) {
        if (words.isEmpty()) {
            out.nothing(name);
            return;
        }
        out.array(name);
        new TreeSet<>(words).forEach(out::text);
        out.end();
    }
}
