package dev.florin.core.grants;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The grants of one account that have something left, in the order in which they are used, while commands are decided.
 *
 * <p>Holds are not tied to grants: together they lie on the grants in this order. So what a hold lies on is computed from
 * the sum of the holds alone. Not thread-safe.
 */
public final class BurnOrder {
    private final List<Grant> grants = new ArrayList<>();
    private final Map<Long, Grant> changed = new TreeMap<>();

    public BurnOrder(Collection<Grant> withSomethingLeft) {
        for (Grant grant : withSomethingLeft) {
            if (grant.remaining().isPositive()) {
                grants.add(grant);
            }
        }
        grants.sort(Grant.BURN_ORDER);
    }

    /** Puts a new grant, or another state of a known one, in its place. */
    public void put(Grant grant) {
        changed.put(grant.number(), grant);
        grants.removeIf(known -> known.number() == grant.number());
        if (grant.remaining().isPositive()) {
            int place = 0;
            while (place < grants.size() && Grant.BURN_ORDER.compare(grants.get(place), grant) < 0) {
                place++;
            }
            grants.add(place, grant);
        }
    }

    /** Takes {@code amount} from the grants in their order; there must be that much. */
    public List<Draw> draw(Amount amount, Draw.Purpose purpose) {
        if (amount.isZero()) {
            return List.of();
        }
        List<Draw> draws = new ArrayList<>(2);
        Amount left = amount;
        while (left.isPositive()) {
            Check.invariant(!grants.isEmpty(), "grants have less left than the account's total");
            Grant grant = grants.getFirst();
            Amount part = left.min(grant.remaining());
            draws.add(new Draw(grant.number(), part, purpose));
            left = left.minus(part);
            Grant after = grant.withRemaining(grant.remaining().minus(part));
            changed.put(after.number(), after);
            if (after.remaining().isZero()) {
                grants.removeFirst();
            } else {
                grants.set(0, after);
            }
        }
        return draws;
    }

    /** Takes {@code amount} from one grant, which must have that much. */
    public Draw drawFrom(long number, Amount amount, Draw.Purpose purpose) {
        Grant grant = find(number).orElseThrow();
        put(grant.withRemaining(grant.remaining().minus(amount)));
        return new Draw(number, amount, purpose);
    }

    /** What is left of a grant and under none of the holds, which are {@code held} in all. */
    public Amount free(long number, Amount held) {
        Amount left = held;
        for (Grant grant : grants) {
            Amount covered = left.min(grant.remaining());
            if (grant.number() == number) {
                return grant.remaining().minus(covered);
            }
            left = left.minus(covered);
        }
        return Amount.ZERO;
    }

    /** The first ended grant of which holds of {@code held} in all leave something free, with what they leave. */
    public Optional<Freed> firstFreed(Amount held) {
        Amount left = held;
        for (Grant grant : grants) {
            Amount covered = left.min(grant.remaining());
            left = left.minus(covered);
            if (grant.state() != Grant.State.OPEN && grant.remaining().isMoreThan(covered)) {
                return Optional.of(new Freed(grant, grant.remaining().minus(covered)));
            }
        }
        return Optional.empty();
    }

    /**
     * What an ended grant gives up.
     *
     * @param grant the grant as it stands
     * @param amount how much of it no hold lies on
     */
    public record Freed(Grant grant, Amount amount) {}

    public Optional<Grant> find(long number) {
        Grant known = changed.get(number);
        if (known != null) {
            return Optional.of(known);
        }
        return grants.stream().filter(grant -> grant.number() == number).findFirst();
    }

    /** Those with something left, in burn order. */
    public List<Grant> inOrder() {
        return List.copyOf(grants);
    }

    /** Every grant that was added or changed since this was made. */
    public Collection<Grant> changed() {
        return List.copyOf(changed.values());
    }

    public Amount total() {
        Amount sum = Amount.ZERO;
        for (Grant grant : grants) {
            sum = sum.plus(grant.remaining());
        }
        return sum;
    }
}
