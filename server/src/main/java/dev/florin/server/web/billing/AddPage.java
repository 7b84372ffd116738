package dev.florin.server.web.billing;

import dev.florin.core.check.Check;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.payments.RechargeWords;
import dev.florin.server.payments.TopUps;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Flash;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Visit;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Adds balance. The key of an attempt is made of what was bought before: every tab, reload and second click that saw the same
 * state asks for the same attempt, and the ledger makes it once. Thread-safe.
 */
public final class AddPage {
    static final String PATH = "/account/billing/add";
    private static final Pattern KEY = Pattern.compile("after-\\d{1,18}");

    /** An attempt that came to nothing makes place for the next; more than two in a row are somebody else's doing. */
    private static final int MOST_TRIES = 3;

    private static final Duration A_MOMENT = Duration.ofMinutes(10);

    private final BillingParts parts;
    private final FactReader facts;
    private final Usage usage;

    AddPage(BillingParts parts, FactReader facts, Usage usage) {
        this.parts = parts;
        this.facts = facts;
        this.usage = usage;
    }

    /** The model of the page. */
    public record Model(Frame frame, AddForm form, String trouble) {}

    void addTo(Pages pages) {
        pages.get(PATH, this::show).post(PATH, this::pay);
    }

    private Answer show(Visit visit) {
        Facts seen = facts.read(visit);
        if (!seen.isPro()) {
            return visit.seeOther(PlanPages.UPGRADE);
        }
        Optional<TopUp> underWay = seen.underWay();
        if (underWay.isPresent()) {
            return visit.seeOther(payment(visit, underWay.get().number()));
        }
        Amount wanted = Dollars.read(visit.query().text("amount")).orElse(null);
        AddForm.Choice choice = new AddForm.Choice(wanted, "", "", visit.query().text("card"));
        return visit.page("billing/add.jte", model(visit, seen, choice, justAdded(visit, seen)));
    }

    /** Who comes back by the back button may not have seen that it was done. */
    private String justAdded(Visit visit, Facts seen) {
        return Optional.of(seen.lastPurchase())
                .filter(number -> number > 0)
                .flatMap(number -> parts.payments().topUps().find(visit.account(), number))
                .filter(last -> last.state() == TopUp.State.SUCCEEDED)
                .filter(last -> last.openedAt().plus(A_MOMENT).isAfter(seen.now()))
                .map(last -> "You added " + RechargeWords.dollars(last.amount()) + " a moment ago. This adds more.")
                .orElse("");
    }

    /** The form as a customer who has not chosen yet sees it. */
    AddForm blank(Visit visit, Facts seen) {
        return AddForm.of(seen, usage.terms(visit), AddForm.Choice.usual(""));
    }

    private Model model(Visit visit, Facts seen, AddForm.Choice choice, String trouble) {
        Frame frame = visit.frame("Add balance", Tab.BILLING).withScript("billing.js");
        return new Model(frame, AddForm.of(seen, usage.terms(visit), choice), trouble);
    }

    private String payment(Visit visit, long number) {
        return PaymentPage.PATH + parts.ids().write(ObjectIds.Kind.TOP_UP, visit.account(), number);
    }

    private Answer pay(Visit visit) {
        String preset = visit.form().text("amount");
        String custom = visit.form().text("custom");
        String card = visit.form().text("card");
        boolean typed = preset.equals(AddForm.CUSTOM) || preset.isEmpty();
        Optional<Amount> amount = Dollars.read(typed ? custom : preset).filter(TopUp::inRange);
        Facts seen = facts.read(visit);
        if (amount.isEmpty()) {
            String error = "Please type an amount from $5.00 to $995.00.";
            return visit.wrong(
                    "billing/add.jte", model(visit, seen, new AddForm.Choice(null, custom, error, card), ""));
        }
        AddForm.Choice choice = new AddForm.Choice(amount.get(), typed ? custom : "", "", card);
        boolean said = Dollars.read(visit.form().text("said")).equals(amount);
        if (!said && !card.equals(AddForm.NEW)) {
            // Without scripts the button could not follow the choice: it says the amount first.
            String check = "Please check: this charges " + RechargeWords.dollars(amount.get()) + ".";
            return visit.wrong("billing/add.jte", model(visit, seen, choice, check));
        }
        String key = visit.form().text("key");
        return pay(visit, choice, KEY.matcher(key).matches() ? key : AddForm.key(seen.lastPurchase()));
    }

