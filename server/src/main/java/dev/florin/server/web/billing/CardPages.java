package dev.florin.server.web.billing;

import dev.florin.server.payments.RechargeWords;
import dev.florin.server.payments.StripeFault;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Flash;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Visit;
import java.util.ArrayList;
import java.util.List;

/** Saved payment methods: add, choose the one for automatic charges, remove. Thread-safe. */
public final class CardPages {
    static final String PATH = BillingPage.PATH + "#payment-methods";
    private static final String ADD = "/account/billing/cards/add";
    private static final String ADDED = "/account/billing/cards/added";
    private static final String DEFAULT = "/account/billing/cards/default";
    private static final String REMOVE = "/account/billing/cards/remove";

    private final BillingParts parts;
    private final FactReader facts;

    CardPages(BillingParts parts, FactReader facts) {
        this.parts = parts;
        this.facts = facts;
    }

    /**
     * The model of the page that is asked before a card goes.
     *
     * @param stops what stops without it
     */
    public record Removal(Frame frame, CardChoice card, List<String> stops) {
        public Removal {
            stops = List.copyOf(stops);
        }
    }

    void addTo(Pages pages) {
        pages.post(ADD, this::add)
                .get(ADDED, this::added)
                .post(DEFAULT, this::choose)
                .get(REMOVE, this::ask)
                .post(REMOVE, this::remove);
    }

    private Answer add(Visit visit) {
        return AtStripe.act(
                visit,
                PATH,
                () -> AtStripe.follow(
                        visit,
                        parts.payments()
                                .cards()
                                .setup(
                                        visit.account(),
                                        visit.command(),
                                        parts.publicUrl() + ADDED,
                                        parts.publicUrl() + PATH),
                        PATH,
                        Flash.good("Saved."),
                        "That is not possible at the moment."));
    }

    /** Back from Stripe with a card, which its news may have told of before. */
    private Answer added(Visit visit) {
        try {
            parts.payments().cards().follow(visit.account());
        } catch (StripeFault fault) {
            return visit.seeOther(
                    PATH, Flash.bad("Stripe does not answer at the moment. A card that you added appears here soon."));
        }
        return parts.payments().cards().of(visit.account()).isEmpty()
                ? visit.seeOther(PATH)
                : visit.seeOther(PATH, Flash.good("Your payment method is saved. Nothing was charged."));
    }

    private CardChoice card(Facts seen, String id) {
        return CardChoice.of(seen).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(Visit::notFound);
    }

    private Answer choose(Visit visit) {
        CardChoice card = card(facts.read(visit), visit.form().text("card"));
        return AtStripe.act(visit, PATH, () -> {
            parts.payments().cards().choose(visit.account(), visit.command(), card.id());
            return visit.seeOther(
                    PATH, Flash.good(card.words() + " is charged from now on, by auto-recharge and for Pro."));
        });
    }

    private Answer ask(Visit visit) {
        Facts seen = facts.read(visit);
        CardChoice card = card(seen, visit.query().text("card"));
        List<String> stops = new ArrayList<>();
        boolean last = seen.cards().size() == 1;
        if (last && seen.isRechargeOn()) {
            stops.add(
                    "Auto-recharge pauses: there is no other card to charge. AI stops when your balance reaches $0.00.");
        } else if (card.isDefault() && seen.isRechargeOn()) {
            stops.add("Auto-recharge charges your other card from then on.");
        }
        if (last && PlanView.isRenewing(seen)) {
            stops.add("The next payment for Pro fails unless you add another card before.");
        }
        if (last) {
            stops.add("Adding balance asks for a card again.");
        }
        stops.add("Your balance of " + RechargeWords.dollars(seen.total()) + " stays as it is.");
        return visit.page(
                "billing/remove_card.jte", new Removal(visit.frame("Remove payment method", Tab.BILLING), card, stops));
    }

    private Answer remove(Visit visit) {
        CardChoice card = card(facts.read(visit), visit.form().text("card"));
        return AtStripe.act(visit, PATH, () -> {
            parts.payments().cards().remove(visit.account(), card.id());
            return visit.seeOther(PATH, Flash.good(card.words() + " is removed."));
        });
    }
}
