package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.ledger.PurchaseCommand;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Consent;
import dev.florin.core.purchases.RechargeNumbers;
import dev.florin.core.purchases.TopUp;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An account to which everything has happened that can happen to payments, for tests that break it by hand. */
final class FilledPayments {
    private static final TopUp.Card CARD = new TopUp.Card("pm_1", "finger");
    private static final TopUp.StripeNames CHECKOUT = new TopUp.StripeNames("cs_1", null, "https://example.com/pay");

    private final Teller teller;
    private final AccountNumber account;

    private FilledPayments(Teller teller) {
        this.teller = teller;
        this.account = teller.open("eve");
    }

    /** Account 7: two paid top-ups and an open Checkout; a bonus; a debt and a claim; auto-recharge is on. */
    static void eve(Teller teller) {
        FilledPayments eve = new FilledPayments(teller);
        eve.pay(eve.order("20.00", CARD), "pi_1"); // row 1
        eve.pay(eve.order("10.00", CARD), "pi_2"); // row 2
        eve.switchOn();
        eve.earn(); // row 3
        TopUp checkout = eve.order("30.00", null);
        teller.done(new PurchaseCommand.AdvanceTopUp(
                eve.account, teller.request(false), checkout.number(), TopUp.State.REQUIRES_CHECKOUT, CHECKOUT));
        teller.hold(eve.account, "5.00");
        teller.charge(eve.account, "24.00", null);
        teller.done(new PurchaseCommand.BookRefund(
                eve.account, teller.request(false), "re_1", "pi_1", dollars("20.00"), dollars("20.00")));
        teller.done(new PurchaseCommand.OpenDispute(
                eve.account, teller.request(false), "dp_1", "pi_2", dollars("10.00"), dollars("10.00"), false));
        teller.give(eve.account, "1.00", GrantKind.PROMO);
    }

    private static Amount dollars(String amount) {
        return Amount.dollars(amount);
    }

    @SuppressWarnings("NullAway") // of a compiled constructor it does not see that a nested type may be absent
    private TopUp order(String amount, TopUp.@Nullable Card card) {
        return teller.done(new PurchaseCommand.OpenTopUp(account, teller.request(true), dollars(amount), card, null));
    }

    private void pay(TopUp topUp, String payment) {
        teller.done(new PurchaseCommand.SettlePayment(account, teller.request(false), topUp.number(), payment));
    }

    private void switchOn() {
        RechargeNumbers numbers = new RechargeNumbers(dollars("5.00"), dollars("25.00"), dollars("75.00"));
        Consent consent = new Consent("v1", teller.now(), "user", "192.0.2.1", "browser");
        teller.done(new PurchaseCommand.SwitchRechargeOn(account, teller.request(false), numbers, consent, true));
    }

    private void earn() {
        PurchaseCommand.EarningLine line = new PurchaseCommand.EarningLine(
                "il_1", teller.now(), teller.now().plus(Duration.ofDays(31)), dollars("5.00"));
        teller.done(new PurchaseCommand.PayInvoice(account, teller.request(false), "in_1", "pi_3", List.of(line)));
    }
}