    private Answer pay(Visit visit, AddForm.Choice choice, String firstKey) {
        String key = firstKey;
        for (int i = 0; i < MOST_TRIES; i++) {
            TopUps.Came came = open(visit, choice, key);
            if (!(came instanceof TopUps.Came.Known(TopUp before, boolean replayed)) || !replayed) {
                return answer(visit, choice, came);
            }
            if (!makesPlace(before, choice)) {
                return known(visit, choice, before);
            }
            key = AddForm.key(before.number());
        }
        return visit.seeOther(PATH, Flash.bad("Please try again."));
    }

    private TopUps.Came open(Visit visit, AddForm.Choice choice, String key) {
        TopUps.Method method = choice.card().equals(AddForm.NEW)
                ? new TopUps.Method.New()
                : choice.card().isEmpty() ? new TopUps.Method.Usual() : new TopUps.Method.Saved(choice.card());
        return parts.payments()
                .topUps()
                .open(
                        visit.account(),
                        visit.command("top-up " + key),
                        Check.present(choice.amount(), "the amount of a payment"),
                        method,
                        parts.publicUrl() + PaymentPage.NEWEST);
    }

    /** Whether an attempt that the key stands for came to nothing, or waits for nobody: then this one is a new one. */
    private static boolean makesPlace(TopUp before, AddForm.Choice choice) {
        TopUp.Card card = before.card();
        boolean sameCard = card == null
                ? choice.card().equals(AddForm.NEW) || choice.card().isEmpty()
                : choice.card().isEmpty() || choice.card().equals(card.id());
        boolean same = before.amount().equals(choice.amount()) && sameCard;
        return switch (before.state()) {
            case EXPIRED, CANCELED -> true;
            case FAILED, REQUIRES_CHECKOUT -> !same;
            case ASKING, REQUIRES_CONFIRMATION, PROCESSING, SUCCEEDED -> false;
        };
    }

    /** A second tab, a reload, or the back button: what the first came to. */
    private Answer known(Visit visit, AddForm.Choice choice, TopUp before) {
        if (before.state() == TopUp.State.SUCCEEDED && !before.amount().equals(choice.amount())) {
            return visit.seeOther(
                    PATH + "?amount=" + Dollars.field(Check.present(choice.amount(), "amount")),
                    Flash.bad("You added " + RechargeWords.dollars(before.amount())
                            + " in another tab, and nothing more was charged. Press the button to add this as well."));
        }
        return there(visit, before);
    }

    private Answer there(Visit visit, TopUp topUp) {
        String checkout = topUp.stripe().checkoutUrl();
        return topUp.state() == TopUp.State.REQUIRES_CHECKOUT && checkout != null
                ? visit.seeOther(checkout)
                : visit.seeOther(payment(visit, topUp.number()));
    }

    private Answer answer(Visit visit, AddForm.Choice choice, TopUps.Came came) {
        return switch (came) {
            case TopUps.Came.Opened(TopUp topUp) -> there(visit, topUp);
            case TopUps.Came.Known(TopUp topUp, boolean ignored) -> there(visit, topUp);
            case TopUps.Came.Refused(Refusal.OfPurchase.TopUpInProgress(long open)) ->
                visit.seeOther(payment(visit, open));
            case TopUps.Came.Refused(Refusal.SubscriptionRequired ignored) -> visit.seeOther(PlanPages.UPGRADE);
            case TopUps.Came.Refused(Refusal refusal) -> wrong(visit, choice, words(visit, refusal));
            case TopUps.Came.NoSuchCard ignored ->
                wrong(visit, choice, "That card is no longer saved. Please choose another.");
            case TopUps.Came.Unavailable ignored -> wrong(visit, choice, AtStripe.AWAY);
            case TopUps.Came.KeyReused ignored -> visit.seeOther(PATH, Flash.bad("Please press the button again."));
            case TopUps.Came.KeyInUse ignored ->
                visit.seeOther(PATH, Flash.bad("A payment is on its way. Please wait a moment."));
        };
    }

    private Answer wrong(Visit visit, AddForm.Choice choice, String trouble) {
        return visit.wrong("billing/add.jte", model(visit, facts.read(visit), choice, trouble));
    }

    private static String words(Visit visit, Refusal refusal) {
        return switch (refusal) {
            case Refusal.OfPurchase.TooManyDeclines many ->
                "Too many payments were declined, so no more are tried until "
                        + visit.moment(many.retryAt()).text() + ".";
            case Refusal.OfPurchase.AccountInDispute ignored ->
                "A payment of this account is in dispute at your bank. Nothing can be bought until that is settled.";
            case Refusal.AccountFrozen ignored -> "This account is frozen. Please ask support.";
            default -> "This cannot be bought at the moment. Nothing was charged.";
        };
    }
}
