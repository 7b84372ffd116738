package dev.florin.simulation;

import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.PurchaseSnapshot;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Bonus;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.RechargeNumbers;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Writes lines about payments. What Stripe says is said again, late and in another order than it happened, but never what it cannot
 * say: two purchases are not paid by one payment. Not thread-safe.
 */
final class PurchaseWriter {
    private static final List<String> AMOUNTS = List.of("5.00", "5.00", "5.01", "7.50", "20.00", "995.00");
    private static final List<String> TARGETS = List.of("6.00", "10.00", "10.01", "25.00", "1000.00");
    private static final int DISPUTES = 4;
    private static final int INVOICES = 5;

    private final Dice dice;
    private final Function<String, AccountSnapshot> snapshots;
    private int keys;

    private static final String SPENT =
            "plan @ pro; grant @ 10.00 promo; recharge_on @ below 5.00 to 20.00 limit 12.00; charge @ 9.00; ";

    private static final List<String> PAUSES = List.of(
            SPENT + "recharge @ card c1; paid @/1 pi1; advance 2m; charge @ 10.00; recharge @ card c1",
            SPENT + "recharge @ card c1; unpaid @/1 failed hard_decline",
            SPENT + "recharge @ card c1; unpaid @/1 failed authentication_required",
            SPENT + "stop_charges; recharge @ card c1; allow_charges",
            "plan @ pro; buy @ 60.00 card c1; paid @/1 pi1; recharge_on @ below 10.00 to 50.00; refund @/1 50.00;"
                    + " charge @ 1.00; recharge @ card c1");

    PurchaseWriter(Dice dice, Function<String, AccountSnapshot> snapshots) {
        this.dice = dice;
        this.snapshots = snapshots;
    }

    private PurchaseSnapshot purchases(String account) {
        return snapshots.apply(account).purchases();
    }

    private String key() {
        return dice.chance(60) ? " key p" + ++keys : "";
    }

    private String card() {
        return " card " + dice.oneOf("c1", "c1", "c2");
    }

    String buy(String account) {
        return "buy " + account + " " + dice.oneOf(AMOUNTS) + (dice.chance(60) ? card() : "") + key();
    }

    /** Mostly one that has not ended. */
    private String topUp(String account) {
        List<TopUp> all = purchases(account).topUps();
        List<TopUp> open = all.stream().filter(each -> !each.state().isEnd()).toList();
        long number = !open.isEmpty() && dice.chance(80) ? dice.oneOf(open).number() : dice.between(1, all.size() + 2L);
        return account + "/" + number;
    }

    private static String payment(String topUp) {
        return "pi" + topUp.substring(topUp.indexOf('/') + 1);
    }

    String hears(String account) {
        String topUp = topUp(account);
        String state = dice.oneOf("asking", "requires_checkout", "requires_confirmation", "processing", "processing");
        return "hears " + topUp + " " + state + dice.oneOf("", " session cs1", " payment " + payment(topUp));
    }

    String paid(String account) {
        List<TopUp> paid = purchases(account).topUps().stream()
                .filter(each -> each.state() == TopUp.State.SUCCEEDED)
                .toList();
        if (!paid.isEmpty() && dice.chance(4)) {
            String twice = account + "/" + dice.oneOf(paid).number();
            return "paid " + twice + " " + payment(twice) + "again";
        }
        String topUp = topUp(account);
        return "paid " + topUp + " " + payment(topUp) + (dice.chance(5) ? "again" : "");
    }

    String unpaid(String account) {
        return "unpaid " + topUp(account)
                + dice.oneOf(
                        " failed soft_decline",
                        " failed soft_decline",
                        " failed hard_decline",
                        " failed authentication_required",
                        " failed not_asked",
                        " failed",
                        " expired",
                        " canceled");
    }

    /** What a top-up comes to next, so that histories get further than to its beginning. */
    String goesOn(String account) {
        return switch (dice.below(6)) {
            case 0 -> unpaid(account);
            case 1 -> hears(account);
            default -> paid(account);
        };
    }

    String refund(String account) {
        String amount = dice.chance(50)
                ? ""
                : " "
                        + dice.oneOf(
                                "0.01",
                                "1.00",
                                "4.99",
                                TopUp.wholeCents(dice.amount())
                                        .plus(Amount.dollars("0.01"))
                                        .toString());
        return "refund " + topUp(account) + amount + dice.oneOf("", "", " customer") + key();
    }

