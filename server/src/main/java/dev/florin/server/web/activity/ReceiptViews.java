package dev.florin.server.web.activity;

import dev.florin.core.check.Check;
import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.CostLine;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.TokenClass;
import dev.florin.server.storage.ActivitySums.Reversal;
import dev.florin.server.web.activity.ReceiptModel.Fact;
import dev.florin.server.web.activity.ReceiptModel.Step;
import dev.florin.server.web.activity.ReceiptModel.Sum;
import dev.florin.server.web.documents.DollarText;
import dev.florin.server.web.documents.RowWords;
import dev.florin.server.web.pages.Moment;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Explains one row: what was counted, at which price, what that makes, which credit paid it.
 *
 * @param lines the exact lines of its cost
 * @param price that they were computed with; absent where an amount was named
 * @param grants that it drew on, by number
 * @param keyName of the gateway key that asked; empty where there was none
 */
record ReceiptViews(
        Transaction row,
        List<CostLine> lines,
        Optional<Price> price,
        Map<Long, Grant> grants,
        List<Reversal> reversals,
        String keyName,
        ZoneId zone) {
    /** Names of the classes of tokens that people understand. */
    private static final Map<TokenClass, String> CLASSES = Map.of(
            TokenClass.INPUT, "Input tokens",
            TokenClass.CACHED_INPUT, "Cached input tokens",
            TokenClass.CACHE_WRITE, "Tokens written to the cache",
            TokenClass.CACHE_WRITE_1H, "Tokens written to the cache for an hour",
            TokenClass.IMAGE_INPUT, "Image input tokens",
            TokenClass.AUDIO_INPUT, "Audio input tokens",
            TokenClass.OUTPUT, "Output tokens",
            TokenClass.REASONING, "Reasoning tokens",
            TokenClass.IMAGE_OUTPUT, "Image output tokens",
            TokenClass.AUDIO_OUTPUT, "Audio output tokens");

    static String className(TokenClass each) {
        return Check.present(CLASSES.get(each), each.code());
    }

    /** An amount with a true minus. */
    static String exact(Amount amount) {
        return DollarText.exact(amount).replace("-", "\u2212");
    }

    static String change(Amount amount) {
        return DollarText.change(amount.decimal()).replace("-", "\u2212");
    }

    private String time(Instant at) {
        return Moment.of(at, zone).exact();
    }

    List<Step> formula() {
        return lines.stream().map(ReceiptViews::step).toList();
    }

    private static Step step(CostLine line) {
        Optional<TokenClass> known = TokenClass.ofCode(line.lineClass());
        BigDecimal one = line.perMillion().decimal().movePointLeft(6);
        return new Step(
                known.map(ReceiptViews::className).orElse(line.lineClass().replace('_', ' ')),
                RowViews.count(line.count()),
                known.isPresent() ? exact(line.perMillion()) + " a million" : DollarText.exact(one) + " each",
                DollarText.exact(line.amount()));
    }

    List<Sum> sums() {
        Transaction.Spending spending = row.spending();
        List<Sum> sums = new ArrayList<>();
        if (spending == null) {
            return sums;
        }
        BigDecimal exact = lines.stream().map(CostLine::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (!lines.isEmpty() && exact.compareTo(spending.cost().decimal()) != 0) {
            sums.add(new Sum("Together", DollarText.exact(exact), false));
            sums.add(new Sum("Rounded once, to a billionth of a dollar", exact(spending.cost()), false));
        } else if (!spending.cost().equals(row.amount().negated())) {
            sums.add(new Sum("Cost", exact(spending.cost()), false));
        }
        if (spending.uncollected().isPositive()) {
            sums.add(new Sum(
                    "Not charged: there was no credit left",
                    exact(spending.uncollected().negated()),
                    false));
        }
        sums.add(new Sum(
                row.type() == TransactionType.CHARGE ? "Charged" : "Charged: nothing",
                exact(row.amount().isZero() ? Amount.ZERO : row.amount().negated()),
                true));
        return sums;
    }

    String sentence() {
        return switch (row.type()) {
            case CHARGE -> charge();
            case NOT_CHARGED ->
                (row.reasonCode() == null ? "Nothing was charged" : RowWords.of(row.reasonCode()))
                        + ". Nothing was charged, and what was set aside is free again.";
            case TOP_UP -> "You bought credit.";
            case AUTO_RECHARGE -> "Auto-recharge bought credit, as you have set it up.";
            case BONUS -> "This credit came with your subscription.";
            case GRANT -> "You were given this credit.";
            case REVERSAL -> "Credit of an earlier charge was given back.";
            case REFUND -> "Unspent credit went back to the card that you paid with.";
            case REFUND_FAILED -> "Your bank did not take a refund, so its credit is back.";
            case DISPUTE -> "A payment is in dispute: the credit that it bought is frozen until that is decided.";
            case DISPUTE_WON -> "A dispute was decided: its credit is back.";
            case DISPUTE_LOST -> "A dispute was decided: credit that was spent already is taken.";
            case BONUS_RETURNED -> "A payment was refunded, so the bonus that came with it went back in part or whole.";
            case VOID -> "Credit that you had been given was taken back.";
            case EXPIRY -> "Credit that was given for a time has reached its end.";
            case FORFEIT -> "The balance was given up with the account.";
        };
    }

    private String charge() {
        Transaction.Spending spending = row.spending();
        Transaction.EndedHold hold = row.hold();
        String counted = spending != null && spending.estimated()
                ? "The provider sent no count that could be right, so we counted ourselves, never above what was set aside. "
                : "";
        return counted
                + (hold == null
                        ? "The call was charged when it was over."
                        : exact(hold.amount()) + " was set aside for the call; what it did not cost is free again.");
    }

    List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        addSpending(facts, row.spending());
        Transaction.EndedHold hold = row.hold();
        if (hold != null) {
            facts.add(new Fact("Set aside", exact(hold.amount()) + ", " + time(hold.placedAt())));
        }
        facts.add(new Fact(hold == null ? "Booked" : "Ended", time(row.createdAt())));
        facts.add(new Fact("Balance after", exact(row.balanceAfter())));
        String note = RowViews.note(row);
        if (!note.isEmpty()) {
            facts.add(new Fact("Note", note));
        }
        return facts;
    }

    private void addSpending(List<Fact> facts, Transaction.@Nullable Spending spending) {
        if (spending == null) {
            return;
        }
        if (spending.model() != null) {
            facts.add(new Fact("Model", spending.model().name()));
        }
        if (spending.feature() != null) {
            facts.add(new Fact("Feature", spending.feature()));
        }
        if (spending.user() != null) {
            facts.add(new Fact("For", spending.user()));
        }
        if (!keyName.isEmpty()) {
            facts.add(new Fact("Key", keyName));
        }
        price.ifPresent(each -> facts.add(new Fact("Price", "Version " + each.version() + since(each) + tier(each))));
    }

    /** Prices that Florin brought along have been in force for ever. */
    private String since(Price each) {
        return each.effectiveAt().equals(Instant.EPOCH)
                ? ""
                : ", in force since " + Moment.of(each.effectiveAt(), zone).day();
    }

    /** Which tier priced the call, where there are some. */
    private String tier(Price each) {
        Transaction.Spending spending = row.spending();
        if (spending == null || spending.usage() == null || each.tiers().isEmpty()) {
            return "";
        }
        long input = spending.usage().inputTokens();
        long above = each.tiers().stream()
                .mapToLong(Price.Tier::aboveInputTokens)
                .filter(least -> input > least)
                .max()
                .orElse(0);
        return above == 0
                ? ""
                : "; the whole call at the price for more than " + RowViews.count(above) + " input tokens";
    }

    List<ReceiptModel.Draw> draws() {
        List<ReceiptModel.Draw> draws = new ArrayList<>();
        for (Draw draw : row.draws()) {
            Grant grant = grants.get(draw.grant());
            String purpose = draw.purpose() == Draw.Purpose.OWED ? ", for what was owed" : "";
            draws.add(new ReceiptModel.Draw(
                    (grant == null ? "Credit" : kind(grant.kind())) + purpose,
                    grant == null
                            ? ""
                            : "of " + Moment.of(grant.createdAt(), zone).day(),
                    change(draw.change())));
        }
        return draws;
    }

    private static String kind(GrantKind kind) {
        return switch (kind) {
            case PAID -> "Paid credit";
            case BONUS -> "Subscription bonus";
            case PROMO -> "Promotion";
            case GOODWILL -> "Goodwill";
        };
    }

    List<Fact> proof() {
        return List.of(
                new Fact("Row", "Number " + RowViews.count(row.sequence()) + " of your history"),
                new Fact("Hash", row.hash().hex()),
                new Fact("Hash of the row before", row.previousHash().hex()));
    }
}
