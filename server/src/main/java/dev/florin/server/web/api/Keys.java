package dev.florin.server.web.api;

import dev.florin.core.accounts.Digest;
import dev.florin.server.storage.ApiKeys;
import dev.florin.server.web.http.Caller;
import dev.florin.server.web.http.KeyDirectory;
import dev.florin.server.web.http.KeyHash;
import dev.florin.server.web.http.Scope;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The keys that a request may carry: the operator's, from the configuration, and the restricted ones. Thread-safe. */
public final class Keys implements KeyDirectory {
    private final KeyHash operator;
    private final ApiKeys restricted;

    public Keys(String operatorKey, ApiKeys restricted) {
        this.operator = KeyHash.ofSecret(operatorKey);
        this.restricted = restricted;
    }

    @Override
    public Optional<Caller> find(KeyHash key) {
        if (operator.equals(key)) {
            return Optional.of(new Caller.Operator());
        }
        return restricted
                .find(Digest.of(key.bytes()))
                .map(found -> new Caller.Restricted(found.id(), found.name(), scopes(found)));
    }

    /** A scope that this version does not know any more allows nothing. */
    private static Set<Scope> scopes(ApiKeys.ApiKey key) {
        return key.scopes().stream().map(Scope::of).flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
    }
}
