package dev.florin.server.web.billing;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import dev.florin.server.payments.Plans;
import dev.florin.server.payments.ProPlan.Interval;
import dev.florin.server.payments.RechargeWords;
import dev.florin.server.storage.SubscriptionRecords.Subscription;
import dev.florin.server.web.pages.Visit;
import java.time.Instant;
import java.util.Optional;

/**
 * The subscription as the page shows it.
 *
 * @param kind {@code free}, {@code host} (billed elsewhere), {@code active}, {@code ending}, {@code overdue} or {@code ended}
 * @param price such as {@code $9.99 a month}; empty where nobody knows
 * @param next what comes next: the payment, the end, the change
 * @param bonus that comes with it
 * @param other the interval that can be switched to: {@code month} or {@code year}; empty where it cannot
 */
public record PlanView(String kind, String name, String price, String next, String bonus, String other) {
    static PlanView of(Facts facts, Visit visit, Prices prices) {
        Subscription subscription = facts.subscription();
        boolean over = subscription == null || !isCurrent(subscription);
        if (over && facts.isPro()) {
            return new PlanView("host", "Pro", "", "Your plan is billed by the product that you came from.", "", "");
        }
        if (over) {
            boolean was = subscription != null;
            return new PlanView(
                    was ? "ended" : "free",
                    "Free",
                    "",
                    was
                            ? "Pro has ended. Your balance stays, and works again as soon as you are back on Pro."
                            : "You can look around and see every price. Using AI and adding balance need Pro.",
                    "",
                    "");
        }
        return of(Check.present(subscription, "a current subscription"), visit, prices);
    }

    /** What Pro costs and brings. */
    interface Prices {
        Optional<Amount> price(Interval interval);

        Amount bonus(Interval interval);
    }

    private static PlanView of(Subscription subscription, Visit visit, Prices prices) {
        Interval interval = Interval.ofCode(subscription.interval()).orElse(Interval.MONTH);
        Instant cancelAt = subscription.cancelAt();
        String name = interval == Interval.YEAR ? "Pro, paid yearly" : "Pro, paid monthly";
        String price = prices.price(interval)
                .map(amount -> RechargeWords.dollars(amount) + every(interval))
                .orElse("");
        String day = visit.moment(subscription.periodEnd()).day();
        String bonus = RechargeWords.dollars(prices.bonus(interval)) + " of AI credit with each payment";
        Interval other = interval == Interval.MONTH ? Interval.YEAR : Interval.MONTH;
        if ("past_due".equals(subscription.status())) {
            return new PlanView(
                    "overdue", name, price, "The last payment is overdue. Pro ends unless it is paid.", bonus, "");
        }
        if (subscription.switchTo() != null) {
            return new PlanView("ending", name, price, "Changes to monthly payments on " + day + ".", bonus, "");
        }
        if (cancelAt != null) {
            return new PlanView(
                    "ending",
                    name,
                    price,
                    "Ends on " + visit.moment(cancelAt).day()
                            + ". Your balance stays, and works again when you come back.",
                    bonus,
                    "");
        }
        return new PlanView("active", name, price, "Next payment on " + day, bonus, other.code());
    }

    static String every(Interval interval) {
        return interval == Interval.YEAR ? " a year" : " a month";
    }

    static boolean isCurrent(Subscription subscription) {
        return Plans.isPaid(subscription);
    }

    /** Whether a payment for it comes. */
    static boolean isRenewing(Facts facts) {
        Subscription subscription = facts.subscription();
        return subscription != null && isCurrent(subscription) && subscription.cancelAt() == null;
    }

    public boolean isPaidHere() {
        return kind.equals("active") || kind.equals("ending") || kind.equals("overdue");
    }
}
