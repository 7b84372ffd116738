package dev.florin.server.storage;

import dev.florin.core.check.Check;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.util.Map;

/**
 * What an account has at a moment.
 *
 * @param total what is left of the grants
 * @param held what open holds set aside
 * @param owed what was taken beyond what was left
 * @param parts the total by where it came from; every kind is there
 * @param asOf the moment
 * @param due whether something has expired that is not carried out yet: the ledger is to be asked for that first
 */
public record Balance(Amount total, Amount held, Amount owed, Map<GrantKind, Amount> parts, Instant asOf, boolean due) {
    public Balance {
        parts = Map.copyOf(parts);
        Amount sum = parts.values().stream().reduce(Amount.ZERO, Amount::plus);
        Check.invariant(sum.equals(total), "the parts of a balance are not its total");
        Check.invariant(parts.size() == GrantKind.values().length, "a part of a balance is missing");
        Check.invariant(!held.isMoreThan(total), "more is held than there is");
    }

    public Amount available() {
        return total.minus(held);
    }

    public Amount part(GrantKind kind) {
        return Check.present(parts.get(kind), "a part of a balance");
    }
}