    String refundHears(String account) {
        List<Refund> refunds = purchases(account).refunds();
        long number =
                refunds.isEmpty() ? dice.between(1, 3) : dice.oneOf(refunds).number();
        boolean atStripe = refunds.stream().anyMatch(each -> each.number() == number && each.madeAtStripe());
        return "refund_hears " + account + "/" + number + " "
                + dice.oneOf("pending", "succeeded", "failed", "failed")
                + (atStripe ? "" : dice.oneOf("", " called own" + number));
    }

    /** A payment that brought something, and what it was; rarely one that nobody knows. */
    private String ofPayment(String account) {
        PurchaseSnapshot purchases = purchases(account);
        List<String> payments = new ArrayList<>();
        for (TopUp each : purchases.topUps()) {
            if (each.stripe().payment() != null) {
                payments.add(each.stripe().payment() + " " + each.amount());
            }
        }
        for (Bonus each : purchases.bonuses()) {
            if (each.payment() != null) {
                payments.add(each.payment() + " 9.99");
            }
        }
        return payments.isEmpty() || dice.chance(2) ? "pi0 9.99" : dice.oneOf(payments);
    }

    /** Such as {@code pi1 2.50 of 5.00}. */
    private String partOfPayment(String account, boolean mayBeMore) {
        String of = ofPayment(account);
        int blank = of.indexOf(' ');
        Amount all = Words.amount(of.substring(blank + 1));
        Amount part = dice.chance(50) ? all : Amount.ofNanos(all.nanos() / 100 * dice.between(1, 101));
        if (mayBeMore && dice.chance(5)) {
            part = part.plus(Amount.ofDollars(15));
        }
        return of.substring(0, blank) + " " + part + " of " + all;
    }

    String refundedAtStripe(String account) {
        int next = purchases(account).refunds().size() + (dice.chance(85) ? 1 : 0);
        return "refunded_at_stripe " + account + " re" + next + " " + partOfPayment(account, false);
    }

    String bank(String account) {
        List<Dispute> disputes = purchases(account).disputes();
        if (!disputes.isEmpty() && dice.chance(60)) {
            Dispute dispute = dice.oneOf(disputes);
            return dispute.state() == Dispute.State.INQUIRY && dice.chance(60)
                    ? "bank_takes " + account + " " + dispute.stripeId() + " " + dispute.payment() + " 5.00 of 9.99"
                    : "bank_ends " + account + " " + dispute.stripeId() + dice.oneOf(" won", " lost", " closed");
        }
        return dice.oneOf("bank_takes ", "bank_takes ", "bank_asks ") + account + " dp" + (1 + dice.below(DISPUTES))
                + " " + partOfPayment(account, true);
    }

    String invoice(String account) {
        int number = 1 + dice.below(INVOICES);
        StringBuilder line =
                new StringBuilder("invoice ").append(account).append(" in").append(number);
        if (dice.chance(85)) {
            line.append(" payment ii").append(number);
        }
        int lines = 1 + dice.below(3);
        for (int i = 1; i <= lines; i++) {
            long days = dice.between(-20, 40);
            boolean year = dice.chance(30);
            line.append(" line l").append(i).append(' ').append(days).append("d ");
            line.append(days + (year ? 365 : 31)).append("d ").append(year ? "60.00" : "5.00");
        }
        return line.toString();
    }

    String subscription(String account) {
        return "subscription " + account + dice.oneOf(" pro", " pro", " pro until 3h", " free", " none");
    }

    String rechargeOn(String account) {
        Recharge known = purchases(account).recharge();
        if (known != null && dice.chance(40)) {
            RechargeNumbers same = known.numbers();
            return "recharge_on " + account + " below " + same.threshold() + " to " + same.target()
                    + (same.monthlyLimit() == null ? "" : " limit " + same.monthlyLimit());
        }
        String target = dice.oneOf(TARGETS);
        boolean low = target.equals("6.00");
        return "recharge_on " + account + " below " + (low ? "1.00" : dice.oneOf("1.00", "3.00", "5.00")) + " to "
                + target + dice.oneOf("", "", " limit 5.00", " limit 12.00", " limit 60.00")
                + (dice.chance(3) ? " cardless" : "");
    }

    String recharge(String account) {
        return "recharge " + account + dice.oneOf("", "", "", card(), " cardless");
    }

    /** What leads a new account to one of the pauses of auto-recharge. */
    List<String> pause(String account) {
        return Stream.of(dice.oneOf(PAUSES).split("; "))
                .map(line -> line.replace("@", account))
                .toList();
    }

    /** Settings of auto-recharge but its numbers. */
    String setting(String account) {
        return dice.oneOf("recharge_off ", "new_card ", "new_card ") + account;
    }
}
