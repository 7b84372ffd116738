package dev.florin.simulation;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.RechargeWatch;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.PurchaseSnapshot;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Announcement;
import dev.florin.core.purchases.Bonus;
import dev.florin.core.purchases.Claim;
import dev.florin.core.purchases.Debt;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Part;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is seen of payments, by the names of the API where it has them. */
final class PurchaseLooks {
    private static final Map<String, String> NONE = Answer.fields("state", "none");

    private PurchaseLooks() {}

    static Map<String, String> topUp(PurchaseSnapshot purchases, long number) {
        return purchases.topUps().stream()
                .filter(each -> each.number() == number)
                .map(PurchaseLooks::of)
                .findFirst()
                .orElse(NONE);
    }

    static Map<String, String> of(TopUp topUp) {
        return Answer.fields(
                "top_up",
                topUp.number(),
                "kind",
                topUp.kind().code(),
                "amount",
                topUp.amount(),
                "state",
                topUp.state().code(),
                "shown",
                topUp.state().shown(),
                "opened",
                topUp.openedAt(),
                "ended",
                topUp.endedAt(),
                "payment",
                topUp.stripe().payment(),
                "session",
                topUp.stripe().session(),
                "url",
                topUp.stripe().checkoutUrl(),
                "failure",
                topUp.failure() == null ? null : topUp.failure().kind().code(),
                "grant",
                topUp.grant(),
                "trigger",
                topUp.triggerBalance());
    }

    static Map<String, String> refund(PurchaseSnapshot purchases, long number) {
        return purchases.refunds().stream()
                .filter(each -> each.number() == number)
                .map(PurchaseLooks::of)
                .findFirst()
                .orElse(NONE);
    }

    static Map<String, String> of(Refund refund) {
        return Answer.fields(
                "refund",
                refund.number(),
                "top_up",
                refund.topUp(),
                "money",
                refund.money(),
                "state",
                refund.state().code(),
                "called",
                refund.stripeId(),
                "parts",
                parts(refund.parts()));
    }

    static Map<String, String> dispute(PurchaseSnapshot purchases, String called) {
        return purchases.disputes().stream()
                .filter(each -> each.stripeId().equals(called))
                .map(PurchaseLooks::of)
                .findFirst()
                .orElse(NONE);
    }

    static Map<String, String> of(Dispute dispute) {
        return Answer.fields(
                "dispute",
                dispute.number(),
                "state",
                dispute.state().code(),
                "frozen",
                dispute.frozen(),
                "parts",
                parts(dispute.parts()));
    }

    /** Such as {@code 1:20.00:12.50}: of which grant, how much, how much of it was taken. */
    private static String parts(List<Part> parts) {
        return parts.stream()
                .map(part -> part.grant() + ":" + part.amount() + ":" + part.taken())
                .collect(Collectors.joining(","));
    }

    static Map<String, String> bonus(PurchaseSnapshot purchases, String invoice, String line) {
        return purchases.bonuses().stream()
                .filter(each -> each.invoice().equals(invoice) && each.line().equals(line))
                .map(PurchaseLooks::of)
                .findFirst()
                .orElse(NONE);
    }

    private static Map<String, String> of(Bonus bonus) {
        return Answer.fields("granted", bonus.granted(), "taken", bonus.taken(), "grant", bonus.grant());
    }

    static Map<String, String> recharge(AccountSnapshot snapshot) {
        Recharge recharge = snapshot.purchases().recharge();
        RechargeWatch watch = snapshot.account().watch();
        if (recharge == null) {
            return NONE;
        }
        Map<String, String> seen = Answer.fields(
                "state",
                recharge.enabled() ? "on" : "off",
                "threshold",
                recharge.numbers().threshold(),
                "target",
                recharge.numbers().target(),
                "limit",
                recharge.numbers().monthlyLimit(),
                "consent",
                recharge.consent().version(),
                "pause",
                recharge.pause() == null ? null : recharge.pause().code(),
                "declines",
                recharge.softDeclines(),
                "retry",
                recharge.retryAt(),
                "month",
                recharge.month().start(),
                "charged",
                recharge.month().charged());
        if (watch != null) {
            seen.put("allowance", watch.allowance().toString());
            seen.put("due", Boolean.toString(watch.lookAt() != null));
            seen.put("asleep", Boolean.toString(watch.asleep()));
            if (watch.lookAt() != null) {
                seen.put("look", watch.lookAt().toString());
            }
        }
        return seen;
    }

    /** What was told of grants and payments; what was told of the plan stands apart, for each account begins with some. */
    static Map<String, String> announced(PurchaseSnapshot purchases) {
        List<String> codes = purchases.announcements().stream()
                .map(Announcement::event)
                .map(Announcement.Event::code)
                .toList();
        List<String> plan =
                codes.stream().filter(code -> code.startsWith("subscription.")).toList();
        List<String> all =
                codes.stream().filter(code -> !code.startsWith("subscription.")).toList();
        return Answer.fields(
                "count",
                all.size(),
                "last",
                all.isEmpty() ? null : all.getLast(),
                "all",
                String.join(",", all),
                "plan",
                String.join(",", plan));
    }

    /** The parts of an account's balance that payments have. */
    static Map<String, String> balance(AccountSnapshot snapshot) {
        Account account = snapshot.account();
        PurchaseSnapshot purchases = snapshot.purchases();
        Amount frozen = purchases.disputes().stream().map(Dispute::frozen).reduce(Amount.ZERO, Amount::plus);
        return Answer.fields(
                "frozen",
                frozen,
                "claimed",
                account.claimed(),
                "debts",
                purchases.debts().stream().map(PurchaseLooks::of).collect(Collectors.joining(",")),
                "claims",
                purchases.claims().stream().map(PurchaseLooks::of).collect(Collectors.joining(",")));
    }

    private static String of(Debt debt) {
        return debt.cause().letter() + ":" + debt.grant() + ":" + debt.amount();
    }

    private static String of(Claim claim) {
        return claim.cause().letter() + ":" + claim.grant() + ":" + claim.amount();
    }
}
