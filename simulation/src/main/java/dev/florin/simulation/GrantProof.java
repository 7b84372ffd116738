package dev.florin.simulation;

import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The proof that what is left of the grants follows from the rows, and that credit was burned in order. Not thread-safe. */
final class GrantProof {
    private final AccountSnapshot snapshot;
    private final Map<Long, Grant> grants = new HashMap<>();
    private final Map<Long, Amount> left = new HashMap<>();

    /** What refunds and disputes took: such a grant pays what is owed because of it before its turn. */
    private final Set<Long> takenBack = new HashSet<>();

    private final List<String> broken = new ArrayList<>();

    private GrantProof(AccountSnapshot snapshot) {
        this.snapshot = snapshot;
        snapshot.grants().forEach(grant -> grants.put(grant.number(), grant));
        snapshot.purchases().refunds().forEach(refund -> refund.parts().forEach(part -> takenBack.add(part.grant())));
        snapshot.purchases()
                .disputes()
                .forEach(dispute -> dispute.parts().forEach(part -> takenBack.add(part.grant())));
    }

    static List<String> broken(AccountSnapshot snapshot) {
        GrantProof proof = new GrantProof(snapshot);
        proof.proveNumbers();
        snapshot.rows().forEach(proof::follow);
        proof.proveLeft();
        proof.proveEndedGaveUp();
        return proof.broken;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            broken.add(otherwise);
        }
    }

    private void proveNumbers() {
        require(grants.size() == snapshot.grants().size(), "a grant is there twice");
        for (long number = 1; number <= snapshot.account().lastGrant(); number++) {
            require(grants.containsKey(number), "grant " + number + " is lost");
        }
        require(grants.size() == snapshot.account().lastGrant(), "grants are beyond the last number");
    }

    private void follow(Transaction row) {
        Amount change = Books.changeOfGrants(row, false);
        require(
                change.equals(row.amount()) || restIsOwed(row, change),
                "row " + row.sequence() + " is " + row.amount() + ", its draws change " + change);
        for (Draw draw : row.draws()) {
            Grant grant = grants.get(draw.grant());
            if (grant == null) {
                broken.add("row " + row.sequence() + " draws on grant " + draw.grant() + ", which is not there");
                continue;
            }
            Amount before = left.getOrDefault(draw.grant(), Amount.ZERO);
            switch (draw.purpose()) {
                case GRANTED ->
                    require(
                            !left.containsKey(draw.grant()) && draw.amount().equals(grant.amount()),
                            "grant " + draw.grant() + " is granted by row " + row.sequence() + " in another size");
                case CHARGE, OWED ->
                    require(
                            Objects.equals(first(), draw.grant())
                                    || (draw.purpose() == Draw.Purpose.OWED && takenBack.contains(draw.grant())),
                            "row " + row.sequence() + " draws on grant " + draw.grant() + " before its turn");
                case ENDED, RETURNED ->
                    require(
                            left.containsKey(draw.grant()),
                            "row " + row.sequence() + " knows grant " + draw.grant() + " before it was granted");
            }
            Amount after = before.plus(draw.change());
            require(
                    !after.isNegative() && !after.isMoreThan(grant.amount()),
                    "row " + row.sequence() + " leaves " + after + " of grant " + draw.grant());
            left.put(draw.grant(), after);
        }
    }

    /** Where a payment was taken back the rest of the amount is owed; where that was undone, it was owed before. */
    private static boolean restIsOwed(Transaction row, Amount change) {
        return switch (row.type()) {
            case REFUND, DISPUTE_LOST -> !change.isPositive() && !row.amount().isMoreThan(change);
            case REFUND_FAILED -> !change.isNegative() && !change.isMoreThan(row.amount());
            default -> false;
        };
    }

    /** Whose turn it is: soonest expiry, then given before paid, then oldest. */
    private @Nullable Long first() {
        Grant first = null;
        for (Map.Entry<Long, Amount> each : left.entrySet()) {
            Grant grant = grants.get(each.getKey());
            if (grant != null && each.getValue().isPositive() && (first == null || comesBefore(grant, first))) {
                first = grant;
            }
        }
        return first == null ? null : first.number();
    }

    private static boolean comesBefore(Grant one, Grant other) {
        if (!Objects.equals(one.expiresAt(), other.expiresAt())) {
            return other.expiresAt() == null
                    || (one.expiresAt() != null && one.expiresAt().isBefore(other.expiresAt()));
        }
        boolean onePaid = one.kind() == GrantKind.PAID;
        boolean otherPaid = other.kind() == GrantKind.PAID;
        if (onePaid != otherPaid) {
            return otherPaid;
        }
        return one.createdAt().equals(other.createdAt())
                ? one.number() < other.number()
                : one.createdAt().isBefore(other.createdAt());
    }

    private void proveLeft() {
        grants.forEach((number, grant) -> require(
                left.getOrDefault(number, Amount.ZERO).equals(grant.remaining()),
                "grant " + number + " has " + grant.remaining() + " left, by its rows "
                        + left.getOrDefault(number, Amount.ZERO)));
    }

    /** Whatever no hold lies on is gone from a grant that has ended. */
    private void proveEndedGaveUp() {
        List<Grant> order = new ArrayList<>(grants.values());
        order.sort((one, other) -> one.number() == other.number() ? 0 : comesBefore(one, other) ? -1 : 1);
        Amount held = snapshot.account().held();
        for (Grant grant : order) {
            Amount covered = held.min(grant.remaining());
            held = held.minus(covered);
            require(
                    grant.state() == Grant.State.OPEN || covered.equals(grant.remaining()),
                    "grant " + grant.number() + " has ended and keeps " + grant.remaining() + " with " + covered
                            + " under holds");
        }
    }
}
