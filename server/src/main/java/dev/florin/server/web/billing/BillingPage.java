package dev.florin.server.web.billing;

import dev.florin.core.check.Check;
import dev.florin.core.grants.Grant;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.storage.Slice;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Visit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Billing tab. Thread-safe. */
public final class BillingPage {
    static final String PATH = "/account/billing";

    private static final int RECEIPTS = 5;
    private static final int USED_GRANTS = 20;

    private final FactReader facts;
    private final Usage usage;
    private final PurchaseList purchases;
    private final AddPage add;
    private final PlanPages plans;

    BillingPage(FactReader facts, Usage usage, PurchaseList purchases, AddPage add, PlanPages plans) {
        this.facts = facts;
        this.usage = usage;
        this.purchases = purchases;
        this.add = add;
        this.plans = plans;
    }

    /**
     * The model of the page.
     *
     * @param away whether Stripe did not answer when it was asked last
     * @param add the dialog's form; absent where nothing can be bought now
     * @param underWay a payment that has not come to its end; empty where there is none
     */
    public record Model(
            Frame frame,
            BalanceCard balance,
            boolean isPro,
            boolean away,
            @Nullable AddForm add,
            String underWay,
            boolean rechargeOn,
            @Nullable PauseFix pause,
            PlanView plan,
            List<CardChoice> cards,
            List<GrantRow> grants,
            List<GrantRow> used,
            List<Purchase> receipts,
            boolean moreReceipts) {
        public Model {
            cards = List.copyOf(cards);
            grants = List.copyOf(grants);
            used = List.copyOf(used);
            receipts = List.copyOf(receipts);
        }

        /** Whether nothing has ever happened here. */
        public boolean isNew() {
            return grants.isEmpty() && used.isEmpty() && receipts.isEmpty();
        }
    }

    void addTo(Pages pages) {
        pages.get(PATH, this::show);
    }

    private Answer show(Visit visit) {
        Facts seen = facts.read(visit);
        List<TopUp> topUps =
                purchases.topUps(visit.account(), Slice.first(Slice.MOST)).rows();
        List<Purchase> bought = purchases.of(topUps, visit, seen);
        Map<Long, Purchase> byGrant = bought.stream()
                .filter(Purchase::isPaid)
                .collect(Collectors.toMap(
                        each -> Check.present(each.topUp().grant(), "the grant of a paid top-up"),
                        Function.identity()));
        List<GrantRow> used = purchases.newestGrants(visit.account(), Slice.MOST).stream()
                .filter(grant -> grant.remaining().isZero())
                .limit(USED_GRANTS)
                .map(grant -> GrantRow.used(grant, byGrant, visit))
                .toList();
        List<Grant> open = purchases.openGrants(visit.account());
        boolean buys = seen.isPro() && seen.underWay().isEmpty();
        return visit.page(
                "billing/billing.jte",
                new Model(
                        visit.frame("Billing", Tab.BILLING).withScript("billing.js"),
                        BalanceCard.of(
                                seen,
                                usage.runway(visit, seen).map(Runway::sentence).orElse(""),
                                visit.moment(seen.now())),
                        seen.isPro(),
                        seen.stripeAway(),
                        buys ? add.blank(visit, seen) : null,
                        seen.underWay()
                                .map(each -> bought.stream()
                                        .filter(one -> one.topUp().number() == each.number())
                                        .findFirst()
                                        .map(one -> PaymentPage.PATH + one.id())
                                        .orElse(""))
                                .orElse(""),
                        seen.isRechargeOn(),
                        PauseFix.of(seen).orElse(null),
                        PlanView.of(seen, visit, plans.prices()),
                        CardChoice.of(seen),
                        GrantRow.of(open, byGrant, visit),
                        used,
                        bought.stream().limit(RECEIPTS).toList(),
                        bought.size() > RECEIPTS));
    }
}
