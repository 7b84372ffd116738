package dev.florin.server.web.billing;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.money.Amount;
import dev.florin.server.payments.Errands;
import dev.florin.server.payments.Plans;
import dev.florin.server.payments.ProPlan.Interval;
import dev.florin.server.payments.RechargeWords;
import dev.florin.server.payments.StripeFault;
import dev.florin.server.storage.SubscriptionRecords.Subscription;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Flash;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Visit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The subscription: upgrade, switch, cancel, resume. What happens to the balance is said before each. Thread-safe. */
public final class PlanPages {
    static final String UPGRADE = "/account/billing/upgrade";
    private static final String UPGRADED = "/account/billing/upgraded";
    private static final String SWITCH = "/account/billing/plan/switch";
    private static final String CANCEL = "/account/billing/plan/cancel";
    private static final String RESUME = "/account/billing/plan/resume";
    private static final String CARD = BillingPage.PATH + "#plan";
    private static final int MONTHS = 12;

    private final BillingParts parts;
    private final FactReader facts;

    PlanPages(BillingParts parts, FactReader facts) {
        this.parts = parts;
        this.facts = facts;
    }

    /**
     * A way to pay for Pro.
     *
     * @param price such as {@code $99.00 a year}; empty where Stripe does not tell
     * @param saving against the other; empty where there is none
     */
    public record Offer(String interval, String title, String price, String saving, String bonus) {}

    /** The model of the page that offers Pro. */
    public record Upgrade(Frame frame, List<Offer> offers, boolean isAway, String balance) {
        public Upgrade {
            offers = List.copyOf(offers);
        }
    }

    /**
     * The model of the page that waits for Stripe.
     *
     * @param isPro whether the wait is over
     */
    public record Upgraded(Frame frame, boolean isPro, String balance) {}

    /** The model of a page that asks before something is done. */
    public record Ask(
            Frame frame,
            String heading,
            List<String> points,
            String action,
            String interval,
            String button,
            boolean danger) {
        public Ask {
            points = List.copyOf(points);
        }
    }

    void addTo(Pages pages) {
        pages.get(UPGRADE, this::offer)
                .post(UPGRADE, this::upgrade)
                .get(UPGRADED, this::upgraded)
                .get(SWITCH, this::askSwitch)
                .post(SWITCH, this::switchTo)
                .get(CANCEL, this::askCancel)
                .post(CANCEL, this::cancel)
                .post(RESUME, this::resume);
    }

    private Plans plans() {
        return parts.payments().plans();
    }

    /** Prices as far as Stripe tells them soon. */
    PlanView.Prices prices() {
        return new PlanView.Prices() {
            @Override
            public Optional<Amount> price(Interval interval) {
                return AtStripe.soon(() -> plans().price(interval)).flatMap(Function.identity());
            }

            @Override
            public Amount bonus(Interval interval) {
                return plans().bonus(interval);
            }
        };
    }

    private Answer offer(Visit visit) {
        Facts seen = facts.read(visit);
        Subscription subscription = seen.subscription();
        if (subscription != null && PlanView.isCurrent(subscription)) {
            return visit.seeOther(CARD);
        }
        Optional<Amount> month = prices().price(Interval.MONTH);
        Optional<Amount> year = month.isEmpty() ? Optional.empty() : prices().price(Interval.YEAR);
        List<Offer> offers = List.of(offer(Interval.MONTH, month, ""), offer(Interval.YEAR, year, saving(month, year)));
        return visit.page(
                "billing/upgrade.jte",
                new Upgrade(
                        visit.frame("Upgrade to Pro", Tab.BILLING),
                        offers,
                        month.isEmpty(),
                        RechargeWords.dollars(seen.total())));
    }

    private Offer offer(Interval interval, Optional<Amount> price, String saving) {
        return new Offer(
                interval.code(),
                interval == Interval.YEAR ? "Yearly" : "Monthly",
                price.map(amount -> RechargeWords.dollars(amount) + PlanView.every(interval))
                        .orElse(""),
                saving,
                RechargeWords.dollars(plans().bonus(interval)) + " of AI credit "
                        + (interval == Interval.YEAR ? "at once, for the year" : "every month"));
    }

    private static String saving(Optional<Amount> month, Optional<Amount> year) {
        if (month.isEmpty() || year.isEmpty()) {
            return "";
        }
        Amount twelve = Amount.ofNanos(Math.multiplyExact(month.get().nanos(), MONTHS));
        return twelve.isMoreThan(year.get())
                ? "Saves " + RechargeWords.dollars(twelve.minus(year.get())) + " a year"
                : "";
    }

    private Answer upgrade(Visit visit) {
        Interval interval = Interval.ofCode(visit.form().text("interval")).orElse(Interval.MONTH);
        if (visit.customer().standing().account().frozen()) {
            return visit.seeOther(CARD, Flash.bad("This account is frozen. Please ask support."));
        }
        return AtStripe.act(
                visit,
                UPGRADE,
                () -> AtStripe.follow(
                        visit,
                        plans().checkout(visit.account(), visit.command(), interval, parts.publicUrl() + UPGRADED),
                        CARD,
                        Flash.good("You are on Pro."),
                        "You have a subscription already."));
    }

