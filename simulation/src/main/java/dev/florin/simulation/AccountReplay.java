package dev.florin.simulation;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.PurchaseSnapshot;
import dev.florin.core.ledger.ReferenceLedger;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Target;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One account's history, asked of the reference ledger again. Used once; not thread-safe. */
final class AccountReplay {
    /** More of them would say no more. */
    private static final int MOST_DIFFERENCES = 5;

    private final Comparison.Kept kept;
    private final PriceHistory prices;
    private final IdentityHashMap<Command<?>, Outcome<?>> answered;
    private final ReferenceLedger reference;
    private final List<String> differences = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private PriceList list = PriceList.empty();

    AccountReplay(Comparison.Kept kept, PriceHistory prices, IdentityHashMap<Command<?>, Outcome<?>> answered) {
        this.kept = kept;
        this.prices = prices;
        this.answered = answered;
        this.reference = new ReferenceLedger(() -> list, () -> now);
    }

    /**
     * In what {@code decisions}, by the reference ledger, come to something else than they did.
     *
     * @param all whether they are all that were decided, so that the account must now look the same
     */
    List<String> differences(List<Decisions.Decision> decisions, boolean all) {
        reference.open(kept.opened());
        for (Decisions.Decision decision : decisions) {
            now = decision.basis().now();
            list = prices.list(decision.basis().priceList());
            reference.stopAutomaticCharges(decision.chargesStopped());
            Outcome<?> expected = reference.submit(decision.command()).join();
            Outcome<?> told =
                    decision.attempt().fate() == Decisions.Fate.SAVED ? answered.get(decision.command()) : null;
            if (told != null && !same(decision, expected, told)) {
                add("the outcome of " + decision.command() + " at " + now, expected, told);
            }
            if (differences.size() >= MOST_DIFFERENCES) {
                return differences;
            }
        }
        if (all) {
            compare(snapshot(), kept.snapshot());
        }
        return differences;
    }

    private void add(String what, @Nullable Object expected, @Nullable Object found) {
        if (differences.size() < MOST_DIFFERENCES) {
            differences.add("account " + kept.opened().number().number() + ", " + what + "\n    by reference: "
                    + expected + "\n    PostgreSQL:   " + found);
        }
    }

    /** What a batch did that was asked again looks like a replay to it, but is told as new. */
    private boolean same(Decisions.Decision decision, Outcome<?> expected, Outcome<?> told) {
        if (expected.equals(told)) {
            return true;
        }
        if (!decision.attempt().again() || !(told instanceof Outcome.Done<?>(Object value))) {
            return false;
        }
        return switch (expected) {
            case Outcome.Replayed<?>(Target target) -> isOf(value, target);
            case Outcome.Refused<?>(Refusal why) ->
                why instanceof Refusal.NotFound && decision.command() instanceof Command.DeleteAccount;
            case Outcome.Done<?> _ -> false;
        };
    }

    private boolean isOf(Object value, Target target) {
        return switch (value) {
            case Hold hold ->
                target.kind() == Target.Kind.HOLD
                        && hold.number() == target.number()
                        && snapshot().holds().stream()
                                .filter(open -> open.number() == hold.number())
                                .allMatch(open -> open.placedAt().equals(hold.placedAt()));
            case Grant grant ->
                target.kind() == Target.Kind.GRANT
                        && snapshot().grants().stream()
                                .anyMatch(known -> known.number() == target.number()
                                        && grant.number() == target.number()
                                        && known.createdAt().equals(grant.createdAt()));
            case Transaction row ->
                target.kind() == Target.Kind.TRANSACTION
                        && snapshot().rows().get((int) target.number() - 1).equals(row);
            case TopUp topUp ->
                target.kind() == Target.Kind.TOP_UP
                        && topUp.number() == target.number()
                        && snapshot().purchases().topUps().stream()
                                .anyMatch(known -> known.number() == target.number()
                                        && known.openedAt().equals(topUp.openedAt()));
            case Refund refund ->
                target.kind() == Target.Kind.REFUND
                        && refund.number() == target.number()
                        && snapshot().purchases().refunds().stream()
                                .anyMatch(known -> known.number() == target.number()
                                        && known.openedAt().equals(refund.openedAt()));
            case GatewayKey key ->
                target.kind() == Target.Kind.GATEWAY_KEY
                        && key.number() == target.number()
                        && snapshot().gatewayKeys().stream()
                                .anyMatch(known -> known.number() == target.number()
                                        && known.hash().equals(key.hash()));
            case Account _ -> target.kind() == Target.Kind.ACCOUNT;
            default -> false;
        };
    }

    private AccountSnapshot snapshot() {
        return reference.snapshot(kept.opened().number()).orElseThrow();
    }

    private void compare(AccountSnapshot expected, AccountSnapshot found) {
        compare("the account", expected.account(), found.account());
        compareEach("grant", expected.grants(), found.grants());
        compareEach("open hold", expected.holds(), found.holds());
        compareEach("row", expected.rows(), found.rows());
        compareEach("use of a limit", expected.uses(), found.uses());
        compare("the keys", expected.keys(), found.keys());
        compare(expected.purchases(), found.purchases());
    }

    private void compare(PurchaseSnapshot expected, PurchaseSnapshot found) {
        compareEach("top-up", expected.topUps(), found.topUps());
        compareEach("refund", expected.refunds(), found.refunds());
        compareEach("dispute", expected.disputes(), found.disputes());
        compareEach("bonus", expected.bonuses(), found.bonuses());
        compare("auto-recharge", expected.recharge(), found.recharge());
        compareEach("claim", expected.claims(), found.claims());
        compareEach("debt", expected.debts(), found.debts());
        compareEach("announcement", expected.announcements(), found.announcements());
    }

    private <T> void compareEach(String what, List<T> expected, List<T> found) {
        for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
            compare(
                    what + " " + (i + 1),
                    i < expected.size() ? expected.get(i) : null,
                    i < found.size() ? found.get(i) : null);
        }
    }

    private void compare(String what, @Nullable Object expected, @Nullable Object found) {
        if (!Objects.equals(expected, found)) {
            add(what, expected, found);
        }
    }
}
