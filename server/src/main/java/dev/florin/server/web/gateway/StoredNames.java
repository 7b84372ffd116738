package dev.florin.server.web.gateway;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.gateway.calls.Names;
import dev.florin.server.storage.ObjectIds;

/** Names as the API writes them. Thread-safe. */
public final class StoredNames implements Names {
    private final ObjectIds ids;
    private final String publicUrl;

    /** {@code publicUrl} is where the customer's pages are; empty for relative links. */
    public StoredNames(ObjectIds ids, String publicUrl) {
        this.ids = ids;
        this.publicUrl = publicUrl;
    }

    @Override
    public String hold(AccountNumber account, long number) {
        return ids.write(ObjectIds.Kind.HOLD, account, number);
    }

    @Override
    public String transaction(AccountNumber account, long sequence) {
        return ids.write(ObjectIds.Kind.TRANSACTION, account, sequence);
    }

    @Override
    public String topUpUrl() {
        return publicUrl + "/account/billing";
    }
}
