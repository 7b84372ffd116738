package dev.florin.server.web.http;

import java.util.Set;

/** Whose key a request carries. */
public sealed interface Caller {
    /** The operator key, {@code sk_…}: everything is allowed. */
    record Operator() implements Caller {}

    /**
     * A restricted key, {@code rk_…}.
     *
     * @param id such as {@code ak_…}, never the secret
     */
    record Restricted(String id, String name, Set<Scope> scopes) implements Caller {
        public Restricted {
            scopes = Set.copyOf(scopes);
        }
    }

    /**
     * A key of one account, {@code fk_…}: it sees that account and no other.
     *
     * @param account the id that the host knows the account by
     * @param id such as {@code key_…}, never the secret
     */
    record AccountKey(String account, String id) implements Caller {}

    /** No key, on a route that needs none. */
    record Anonymous() implements Caller {}

    /** Whether this caller may know that {@code account} exists; another account's object is a 404. */
    default boolean sees(String account) {
        return !(this instanceof AccountKey key) || key.account.equals(account);
    }

    /** How the history names who acted. */
    default String actor() {
        return switch (this) {
            case Operator operator -> "operator";
            case Restricted restricted -> "key:" + restricted.id;
            case AccountKey key -> "key:" + key.id;
            case Anonymous anonymous -> "anonymous";
        };
    }
}
