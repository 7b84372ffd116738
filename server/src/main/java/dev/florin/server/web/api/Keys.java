package dev.florin.server.web.api;

import dev.florin.core.accounts.Digest;
import dev.florin.server.storage.ApiKeys;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.StorageFault;
import dev.florin.server.web.http.Caller;
import dev.florin.server.web.http.KeyDirectory;
import dev.florin.server.web.http.KeyHash;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Scope;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keys that a request may carry: the operator's, from the configuration, the restricted ones, and those of the accounts.
 * Thread-safe.
 */
public final class Keys implements KeyDirectory {
    private final KeyHash operator;
    private final ApiKeys restricted;
    private final GatewayKeys ofAccounts;
    private final Customers customers;
    private final ObjectIds ids;

    public Keys(String operatorKey, Database database, Customers customers) {
        SecureRandom random = new SecureRandom();
        this.operator = KeyHash.ofSecret(operatorKey);
        this.restricted = new ApiKeys(database, random);
        this.ofAccounts = new GatewayKeys(database, random);
        this.customers = customers;
        this.ids = ObjectIds.of(database);
    }

    @Override
    public Optional<Caller> find(KeyHash key) {
        if (operator.equals(key)) {
            return Optional.of(new Caller.Operator());
        }
        Digest hash = Digest.of(key.bytes());
        try {
            return ofAccounts
                    .use(hash)
                    .flatMap(this::ofAccount)
                    .or(() -> restricted
                            .find(hash)
                            .map(found -> new Caller.Restricted(found.id(), found.name(), scopes(found))));
        } catch (StorageFault fault) {
            if (!fault.mayPass()) {
                throw fault;
            }
            throw new Refused(Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "The database did not answer; try again."));
        }
    }

    private Optional<Caller> ofAccount(GatewayKeys.Kept found) {
        String id = ids.write(
                ObjectIds.Kind.GATEWAY_KEY, found.account(), found.key().number());
        return customers.id(found.account()).map(account -> new Caller.AccountKey(account, id));
    }

    /** A scope that this version does not know any more allows nothing. */
    private static Set<Scope> scopes(ApiKeys.ApiKey key) {
        return key.scopes().stream().map(Scope::of).flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
    }
}
