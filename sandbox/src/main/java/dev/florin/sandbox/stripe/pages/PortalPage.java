package dev.florin.sandbox.stripe.pages;

import dev.florin.sandbox.html.Html;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.billing.SubscriptionRoutes;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /p/session/{session}} as it looks: the plan, the cards, the invoices. What its buttons do is {@link PortalActs}. */
final class PortalPage {
    private static final Set<String> OVER = Set.of("canceled", "incomplete_expired");

    /** A page of invoices; older ones are in the shop's own books. */
    private static final int MOST_INVOICES = 24;

    private final SubscriptionRoutes changes;

    PortalPage(SubscriptionRoutes changes) {
        this.changes = changes;
    }

    /**
     * What the page is to show beside what is there.
     *
     * @param refused the button whose press was refused; empty if none was
     */
    record Sight(Map<String, String> query, String refused, Optional<StripeError> error) {
        static Sight plain(Map<String, String> query) {
            return new Sight(query, "", Optional.empty());
        }

        static Sight refused(String button, StripeError error) {
            return new Sight(Map.of(), button, Optional.of(error));
        }
    }

    /** What was done, by the word that the address carries after a button was pressed. */
    private static String done(String word) {
        return switch (word) {
            case "added" -> "Your card was saved.";
            case "removed" -> "Your card was removed.";
            case "default" -> "This card is now used first.";
            case "cancelled" -> "Your plan ends with its period. You can take that back until then.";
            case "resumed" -> "Your plan goes on.";
            case "switched" -> "Your plan was switched.";
            default -> "";
        };
    }

    /** The subscriptions that are not over, newest first. */
    static List<ObjectNode> running(Turn turn, String customer) {
        return turn.newestFirst(Kinds.SUBSCRIPTION)
                .filter(found -> found.path("customer").asString().equals(customer)
                        && !OVER.contains(found.path("status").asString()))
                .toList();
    }

    Html show(Turn turn, ObjectNode session, Sight sight) {
        String customer = session.path("customer").asString();
        String address = "/p/session/" + session.path("id").asString();
        String back = session.path("return_url").asString();
        return Sheet.page(
                "Billing",
                Html.of(
                        """
                <div class="portal">
                  {}
                  <h1>Billing</h1>
                  <p class="small">{}</p>
                  {}{}
                  <section class="card"><h2>Plan</h2>{}</section>
                  <section class="card"><h2>Payment methods</h2>{}{}</section>
                  <section class="card"><h2>Invoices</h2>{}</section>
                </div>""",
                        Html.when(!back.isEmpty(), Html.of("<p><a href=\"{}\">Back to the shop</a></p>", back)),
                        turn.read(Kinds.CUSTOMER, customer).path("email").asString(""),
                        Sheet.alert(sight.error().map(StripeError::getMessage).orElse("")),
                        Sheet.note(done(sight.query().getOrDefault("done", ""))),
                        plans(turn, session, address),
                        cards(turn, customer, address),
                        adding(turn, session, address, sight),
                        invoices(turn, customer)));
    }

    private List<Html> plans(Turn turn, ObjectNode session, String address) {
        List<Html> plans = new ArrayList<>();
        for (ObjectNode subscription : running(turn, session.path("customer").asString())) {
            plans.add(plan(turn, subscription, address, PortalFlow.of(session)));
        }
        return plans.isEmpty() ? List.of(Html.of("<p class=\"empty\">You have no plan.</p>")) : plans;
    }

    private Html plan(Turn turn, ObjectNode subscription, String address, PortalFlow flow) {
        JsonNode item = subscription.path("items").path("data").path(0);
        JsonNode price = item.path("price");
        String name = turn.find(Kinds.PRODUCT, price.path("product").asString())
                .map(product -> product.path("name").asString())
                .orElse("Plan");
        boolean ends = subscription.path("cancel_at").isNumber();
        String status = subscription.path("status").asString();
        String when = ends
                ? "Ends on " + Sheet.day(subscription.path("cancel_at"))
                : switch (status) {
                    case "trialing" -> "The trial ends on " + Sheet.day(item.path("current_period_end"));
                    case "incomplete" -> "The first payment was not made";
                    case "past_due", "unpaid" -> "The last payment failed";
                    default -> "Renews on " + Sheet.day(item.path("current_period_end"));
                };
        String latest = subscription.path("latest_invoice").asString();
        boolean owing = turn.find(Kinds.INVOICE, latest)
                .map(invoice -> invoice.path("status").asString().equals("open"))
                .orElse(false);
        return Html.of(
                """
                <div class="row">
                  <p><strong>{}</strong> {}<br>{}<br><span class="small">{}</span></p>
                  <div class="acts">{}{}{}</div>
                </div>""",
                name,
                PaperPages.badge(status),
                Sheet.rate(price),
                when,
                Html.when(owing, Sheet.button("/i/" + latest, "Pay the open invoice")),
                ends ? Html.NOTHING : switching(turn, subscription, address, flow),
                ends ? resume(subscription, address) : cancel(subscription, address, item, flow));
    }

    private static Html resume(ObjectNode subscription, String address) {
        return act(address + "/resume", "subscription", subscription.path("id").asString(), "Keep the plan", "");
    }

