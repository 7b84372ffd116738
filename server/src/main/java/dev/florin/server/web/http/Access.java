package dev.florin.server.web.http;

import java.util.Set;
import java.util.stream.Collectors;

/** Who may use a route. */
public sealed interface Access {
    /** Everybody, without a key. */
    record Anyone() implements Access {}

    /** People with a browser: whom a page lets in, it finds out itself by their session. Refusals are pages, too. */
    record Visitors() implements Access {}

    /** The operator key alone. */
    record OperatorOnly() implements Access {}

    /**
     * Keys that hold a scope.
     *
     * @param accountKeysToo whether an account's key may use it for its own account; the handler then looks whose it is
     */
    record Holding(Scope scope, boolean accountKeysToo) implements Access {}

    /** Keys that hold one scope at least; which of them each part of the request needs, the handler looks. */
    record HoldingAny(Set<Scope> scopes) implements Access {
        public HoldingAny {
            scopes = Set.copyOf(scopes);
        }
    }

    /** An account's own key, sent as a bearer or, as some SDKs do, in {@code x-api-key}: whoever pays is the account. */
    record AccountKeys() implements Access {}

    static Access accountKeys() {
        return new AccountKeys();
    }

    static Access anyone() {
        return new Anyone();
    }

    static Access visitors() {
        return new Visitors();
    }

    /** Whether it is used without a key. */
    default boolean needsNoKey() {
        return this instanceof Anyone || this instanceof Visitors;
    }

    static Access operatorOnly() {
        return new OperatorOnly();
    }

    static Access to(Scope scope) {
        return new Holding(scope, false);
    }

    static Access toAlsoOwnAccount(Scope scope) {
        return new Holding(scope, true);
    }

    static Access toAnyOf(Scope... scopes) {
        return new HoldingAny(Set.of(scopes));
    }

    /** Whether {@code caller} may; an anonymous caller only reaches routes for anyone. */
    default boolean allows(Caller caller) {
        return switch (this) {
            case Anyone anyone -> true;
            case Visitors visitors -> true;
            case OperatorOnly operatorOnly -> caller instanceof Caller.Operator;
            case Holding holding ->
                switch (caller) {
                    case Caller.Operator operator -> true;
                    case Caller.Restricted restricted -> restricted.scopes().contains(holding.scope);
                    case Caller.AccountKey accountKey -> holding.accountKeysToo;
                    case Caller.Anonymous anonymous -> false;
                };
            case AccountKeys accountKeys -> caller instanceof Caller.AccountKey;
            case HoldingAny any ->
                any.scopes.stream().anyMatch(scope -> Access.to(scope).allows(caller));
        };
    }

    /** What a key would need, for the answer to one that lacks it. */
    default String needed() {
        return switch (this) {
            case Anyone anyone -> "no key";
            case Visitors visitors -> "no key";
            case OperatorOnly operatorOnly -> "the operator key";
            case Holding holding -> "the scope `" + holding.scope.code() + "`";
            case AccountKeys accountKeys -> "a key of an account, `fk_…`";
            case HoldingAny any ->
                "one of the scopes "
                        + any.scopes.stream()
                                .map(scope -> "`" + scope.code() + "`")
                                .sorted()
                                .collect(Collectors.joining(", "));
        };
    }
}
