package dev.florin.server.web.billing;

import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.PurchaseCommand;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.purchases.Consent;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.RechargeNumbers;
import dev.florin.server.storage.Slice;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Flash;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Typed;
import dev.florin.server.web.pages.Visit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Auto-recharge: its numbers, the consent to them, what they mean, and what was charged. Thread-safe. */
public final class RechargePage {
    static final String PATH = "/account/billing/auto-recharge";

    /** Of the text beside the box. It changes with the text. */
    private static final String CONSENT_VERSION = "2026-11-23";

    private static final int LONGEST_BROWSER = 500;
    private static final int ATTEMPTS = 20;

    private final BillingParts parts;
    private final FactReader facts;

    RechargePage(BillingParts parts, FactReader facts) {
        this.parts = parts;
        this.facts = facts;
    }

    /** The model of the page. */
    public record Model(
            Frame frame,
            Typed typed,
            RechargePreview preview,
            boolean isOn,
            boolean isPro,
            String next,
            @Nullable PauseFix pause,
            List<CardChoice> cards,
            String seller,
            List<Attempt> attempts) {
        public Model {
            cards = List.copyOf(cards);
            attempts = List.copyOf(attempts);
        }

        /** The one that is charged; empty where there is none. */
        public String card() {
            return cards.stream()
                    .filter(CardChoice::isDefault)
                    .findFirst()
                    .map(CardChoice::words)
                    .orElse("");
        }
    }

    void addTo(Pages pages) {
        pages.get(PATH, this::show)
                .post(PATH, this::save)
                .get(PATH + "/preview", this::preview)
                .post(PATH + "/off", this::off)
                .post(PATH + "/resume", this::resume);
    }

    private Answer show(Visit visit) {
        Facts seen = facts.read(visit);
        return visit.page("billing/recharge.jte", model(visit, seen, RechargeForm.of(seen)));
    }

    private Model model(Visit visit, Facts seen, Typed typed) {
        Typed unspoiled = Typed.blank();
        RechargePreview preview = RechargeForm.read(
                        typed::value, typed.value(RechargeForm.NO_LIMIT).equals("on"), unspoiled)
                .map(numbers -> RechargePreview.of(seen, numbers))
                .orElse(RechargePreview.NOTHING);
        return new Model(
                visit.frame("Auto-recharge", Tab.BILLING).withScript("billing.js"),
                typed,
                preview,
                seen.isRechargeOn(),
                seen.isPro(),
                seen.whatHappensNext(),
                PauseFix.of(seen).orElse(null),
                CardChoice.of(seen),
                parts.seller().name(),
                parts.payments().purchases().topUps(visit.account(), true, Slice.first(ATTEMPTS)).rows().stream()
                        .map(topUp -> Attempt.of(topUp, visit))
                        .toList());
    }

    /** What the numbers that are being typed would mean; the page has it from here, so that every word stands once. */
    private Answer preview(Visit visit) {
        Facts seen = facts.read(visit);
        Typed typed = Typed.blank();
        Optional<RechargeNumbers> numbers = RechargeForm.read(visit.query(), typed);
        RechargePreview preview =
                numbers.map(each -> RechargePreview.of(seen, each)).orElse(RechargePreview.NOTHING);
        return Answer.ok(out -> out.object()
                .text("sentence", preview.sentence())
                .text("example", preview.example())
                .text("worst", preview.worst())
                .text("now", preview.now())
                .flag("charges_now", preview.chargesNow())
                .text("threshold_error", typed.error(RechargeForm.THRESHOLD))
                .text("target_error", typed.error(RechargeForm.TARGET))
                .text("monthly_limit_error", typed.error(RechargeForm.LIMIT))
                .end());
    }

    private Answer save(Visit visit) {
        Facts seen = facts.read(visit);
        if (!visit.form().has("enabled")) {
            return seen.isRechargeOn() ? off(visit) : visit.seeOther(PATH, Flash.good("Auto-recharge is off."));
        }
        Typed typed = Typed.of(visit.form());
        Optional<RechargeNumbers> numbers = RechargeForm.read(visit.form(), typed);
        if (!visit.form().has("consent")) {
            typed.wrong("consent", "Please tick this: we charge nothing by ourselves without it.");
        }
        if (numbers.isEmpty() || !typed.isRight()) {
            return visit.wrong("billing/recharge.jte", model(visit, seen, typed));
        }
        return switchOn(visit, seen, numbers.get(), "Auto-recharge is on.");
    }

    private Answer switchOn(Visit visit, Facts seen, RechargeNumbers numbers, String done) {
        String browser = visit.header("User-Agent").orElse("");
        Consent consent = new Consent(
                CONSENT_VERSION,
                visit.now(),
                visit.actor(),
                null,
                browser.substring(0, Math.min(browser.length(), LONGEST_BROWSER)));
        Outcome<?> outcome = visit.ask(new PurchaseCommand.SwitchRechargeOn(
                visit.account(),
                visit.command(),
                numbers,
                consent,
                seen.chargedCard().isPresent()));
        return outcome instanceof Outcome.Refused<?>(Refusal refusal)
                ? visit.seeOther(PATH, Flash.bad(words(refusal)))
                : visit.seeOther(PATH, Flash.good(done));
    }

    private static String words(Refusal refusal) {
        return switch (refusal) {
            case Refusal.OfPurchase.NoPaymentMethod ignored -> "Please add a payment method first.";
            case Refusal.SubscriptionRequired ignored -> "Auto-recharge needs Pro.";
            case Refusal.OfPurchase.AccountInDispute ignored ->
                "A payment is in dispute at your bank: nothing is charged automatically until that is settled.";
            default -> "Auto-recharge cannot be switched on at the moment. Please ask support.";
        };
    }

    private Answer off(Visit visit) {
        visit.ask(new PurchaseCommand.SwitchRechargeOff(visit.account(), visit.command()));
        return visit.seeOther(PATH, Flash.good("Auto-recharge is off. Nothing is charged automatically."));
    }

    /** Goes on with the same numbers. The button names what is charged: pressing it is the consent. */
    private Answer resume(Visit visit) {
        Facts seen = facts.read(visit);
        Recharge recharge = seen.recharge();
        if (recharge == null || !recharge.enabled()) {
            return visit.seeOther(PATH);
        }
        return switchOn(visit, seen, recharge.numbers(), "Auto-recharge goes on.");
    }
}