    /** Asks once more, without a script: the second button is behind a fold. */
    private static Html cancel(ObjectNode subscription, String address, JsonNode item, PortalFlow flow) {
        return Html.of(
                """
                <details class="ask"{}><summary>Cancel the plan</summary>
                <p>It runs until {} and is not renewed then. You can take that back until that day.</p>{}</details>""",
                open(flow.is("subscription_cancel")),
                Sheet.day(item.path("current_period_end")),
                act(
                        address + "/cancel",
                        "subscription",
                        subscription.path("id").asString(),
                        "Cancel with the period",
                        "danger"));
    }

    /** The other prices of the same product, with what each would cost now. */
    private List<Html> switching(Turn turn, ObjectNode subscription, String address, PortalFlow flow) {
        JsonNode price = subscription.path("items").path("data").path(0).path("price");
        if (!Set.of("active", "trialing").contains(subscription.path("status").asString())) {
            return List.of();
        }
        return turn
                .oldestFirst(Kinds.PRICE)
                .filter(other -> other.path("active").asBoolean()
                        && other.path("type").asString().equals("recurring")
                        && other.path("product").equals(price.path("product"))
                        && !other.path("id").equals(price.path("id")))
                .toList()
                .stream()
                .map(other -> offer(turn, subscription, other, address, flow))
                .toList();
    }

    private Html offer(Turn turn, ObjectNode subscription, ObjectNode price, String address, PortalFlow flow) {
        String id = subscription.path("id").asString();
        long due = changes.dueNow(
                turn, id, PortalActs.to(subscription, price.path("id").asString()));
        String currency = price.path("currency").asString();
        return Html.of(
                """
                <details class="ask"{}><summary>Switch to {}</summary>
                <p>{} The new period begins today; unused time counts.</p>
                <form method="post" action="{}/switch"><input type="hidden" name="subscription" value="{}">
                <input type="hidden" name="price" value="{}"><button class="button">Switch now</button></form></details>""",
                open(flow.is("subscription_update") || flow.is("subscription_update_confirm")),
                Sheet.rate(price),
                due > 0 ? "You pay " + Sheet.money(due, currency) + " now." : "Nothing is to be paid now.",
                address,
                id,
                price.path("id").asString());
    }

    private static Html act(String address, String field, String value, String label, String kind) {
        return Html.of(
                "<form method=\"post\" action=\"{}\"><input type=\"hidden\" name=\"{}\" value=\"{}\">"
                        + "<button class=\"button plain {}\">{}</button></form>",
                address,
                field,
                value,
                kind,
                label);
    }

    private static List<Html> cards(Turn turn, String customer, String address) {
        String first = turn.read(Kinds.CUSTOMER, customer)
                .path("invoice_settings")
                .path("default_payment_method")
                .asString();
        List<Html> rows = new ArrayList<>();
        for (ObjectNode method : CardForm.saved(turn, customer)) {
            String id = method.path("id").asString();
            boolean used = id.equals(first);
            rows.add(Html.of(
                    """
                    <div class="row"><p><strong>{}</strong> {}<br><span class="small">Expires {}</span></p>
                    <div class="acts">{}{}</div></div>""",
                    Sheet.method(method),
                    Html.when(used, Html.of("<span class=\"badge active\">used first</span>")),
                    Sheet.expiry(method),
                    used ? Html.NOTHING : act(address + "/default", "method", id, "Use first", ""),
                    act(address + "/remove", "method", id, "Remove", "danger")));
        }
        return rows.isEmpty() ? List.of(Html.of("<p class=\"empty\">No card is saved.</p>")) : rows;
    }

    private static Html open(boolean open) {
        return Html.when(open, Html.of(" open"));
    }

    private static Html adding(Turn turn, ObjectNode session, String address, Sight sight) {
        CardForm.View view = new CardForm.View(address, List.of(), false, CardForm.fill(sight.query()), sight.error());
        boolean open = view.fill().isPresent()
                || sight.refused().equals("add")
                || PortalFlow.of(session).is("payment_method_update");
        return Html.of("""
                <details class="ask"{}><summary>Add a card</summary>
                <form method="post" action="{}/add"><input type="hidden" name="once" value="{}">{}
                <button class="button">Save card</button></form></details>""", open(open), address, turn.id("form_"), CardForm.fields(view));
    }

    private static Html invoices(Turn turn, String customer) {
        List<Html> rows = turn
                .newestFirst(Kinds.INVOICE)
                .filter(invoice -> invoice.path("customer").asString().equals(customer)
                        && !invoice.path("number").isNull())
                .limit(MOST_INVOICES)
                .toList()
                .stream()
                .map(invoice -> Html.of(
                        """
                        <div class="row"><p><a href="/i/{}">{}</a> {}<br><span class="small">{}</span></p>
                        <div class="acts"><span>{}</span>{}</div></div>""",
                        invoice.path("id").asString(),
                        invoice.path("number").asString(),
                        PaperPages.badge(invoice.path("status").asString()),
                        Sheet.day(invoice.path("created")),
                        Sheet.money(
                                invoice.path("total").asLong(),
                                invoice.path("currency").asString()),
                        PaperPages.receipts(turn, invoice.path("id").asString())))
                .toList();
        return rows.isEmpty() ? Html.of("<p class=\"empty\">There are no invoices.</p>") : Html.of("{}", rows);
    }
}