    /** Back from Stripe, paid or not. */
    private Answer upgraded(Visit visit) {
        try {
            plans().look(visit.account());
            parts.payments().cards().followFirst(visit.account());
        } catch (StripeFault fault) {
            // The page waits for what Stripe tells by itself.
        }
        Facts seen = facts.read(visit);
        boolean pro = isProNow(visit.account(), seen);
        if (!pro && seen.subscription() == null) {
            return visit.seeOther(
                    UPGRADE, Flash.bad("You left the payment page before you had paid. Nothing was charged."));
        }
        return visit.page(
                "billing/upgraded.jte",
                new Upgraded(
                        visit.frame("Your plan", Tab.BILLING).withScript("billing.js"),
                        pro,
                        RechargeWords.dollars(seen.total())));
    }

    private boolean isProNow(AccountNumber account, Facts seen) {
        return seen.isPro() || plans().current(account).filter(Plans::isPaid).isPresent();
    }

    private Subscription current(Visit visit) {
        return plans().current(visit.account()).orElseThrow(Visit::notFound);
    }

    private static Interval other(Subscription subscription) {
        return subscription.interval().equals(Interval.MONTH.code()) ? Interval.YEAR : Interval.MONTH;
    }

    private Answer askSwitch(Visit visit) {
        Subscription subscription = current(visit);
        Interval interval = other(subscription);
        return AtStripe.act(visit, CARD, () -> {
            Plans.Preview preview = plans().preview(visit.account(), subscription, interval);
            String charged = RechargeWords.dollars(preview.charged());
            String bonus = RechargeWords.dollars(preview.bonus());
            String from = visit.moment(preview.from()).day();
            boolean year = interval == Interval.YEAR;
            List<String> points = year
                    ? List.of(
                            "You pay " + charged + " now: the price of a year, less what is left of this month.",
                            "The year begins today, and you get " + bonus + " of AI credit at once.",
                            "Your balance stays as it is.")
                    : List.of(
                            "You pay nothing now. The paid year lasts until " + from + ".",
                            "From then on you pay every month, and get " + bonus + " of AI credit with each payment.",
                            "Your balance stays as it is.");
            return visit.page(
                    "billing/ask.jte",
                    new Ask(
                            visit.frame("Switch", Tab.BILLING),
                            year ? "Switch to yearly payments" : "Switch to monthly payments",
                            points,
                            SWITCH,
                            interval.code(),
                            year ? "Pay " + charged + " and switch" : "Switch on " + from,
                            false));
        });
    }

    private Answer switchTo(Visit visit) {
        Subscription subscription = current(visit);
        Interval interval = other(subscription);
        if (!interval.code().equals(visit.form().text("interval"))) {
            return visit.seeOther(CARD); // done before, in another tab
        }
        return AtStripe.act(visit, CARD, () -> {
            Errands.Came came = plans().switchTo(visit.account(), visit.command(), subscription, interval);
            boolean changed = plans().current(visit.account())
                    .filter(now -> now.interval().equals(interval.code()) || now.switchTo() != null)
                    .isPresent();
            Flash done = changed
                    ? Flash.good(
                            interval == Interval.YEAR
                                    ? "You pay yearly from now on."
                                    : "You pay monthly after this year.")
                    : Flash.bad("The payment did not go through, so nothing has changed.");
            return AtStripe.follow(visit, came, CARD, done, "That is not possible at the moment.");
        });
    }

    private Answer askCancel(Visit visit) {
        Subscription subscription = current(visit);
        Facts seen = facts.read(visit);
        String end = visit.moment(subscription.periodEnd()).day();
        List<String> points = List.of(
                "Pro stays until " + end + ", which is paid. Nothing more is charged for it.",
                "Your balance of " + RechargeWords.dollars(seen.total())
                        + " is yours and never expires. After " + end
                        + " it waits: using AI, adding balance and auto-recharge stop, and work again when you come back to Pro.",
                "What is unspent of a payment of the last 14 days can be refunded, with Pro or without.");
        return visit.page(
                "billing/ask.jte",
                new Ask(
                        visit.frame("Cancel Pro", Tab.BILLING),
                        "Cancel Pro?",
                        points,
                        CANCEL,
                        "",
                        "Cancel Pro on " + end,
                        true));
    }

    private Answer cancel(Visit visit) {
        Subscription subscription = current(visit);
        String end = visit.moment(subscription.periodEnd()).day();
        return AtStripe.act(
                visit,
                CARD,
                () -> AtStripe.follow(
                        visit,
                        plans().cancel(visit.account(), visit.command(), subscription, false),
                        CARD,
                        Flash.good("Pro ends on " + end + ". You can resume it until then."),
                        "That is not possible at the moment."));
    }

    private Answer resume(Visit visit) {
        Subscription subscription = current(visit);
        return AtStripe.act(
                visit,
                CARD,
                () -> AtStripe.follow(
                        visit,
                        plans().resume(visit.account(), visit.command(), subscription),
                        CARD,
                        Flash.good("Pro goes on."),
                        "That is not possible at the moment."));
    }
}
