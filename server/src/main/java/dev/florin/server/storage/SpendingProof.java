package dev.florin.server.storage;

import dev.florin.core.holds.HoldEnd;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Costing;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.pricing.Usage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recomputes what calls cost, and sees that nobody but the loss account paid what stayed uncollected. */
final class SpendingProof {
    private final PriceList prices;

    SpendingProof(PriceList prices) {
        this.prices = prices;
    }

    void prove(Transaction row, Expectation expectation) throws BrokenRule {
        Transaction.Spending spending = row.spending();
        boolean spends = row.type() == TransactionType.CHARGE || row.type() == TransactionType.NOT_CHARGED;
        expectation.equal("a row says what was spent on if and only if it is about a call", spends, spending != null);
        expectation.equal(
                "a reason code stands where nothing was charged",
                row.type() == TransactionType.NOT_CHARGED,
                row.reasonCode() != null);
        if (spending == null) {
            expectation.equal("only calls end holds", null, row.hold());
            return;
        }
        Amount charged = row.amount().negated();
        expectation.equal(
                "what was charged is the cost less what stayed uncollected",
                spending.cost().minus(spending.uncollected()),
                charged);
        cost(row, spending, expectation);
        Transaction.EndedHold hold = row.hold();
        boolean released = hold != null && hold.end() == HoldEnd.RELEASED;
        expectation.equal(
                "the reason is uncollected where it cost something and nothing was charged",
                charged.isZero() && spending.cost().isPositive() && !released,
                row.reasonCode() == ReasonCode.UNCOLLECTED);
        if (hold != null) {
            if (spending.uncollected().isPositive() && !released) {
                expectation.within(
                        "nothing stays uncollected before all that was held is charged",
                        hold.amount(),
                        spending.cost(),
                        charged);
            }
            expectation.holds("of a released hold nothing is charged", !released || charged.isZero(), "0.00", charged);
            ReasonCode reason = row.reasonCode();
            expectation.holds(
                    "a released hold costs something only where its call went wrong",
                    !released || spending.cost().isZero() || (reason != null && reason.mayBeCarried()),
                    "failed, empty or cancelled",
                    reason);
        }
    }

    private void cost(Transaction row, Transaction.Spending spending, Expectation expectation) throws BrokenRule {
        Usage usage = spending.usage();
        Integer version = spending.priceVersion();
        expectation.equal("counted usage has a price version, and a named amount none", usage != null, version != null);
        if (usage == null || version == null) {
            return;
        }
        Optional<Price> found = prices.version(usage.model(), version);
        if (found.isEmpty()) {
            throw expectation.broken("a row's price version exists", "a price", name(usage.model(), version));
        }
        Price price = found.get();
        Transaction.EndedHold hold = row.hold();
        if (hold != null) {
            expectation.notBefore(
                    "a call is charged at a price in force when its hold was placed",
                    price.effectiveAt(),
                    hold.placedAt());
        }
        expectation.equal("the cost is usage times price", total(price, usage), spending.cost());
    }

    private static @Nullable Amount total(Price price, Usage usage) {
        return switch (price.cost(usage)) {
            case Costing.Priced(var cost) -> cost.total();
            case Costing.NotPriced _ -> null;
        };
    }

    private static String name(Model model, int version) {
        return model.name() + " version " + version;
    }
}
