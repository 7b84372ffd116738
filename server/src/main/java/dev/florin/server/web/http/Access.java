package dev.florin.server.web.http;

/** Who may use a route. */
public sealed interface Access {
    /** Everybody, without a key. */
    record Anyone() implements Access {}

    /** The operator key alone. */
    record OperatorOnly() implements Access {}

    /**
     * Keys that hold a scope.
     *
     * @param accountKeysToo whether an account's key may use it for its own account; the handler then looks whose it is
     */
    record Holding(Scope scope, boolean accountKeysToo) implements Access {}

    static Access anyone() {
        return new Anyone();
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

    /** Whether {@code caller} may; an anonymous caller only reaches routes for anyone. */
    default boolean allows(Caller caller) {
        return switch (this) {
            case Anyone anyone -> true;
            case OperatorOnly operatorOnly -> caller instanceof Caller.Operator;
            case Holding holding ->
                switch (caller) {
                    case Caller.Operator operator -> true;
                    case Caller.Restricted restricted -> restricted.scopes().contains(holding.scope);
                    case Caller.AccountKey accountKey -> holding.accountKeysToo;
                    case Caller.Anonymous anonymous -> false;
                };
        };
    }

    /** What a key would need, for the answer to one that lacks it. */
    default String needed() {
        return switch (this) {
            case Anyone anyone -> "no key";
            case OperatorOnly operatorOnly -> "the operator key";
            case Holding holding -> "the scope `" + holding.scope.code() + "`";
        };
    }
}
