package dev.florin.server.web.billing;

import dev.florin.core.money.Amount;
import dev.florin.core.notices.Levels;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.payments.RechargeWords;
import dev.florin.server.storage.NoticeSettings;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.SubscriptionRecords.Subscription;
import dev.florin.server.web.pages.Banner;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Visit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Says the one most severe thing that a customer should know about balance and payments. Thread-safe. */
final class BillingBanner implements Pages.Banners {
    private static final String CRITICAL = "critical";
    private static final String WARNING = "warning";
    private static final String INFO = "info";

    private final BillingParts parts;
    private final FactReader facts;
    private final NoticeSettings settings;

    BillingBanner(BillingParts parts, FactReader facts) {
        this.parts = parts;
        this.facts = facts;
        this.settings = new NoticeSettings(parts.database());
    }

    @Override
    public Optional<Banner> banner(Visit visit, Pages pages) {
        Facts seen = facts.read(visit);
        return List.<Supplier<Optional<Banner>>>of(
                        () -> confirmation(visit, seen),
                        () -> paused(seen),
                        () -> owed(seen),
                        () -> low(visit, seen),
                        () -> ending(visit, seen),
                        () -> expiringCard(seen))
                .stream()
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Banner> confirmation(Visit visit, Facts seen) {
        return seen.open().stream()
                .filter(each -> each.state() == TopUp.State.REQUIRES_CONFIRMATION)
                .findFirst()
                .map(each -> new Banner(
                        CRITICAL,
                        "requires_confirmation",
                        "Your bank waits for you.",
                        "The payment of " + RechargeWords.dollars(each.amount()) + " is not made until you confirm it.",
                        "Confirm",
                        PaymentPage.PATH + parts.ids().write(ObjectIds.Kind.TOP_UP, visit.account(), each.number())));
    }

    private static Optional<Banner> paused(Facts seen) {
        return PauseFix.of(seen)
                .map(fix -> new Banner(
                        fix.label().isEmpty() ? WARNING : CRITICAL,
                        "auto_recharge_paused",
                        "Auto-recharge is paused.",
                        fix.text(),
                        fix.label().isEmpty() ? "" : fix.href().isEmpty() ? "Look at it" : fix.label(),
                        fix.href().isEmpty() ? RechargePage.PATH : fix.href()));
    }

    private static Optional<Banner> owed(Facts seen) {
        Amount owed = seen.account().owed();
        return owed.isPositive()
                ? Optional.of(new Banner(
                        CRITICAL,
                        "amount_owed",
                        RechargeWords.dollars(owed) + " is owed.",
                        "Credit that was already used was paid back to you. AI waits until it is paid.",
                        "Add balance",
                        AddPage.PATH))
                : Optional.empty();
    }

    /** Not on the free plan, where the balance waits and nothing can be bought. */
    private Optional<Banner> low(Visit visit, Facts seen) {
        Amount total = seen.account().total();
        boolean isNew = seen.account().sequence() == 0;
        if (!seen.isPro() || isNew) {
            return Optional.empty();
        }
        if (Levels.EMPTY.isMoreThan(total)) {
            return Optional.of(new Banner(
                    CRITICAL, "balance_empty", "Your balance is empty.", "AI has stopped.", "Add balance", AddPage.PATH));
        }
        Levels levels = settings.of(visit.account()).levels();
        return levels.veryLow().isMoreThan(total)
                ? Optional.of(new Banner(
                        WARNING,
                        "balance_very_low",
                        "Your balance is very low.",
                        "AI stops at $0.00.",
                        "Add balance",
                        AddPage.PATH))
                : Optional.empty();
    }

    private static Optional<Banner> ending(Visit visit, Facts seen) {
        Subscription subscription = seen.subscription();
        if (subscription == null
                || subscription.cancelAt() == null
                || subscription.switchTo() != null
                || !PlanView.isCurrent(subscription)) {
            return Optional.empty();
        }
        return Optional.of(new Banner(
                INFO,
                "subscription_ending",
                "Pro ends on " + visit.moment(subscription.cancelAt()).day() + ".",
                "Your balance stays, and works again when you come back.",
                "Look at it",
                BillingPage.PATH + "#plan"));
    }

    private static Optional<Banner> expiringCard(Facts seen) {
        return seen.chargedCard()
                .filter(card -> CardChoice.isOver(card, seen.now(), seen.account().zone())
                        || CardChoice.endsSoon(card, seen.now(), seen.account().zone()))
                .map(card -> new Banner(
                        INFO,
                        "card_expires",
                        CardChoice.isOver(card, seen.now(), seen.account().zone())
                                ? RechargeWords.card(card) + " has expired."
                                : RechargeWords.card(card) + " expires soon.",
                        "Add another, so that payments go through.",
                        "Payment methods",
                        CardPages.PATH));
    }
}
