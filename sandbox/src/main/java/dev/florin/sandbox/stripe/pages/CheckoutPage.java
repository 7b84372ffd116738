package dev.florin.sandbox.stripe.pages;

import dev.florin.sandbox.html.Html;
import dev.florin.sandbox.html.PageAnswer;
import dev.florin.sandbox.http.Answer;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.checkout.CheckoutDesk;
import dev.florin.sandbox.stripe.checkout.CheckoutSessions;
import dev.florin.sandbox.stripe.checkout.PayWith;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /c/pay/{session}}: pays, subscribes or saves a card, through the desk that the control {@code visit} uses. */
final class CheckoutPage {
    private static final int REFUSED = 402;

    private final CheckoutDesk desk;

    CheckoutPage(CheckoutDesk desk) {
        this.desk = desk;
    }

    /** The page as it is now; nothing if there is no such session. */
    Optional<Answer> show(Turn turn, String id, Map<String, String> query) {
        return desk.look(turn, id)
                .map(visit -> isOpen(visit)
                        ? PageAnswer.page(200, form(turn, visit.session(), query, Optional.empty()))
                        : over(visit));
    }

    Optional<Answer> pay(Turn turn, String id, Map<String, String> sent) {
        Optional<CheckoutDesk.Visit> seen = desk.look(turn, id);
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        CheckoutDesk.Visit visit = seen.get();
        if (isOpen(visit)) {
            PayWith with;
            try {
                with = CardForm.read(sent, turn);
            } catch (StripeError e) {
                return Optional.of(PageAnswer.page(REFUSED, form(turn, visit.session(), Map.of(), Optional.of(e))));
            }
            Optional<String> email = CardForm.text(sent, "email").filter(text -> text.contains("@"));
            visit = desk.pay(turn, id, with, email, sent.containsKey("save"));
        }
        return Optional.of(after(turn, visit));
    }

    /** Where a visit leads. */
    Answer after(Turn turn, CheckoutDesk.Visit visit) {
        if (visit.threeDsUrl().isPresent()) {
            return PageAnswer.seeOther(visit.threeDsUrl().get());
        }
        if (isOpen(visit)) {
            return PageAnswer.page(REFUSED, form(turn, visit.session(), Map.of(), visit.error()));
        }
        return visit.redirect().map(PageAnswer::seeOther).orElseGet(() -> over(visit));
    }

    /** The form again, after the bank's page said no. */
    Answer refused(Turn turn, String id, Optional<StripeError> error) {
        CheckoutDesk.Visit visit = desk.look(turn, id).orElseThrow();
        return isOpen(visit)
                ? PageAnswer.page(REFUSED, form(turn, visit.session(), Map.of(), error))
                : after(turn, visit);
    }

    private static boolean isOpen(CheckoutDesk.Visit visit) {
        return visit.session().path("status").asString().equals("open");
    }

    private static Answer over(CheckoutDesk.Visit visit) {
        boolean complete = visit.session().path("status").asString().equals("complete");
        Html on = visit.redirect()
                .map(address -> Sheet.button(address, "Back to the shop"))
                .orElseGet(() -> Optional.of(visit.session().path("cancel_url").asString())
                        .filter(address -> !address.isEmpty())
                        .map(address -> Sheet.button(address, "Back to the shop"))
                        .orElse(Html.NOTHING));
        Html page = complete
                ? Sheet.terminal("All done", "This checkout is complete. It cannot be paid a second time.", on)
                : Sheet.terminal("This checkout has expired", "Nothing was charged. Start again from the shop.", on);
        return PageAnswer.page(complete ? 200 : 410, page);
    }

