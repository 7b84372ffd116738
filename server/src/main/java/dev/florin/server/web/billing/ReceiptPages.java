package dev.florin.server.web.billing;

import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.payments.Plans;
import dev.florin.server.payments.RechargeWords;
import dev.florin.server.storage.Listing;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Slice;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Flash;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Moment;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Visit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Receipts of every payment, and refunds of what is unspent. Thread-safe. */
public final class ReceiptPages {
    static final String PATH = "/account/billing/receipts";
    private static final String ONE = PATH + "/{id}";
    private static final String REFUND = ONE + "/refund";
    private static final int ON_A_PAGE = 25;
    private static final Pattern KEY = Pattern.compile("refund-\\d{1,6}");

    private final BillingParts parts;
    private final FactReader facts;
    private final PurchaseList purchases;

    ReceiptPages(BillingParts parts, FactReader facts, PurchaseList purchases) {
        this.parts = parts;
        this.facts = facts;
        this.purchases = purchases;
    }

    /** A payment for the subscription. */
    public record Paper(String number, Moment at, String amount, String status, String url) {}

    /**
     * The model of the list.
     *
     * @param papers absent where Stripe does not tell
     * @param older where the next page is; empty on the last
     */
    public record All(Frame frame, List<Purchase> purchases, List<Paper> papers, boolean isAway, String older) {
        public All {
            purchases = List.copyOf(purchases);
            papers = List.copyOf(papers);
        }
    }

    /** The model of a receipt. */
    public record One(
            Frame frame, Purchase purchase, MailSettings.Seller seller, String customer, String email, String account) {
        /** In lines. */
        public List<String> address() {
            return seller.address() == null
                    ? List.of()
                    : seller.address().lines().toList();
        }

        public String taxId() {
            return seller.taxId() == null ? "" : seller.taxId();
        }
    }

    /** The model of the page that asks before money goes back. */
    public record Return(Frame frame, Purchase purchase, String after, String key) {}

    void addTo(Pages pages) {
        pages.get(PATH, this::all).get(ONE, this::one).get(REFUND, this::ask).post(REFUND, this::refund);
    }

    private Answer all(Visit visit) {
        Slice slice = parts.ids()
                .read(ObjectIds.Kind.TOP_UP, visit.query().text("after"))
                .filter(each -> each.account().equals(visit.account()))
                .map(each -> new Slice(ON_A_PAGE, each.number(), null))
                .orElseGet(() -> Slice.first(ON_A_PAGE));
        Listing<TopUp> found = purchases.topUps(visit.account(), slice);
        Long last = found.last();
        Optional<List<Plans.Paper>> papers =
                AtStripe.soon(() -> parts.payments().plans().papers(visit.account()));
        return visit.page(
                "billing/receipts.jte",
                new All(
                        visit.frame("Receipts", Tab.BILLING),
                        purchases.of(found.rows(), visit, facts.read(visit)),
                        papers.orElse(List.of()).stream()
                                .map(each -> paper(each, visit))
                                .toList(),
                        papers.isEmpty(),
                        found.hasMore() && last != null
                                ? PATH + "?after=" + parts.ids().write(ObjectIds.Kind.TOP_UP, visit.account(), last)
                                : ""));
    }

    private static Paper paper(Plans.Paper paper, Visit visit) {
        String status = switch (paper.status()) {
            case "paid" -> "Paid";
            case "open" -> "Open";
            case "void" -> "Void";
            default -> "Not paid";
        };
        return new Paper(
                paper.number(),
                visit.moment(paper.at()),
                RechargeWords.dollars(paper.amount()),
                status,
                paper.url() == null ? "" : paper.url());
    }

    private Purchase purchase(Visit visit) {
        TopUp topUp = parts.ids()
                .read(ObjectIds.Kind.TOP_UP, visit.path("id"))
                .filter(reference -> reference.account().equals(visit.account()))
                .flatMap(reference -> parts.payments().topUps().find(visit.account(), reference.number()))
                .orElseThrow(Visit::notFound);
        return purchases.of(topUp, visit, facts.read(visit));
    }

    private Answer one(Visit visit) {
        Purchase purchase = purchase(visit);
        if (!purchase.isPaid()) {
            throw Visit.notFound();
        }
        var person = visit.customer().person();
        return visit.page(
                "billing/receipt.jte",
                new One(
                        visit.frame("Receipt " + purchase.number(), Tab.BILLING).withScript("billing.js"),
                        purchase,
                        parts.seller(),
                        Optional.ofNullable(person.name()).orElse(""),
                        Optional.ofNullable(person.email()).orElse(""),
                        person.id()));
    }

    private Answer ask(Visit visit) {
        Purchase purchase = purchase(visit);
        if (!purchase.canRefund()) {
            return visit.seeOther(
                    PATH,
                    Flash.bad(
                            "Nothing of this payment can be given back: it is spent, or paid more than 14 days ago."));
        }
        Facts seen = facts.read(visit);
        return visit.page(
                "billing/refund.jte",
                new Return(
                        visit.frame("Refund", Tab.BILLING),
                        purchase,
                        RechargeWords.dollars(seen.total().minus(purchase.refundable())),
                        "refund-" + purchases.refunds(visit.account(), purchase.topUp())));
    }

    private Answer refund(Visit visit) {
        Purchase purchase = purchase(visit);
        String sent = visit.form().text("key");
        String key =
                KEY.matcher(sent).matches() ? sent : "refund-" + purchases.refunds(visit.account(), purchase.topUp());
        Outcome<Refund> outcome = parts.payments()
                .refunds()
                .open(
                        visit.account(),
                        visit.command(purchase.id() + " " + key),
                        purchase.topUp().number(),
                        null,
                        true);
        return switch (outcome) {
            case Outcome.Done<Refund>(Refund refund) -> visit.seeOther(PATH, told(refund));
            case Outcome.Replayed<Refund>(var target) ->
                visit.seeOther(
                        PATH,
                        told(parts.payments()
                                .refunds()
                                .find(visit.account(), target.number())
                                .orElseThrow()));
            case Outcome.Refused<Refund>(Refusal refusal) -> visit.seeOther(PATH, Flash.bad(words(refusal)));
        };
    }

    private static Flash told(Refund refund) {
        String money = RechargeWords.dollars(refund.money());
        return switch (refund.state()) {
            case SUCCEEDED, PENDING ->
                Flash.good(money + " goes back to your card. Banks take 5 to 10 days to show it.");
            case ASKING ->
                Flash.good(money + " is taken off your balance and goes back to your card as soon as Stripe answers.");
            case FAILED -> Flash.bad("The refund did not work. The credit is in your balance again.");
        };
    }

    private static String words(Refusal refusal) {
        return switch (refusal) {
            case Refusal.OfPurchase.RefundExceedsUnspent ignored ->
                "Nothing of this payment can be given back now: it is spent, set aside by a running call, or paid more than 14"
                        + " days ago.";
            case Refusal.OfPurchase.AccountInDispute ignored -> "This payment is in dispute at your bank.";
            default -> "This cannot be given back at the moment. Please ask support.";
        };
    }
}
