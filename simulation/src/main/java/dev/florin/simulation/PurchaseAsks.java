package dev.florin.simulation;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.ledger.PurchaseCommand;
import dev.florin.core.ledger.Request;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Consent;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Failure;
import dev.florin.core.purchases.RechargeNumbers;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a command of a line about payments. What follows {@code by} is who asks, so cards and payments are named by words such as
 * {@code card c1} and {@code pi1}. Not thread-safe.
 */
final class PurchaseAsks {
    static final Set<String> VERBS = Set.of(
            "buy",
            "hears",
            "paid",
            "unpaid",
            "refund",
            "refund_hears",
            "refunded_at_stripe",
            "bank_asks",
            "bank_takes",
            "bank_ends",
            "invoice",
            "subscription",
            "recharge_on",
            "recharge_off",
            "new_card",
            "recharge");

    private static final String USUAL_CARD = "c1";

    private final Stage stage;
    private final Cast cast;

    PurchaseAsks(Stage stage, Cast cast) {
        this.stage = stage;
        this.cast = cast;
    }

    /** The command of a line whose verb is among {@link #VERBS}. */
    PurchaseCommand<?> read(Line line, Words words) {
        Request request = Asks.request(line);
        return switch (line.verb()) {
            case "buy" -> buy(cast.account(words.next()), request, words);
            case "hears" -> hears(cast.grant(words.next()), request, words);
            case "paid" -> {
                Cast.Thing topUp = cast.grant(words.next());
                yield new PurchaseCommand.SettlePayment(topUp.account(), request, topUp.number(), words.next());
            }
            case "unpaid" -> unpaid(cast.grant(words.next()), request, words);
            case "refund" -> {
                Cast.Thing topUp = cast.grant(words.next());
                Amount amount = Words.isAmount(words.peek()) ? words.amount() : null;
                boolean byCustomer = words.takes("customer");
                yield new PurchaseCommand.OpenRefund(topUp.account(), request, topUp.number(), amount, byCustomer);
            }
            case "refund_hears" -> {
                Cast.Thing refund = cast.grant(words.next());
                Refund.State state = Refund.State.ofCode(words.next());
                String called = words.takes("called") ? words.next() : null;
                yield new PurchaseCommand.AdvanceRefund(refund.account(), request, refund.number(), state, called);
            }
            case "refunded_at_stripe" -> refundedAtStripe(cast.account(words.next()), request, words);
            case "bank_asks" -> dispute(cast.account(words.next()), request, words, true);
            case "bank_takes" -> dispute(cast.account(words.next()), request, words, false);
            case "bank_ends" -> {
                AccountNumber account = cast.account(words.next());
                String called = words.next();
                yield new PurchaseCommand.EndDispute(account, request, called, Dispute.State.ofCode(words.next()));
            }
            case "invoice" -> invoice(cast.account(words.next()), request, words);
            case "subscription" -> subscription(cast.account(words.next()), request, words);
            default -> recharge(line, cast.account(words.next()), request, words);
        };
    }

    @SuppressWarnings("NullAway") // of a compiled constructor it does not see that a nested type may be absent
    private static PurchaseCommand<?> buy(AccountNumber account, Request request, Words words) {
        return new PurchaseCommand.OpenTopUp(account, request, words.amount(), card(words, null), null);
    }

    private static TopUp.@Nullable Card card(Words words, @Nullable String otherwise) {
        String id = words.takes("card") ? words.next() : otherwise;
        return id == null ? null : new TopUp.Card(id, "finger-" + id);
    }

    private static PurchaseCommand<?> hears(Cast.Thing topUp, Request request, Words words) {
        TopUp.State state = TopUp.State.ofCode(words.next());
        String session = words.takes("session") ? words.next() : null;
        String payment = words.takes("payment") ? words.next() : null;
        String url = words.takes("url") ? words.next() : null;
        return new PurchaseCommand.AdvanceTopUp(
                topUp.account(), request, topUp.number(), state, new TopUp.StripeNames(session, payment, url));
    }

    /** Such as {@code unpaid alice/1 failed soft_decline} or {@code unpaid alice/1 expired}. */
    private static PurchaseCommand<?> unpaid(Cast.Thing topUp, Request request, Words words) {
        TopUp.State state = TopUp.State.ofCode(words.next());
        Failure failure = null;
        if (words.more()) {
            Failure.Kind kind = Failure.Kind.ofCode(words.next());
            failure = new Failure(kind, kind == Failure.Kind.NOT_ASKED ? "api_error" : "card_declined", null);
        }
        return new PurchaseCommand.EndTopUp(topUp.account(), request, topUp.number(), state, failure);
    }

    /** Such as {@code refunded_at_stripe alice re1 pi1 5.00 of 20.00}. */
    private static PurchaseCommand<?> refundedAtStripe(AccountNumber account, Request request, Words words) {
        String called = words.next();
        String payment = words.next();
        Amount money = words.amount();
        words.expect("of");
        return new PurchaseCommand.BookRefund(account, request, called, payment, money, words.amount());
    }

    private static PurchaseCommand<?> dispute(AccountNumber account, Request request, Words words, boolean inquiry) {
        String called = words.next();
        String payment = words.next();
        Amount money = words.amount();
        words.expect("of");
        return new PurchaseCommand.OpenDispute(account, request, called, payment, money, words.amount(), inquiry);
    }

    /** Such as {@code invoice alice in1 payment pi9 line l1 2026-01-01T00:00:00Z 2026-02-01T00:00:00Z 5.00}. */
    private PurchaseCommand<?> invoice(AccountNumber account, Request request, Words words) {
        String invoice = words.next();
        String payment = words.takes("payment") ? words.next() : null;
        List<PurchaseCommand.EarningLine> lines = new ArrayList<>();
        while (words.takes("line")) {
            String name = words.next();
            Instant start = words.time(stage.now());
            lines.add(new PurchaseCommand.EarningLine(name, start, words.time(stage.now()), words.amount()));
        }
        return new PurchaseCommand.PayInvoice(account, request, invoice, payment, lines);
    }

    private PurchaseCommand<?> subscription(AccountNumber account, Request request, Words words) {
        String plan = words.next();
        if (plan.equals("none")) {
            return new PurchaseCommand.SetSubscription(account, request, null);
        }
        Instant until = words.takes("until") ? words.time(stage.now()) : null;
        return new PurchaseCommand.SetSubscription(
                account, request, new PlanWord(Plan.valueOf(plan.toUpperCase(Locale.ROOT)), until));
    }

    private PurchaseCommand<?> recharge(Line line, AccountNumber account, Request request, Words words) {
        return switch (line.verb()) {
            case "recharge_on" -> {
                words.expect("below");
                Amount threshold = words.amount();
                words.expect("to");
                Amount target = words.amount();
                Amount limit = words.takes("limit") ? words.amount() : null;
                Consent consent = new Consent(
                        words.takes("consent") ? words.next() : "v1", stage.now(), line.actor(), "192.0.2.1", null);
                yield new PurchaseCommand.SwitchRechargeOn(
                        account,
                        request,
                        new RechargeNumbers(threshold, target, limit),
                        consent,
                        !words.takes("cardless"));
            }
            case "recharge_off" -> new PurchaseCommand.SwitchRechargeOff(account, request);
            case "new_card" -> new PurchaseCommand.NewCard(account, request);
            case "recharge" ->
                new PurchaseCommand.OpenRecharge(
                        account, request, words.takes("cardless") ? null : card(words, USUAL_CARD));
            default -> throw words.unknown(line.verb());
        };
    }
}