    private static Html form(Turn turn, ObjectNode session, Map<String, String> query, Optional<StripeError> error) {
        String id = session.path("id").asString();
        String address = "/c/pay/" + id;
        boolean setup = session.path("mode").asString().equals("setup");
        CardForm.View view = new CardForm.View(
                address,
                CardForm.saved(turn, session.path("customer").asString()),
                !setup && session.path("mode").asString().equals("payment"),
                CardForm.fill(query),
                error);
        String cancel = session.path("cancel_url").asString();
        return Sheet.page(
                title(session),
                Html.of(
                        """
                <div class="checkout">
                  <section class="summary">{}</section>
                  <section class="card">
                    {}
                    <form method="post" action="{}">
                      <label for="email">E-mail</label>
                      <input id="email" name="email" type="email" autocomplete="off" value="{}">
                      {}
                      {}
                      <button class="button">{}</button>
                      {}
                    </form>
                  </section>
                </div>""",
                        summary(turn, session),
                        error.map(found -> Html.of(
                                        "<p class=\"alert\" id=\"error\" role=\"alert\">{}</p>", found.getMessage()))
                                .orElse(Html.NOTHING),
                        address,
                        session.path("customer_details").path("email").asString(),
                        CardForm.choices(setup ? withoutSaved(view) : view),
                        saving(turn, session),
                        button(session),
                        Html.when(
                                !cancel.isEmpty(),
                                Html.of("<a class=\"quiet\" href=\"{}\">Cancel and go back</a>", cancel))));
    }

    /** A session that saves a card asks for a new one. */
    private static CardForm.View withoutSaved(CardForm.View view) {
        return new CardForm.View(view.address(), List.of(), false, view.fill(), view.error());
    }

    private static String title(ObjectNode session) {
        return switch (session.path("mode").asString()) {
            case "setup" -> "Save a card";
            case "subscription" -> "Subscribe";
            default -> "Pay";
        };
    }

    private static String button(ObjectNode session) {
        long due = session.path("amount_total").asLong();
        String amount = Sheet.money(due, session.path("currency").asString());
        return switch (session.path("mode").asString()) {
            case "setup" -> "Save card";
            case "subscription" -> due == 0 ? "Start" : "Subscribe for " + amount;
            default -> "Pay " + amount;
        };
    }

    private static Html summary(Turn turn, ObjectNode session) {
        if (session.path("mode").asString().equals("setup")) {
            return Html.of(
                    "<p class=\"shop\">Florin</p><h1>Save a card</h1><p>Nothing is charged now. The card can be charged"
                            + " later as you agreed with the shop.</p>");
        }
        String currency = session.path("currency").asString();
        List<Html> rows = CheckoutSessions.items(turn, session.path("id").asString()).stream()
                .map(CheckoutPage::row)
                .toList();
        long off = session.path("amount_subtotal").asLong()
                - session.path("amount_total").asLong();
        return Html.of(
                """
                <p class="shop">Florin</p>
                <h1>{} <span class="amount">{}</span></h1>
                <ul class="items">{}</ul>
                {}
                <p class="total"><span>Due today</span> <strong>{}</strong></p>""",
                title(session),
                Sheet.money(session.path("amount_total").asLong(), currency),
                rows,
                Html.when(
                        off > 0,
                        Html.of(
                                "<p class=\"total\"><span>Discount</span> <span>{}</span></p>",
                                Sheet.money(-off, currency))),
                Sheet.money(session.path("amount_total").asLong(), currency));
    }

    private static Html row(JsonNode item) {
        long quantity = item.path("quantity").asLong();
        return Html.of(
                "<li><span>{}{}</span> <span>{}</span></li>",
                item.path("description").asString(),
                quantity == 1 ? "" : " × " + quantity,
                Sheet.rate(item.path("price")));
    }

    /** What becomes of the card, or a box to decide it. */
    private static Html saving(Turn turn, ObjectNode session) {
        JsonNode asked =
                turn.read(Kinds.CHECKOUT_ORDER, session.path("id").asString()).path("asked");
        boolean keeps = !session.path("mode").asString().equals("payment")
                || asked.path("payment_intent_data").has("setup_future_usage");
        if (keeps) {
            return Html.of(
                    "<p class=\"small\">The card is saved, and the shop may charge it later as you agreed with it."
                            + "</p>");
        }
        boolean offered = session.path("saved_payment_method_options")
                .path("payment_method_save")
                .asString()
                .equals("enabled");
        return Html.when(
                offered,
                Html.of("<label class=\"check\"><input type=\"checkbox\" name=\"save\"> Save this card for next time"
                        + "</label>"));
    }
}
