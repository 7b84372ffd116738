package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.grants.Grant;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.http.JsonOut;

/** A grant as the API writes it. Thread-safe. */
final class GrantShape {
    private final ObjectIds ids;

    GrantShape(ObjectIds ids) {
        this.ids = ids;
    }

    void write(JsonOut out, String accountId, AccountNumber account, Grant grant) {
        out.object()
                .text("id", ids.write(ObjectIds.Kind.GRANT, account, grant.number()))
                .text("object", "grant")
                .text("account", accountId)
                .amount("amount", grant.amount())
                .amount("remaining", grant.remaining())
                .text("kind", grant.kind().code())
                .text("status", grant.state().code())
                .amount("paid", grant.paid())
                .text("source", grant.source())
                .time("expires_at", grant.expiresAt())
                .time("created_at", grant.createdAt())
                .end();
    }
}
