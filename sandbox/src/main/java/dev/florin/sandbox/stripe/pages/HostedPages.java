package dev.florin.sandbox.stripe.pages;

import dev.florin.sandbox.http.Answer;
import dev.florin.sandbox.http.Exchange;
import dev.florin.sandbox.http.Site;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.checkout.CheckoutDesk;
import dev.florin.sandbox.stripe.checkout.PayWith;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.BankPage;
import dev.florin.sandbox.stripe.payments.CardInput;
import dev.florin.sandbox.stripe.payments.TestCard;
import dev.florin.sandbox.stripe.payments.TestCards;
import dev.florin.sandbox.world.Cause;
import dev.florin.sandbox.world.Turn;
import dev.florin.sandbox.world.World;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a person sees of the stand-in: Checkout at {@code /c/pay/…} and the bank's question at {@code /3ds/…}. A typed number is
 * looked up among the test cards and forgotten; anything that is none is refused, since somebody may type a real one.
 */
public final class HostedPages implements Site {
    private static final String CHECKOUT = "/c/pay/";
    private static final String BANK = "/3ds/";

    private final World world;
    private final CheckoutDesk desk;
    private final BankPage bank;

    public HostedPages(World world, CheckoutDesk desk, BankPage bank) {
        this.world = world;
        this.desk = desk;
        this.bank = bank;
    }

    /** Whether a path is one of these pages. */
    public static boolean isPage(String path) {
        return path.startsWith(CHECKOUT) || path.startsWith(BANK);
    }

    @Override
    public void serve(Exchange exchange) {
        boolean posted = exchange.method().equals("POST");
        String path = exchange.path();
        Map<String, String> form = posted ? exchange.formFields() : Map.of();
        Answer answer = world.change(
                Cause.TIME,
                turn -> path.startsWith(CHECKOUT)
                        ? checkout(turn, path.substring(CHECKOUT.length()), posted, form)
                        : bank(turn, path.substring(BANK.length()), posted, form));
        exchange.answer(answer);
    }

    private Answer checkout(Turn turn, String id, boolean posted, Map<String, String> form) {
        Optional<CheckoutDesk.Visit> found = desk.look(turn, id);
        if (found.isEmpty()) {
            return Html.page(404, "No such page", "<h1>There is no such page</h1>");
        }
        if (!posted) {
            return shown(turn, found.get());
        }
        if (form.containsKey("cancel")) {
            return shown(turn, desk.cancel(turn, id));
        }
        try {
            return shown(turn, desk.pay(turn, id, with(turn, form), email(form), form.containsKey("save")));
        } catch (StripeError e) {
            return form(turn, found.get().session(), Optional.of(e));
        }
    }

    private static Optional<String> email(Map<String, String> form) {
        return Optional.ofNullable(form.get("email")).filter(text -> !text.isBlank());
    }

    private static PayWith with(Turn turn, Map<String, String> form) {
        String saved = form.getOrDefault("saved", "");
        if (!saved.isEmpty() && form.getOrDefault("number", "").isBlank()) {
            return new PayWith.SavedCard(Optional.of(saved));
        }
        String typed = form.getOrDefault("number", "");
        String number = typed.isBlank() ? form.getOrDefault("test", "") : typed;
        boolean amex = TestCards.numbered(number)
                .map(card -> card.brand().equals("amex"))
                .orElse(false);
        YearMonth now = YearMonth.from(turn.now().atZone(ZoneOffset.UTC));
        String expiry = form.getOrDefault("expiry", "");
        String[] parts = (expiry.isBlank() ? "12/" + (now.getYear() + 4) : expiry).split("/", 2);
        String cvc = form.getOrDefault("cvc", "");
        return new PayWith.NewCard(CardInput.typed(
                number,
                parts[0].strip(),
                parts.length < 2 ? "" : parts[1].strip(),
                cvc.isBlank() && typed.isBlank() ? (amex ? "1234" : "123") : cvc,
                Optional.ofNullable(form.get("name")).filter(text -> !text.isBlank()),
                Optional.empty(),
                now));
    }

    private Answer shown(Turn turn, CheckoutDesk.Visit visit) {
        if (visit.error().isPresent()) {
            return form(turn, visit.session(), visit.error());
        }
        if (visit.threeDsUrl().isPresent()) {
            return Html.redirect(visit.threeDsUrl().get());
        }
        if (visit.redirect().isPresent()) {
            return Html.redirect(visit.redirect().get());
        }
        return visit.session().path("status").asString().equals("open")
                ? form(turn, visit.session(), Optional.empty())
                : Html.page(200, "Over", "<h1>This page has expired</h1><p>Nothing was charged.</p>");
    }

    private static Answer form(Turn turn, ObjectNode session, Optional<StripeError> error) {
        boolean setup = session.path("mode").asString().equals("setup");
        BigDecimal dollars = BigDecimal.valueOf(session.path("amount_total").asLong(), 2);
        StringBuilder main = new StringBuilder();
        main.append("<h1>").append(setup ? "Save a card" : "Pay $" + dollars).append("</h1>");
        error.ifPresent(each -> main.append("<p class=\"wrong\" role=\"alert\">")
                .append(Html.text(each.error().path("message").asString()))
                .append("</p>"));
        main.append("<form method=\"post\">");
        saved(turn, session, main);
        main.append("<label for=\"test\">Test card</label><select id=\"test\" name=\"test\">");
        for (TestCard card : TestCards.ALL) {
            main.append("<option value=\"")
                    .append(card.number())
                    .append("\">")
                    .append(Html.text(card.number() + " " + card.brand()))
                    .append("</option>");
        }
        main.append("""
                </select>
                <label for="number">or its number</label>
                <input id="number" name="number" inputmode="numeric" autocomplete="off" placeholder="4242 4242 4242 4242">
                <div class="two"><div><label for="expiry">Expiry</label>
                <input id="expiry" name="expiry" autocomplete="off" placeholder="12/30"></div>
                <div><label for="cvc">CVC</label><input id="cvc" name="cvc" autocomplete="off" placeholder="123"></div></div>
                <p class="note">Only test cards are taken. Never type a real one.</p>
                """);
        main.append("<button>").append(setup ? "Save" : "Pay").append("</button>");
        main.append("<button class=\"plain\" name=\"cancel\" value=\"1\" formnovalidate>Cancel</button></form>");
        return Html.page(200, setup ? "Save a card" : "Checkout", main.toString());
    }

    /** The cards that the customer has saved before. */
    private static void saved(Turn turn, ObjectNode session, StringBuilder main) {
        String customer = session.path("customer").asString();
        List<ObjectNode> cards = customer.isEmpty()
                ? List.of()
                : turn.newestFirst(Kinds.PAYMENT_METHOD)
                        .filter(each -> each.path("customer").asString().equals(customer))
                        .toList();
        if (cards.isEmpty()) {
            return;
        }
        main.append("<label for=\"saved\">Saved card</label><select id=\"saved\" name=\"saved\">"
                + "<option value=\"\">Another card</option>");
        for (ObjectNode card : cards) {
            main.append("<option value=\"")
                    .append(Html.text(card.path("id").asString()))
                    .append("\">")
                    .append(Html.text(card.path("card").path("brand").asString() + " ending in "
                            + card.path("card").path("last4").asString()))
                    .append("</option>");
        }
        main.append("</select>");
    }

    private Answer bank(Turn turn, String id, boolean posted, Map<String, String> form) {
        Optional<BankPage.Visit> found =
                posted ? bank.answer(turn, id, !form.containsKey("fail")) : bank.look(turn, id);
        if (found.isEmpty()) {
            return Html.page(404, "No such page", "<h1>There is no such page</h1>");
        }
        BankPage.Visit visit = found.get();
        if (visit.state().equals("open")) {
            return Html.page(
                    200,
                    "Confirm your payment",
                    "<h1>Your bank asks</h1><p>Do you confirm this payment?</p><form method=\"post\">"
                            + "<button>Complete</button><button class=\"plain\" name=\"fail\" value=\"1\">Fail</button></form>");
        }
        if (visit.session().isPresent()) {
            CheckoutDesk.Visit session = desk.look(turn, visit.session().get()).orElseThrow();
            return visit.error().isPresent() ? form(turn, session.session(), visit.error()) : shown(turn, session);
        }
        return visit.returnUrl()
                .map(Html::redirect)
                .orElseGet(() -> Html.page(200, "Over", "<h1>Thank you</h1><p>You can close this page.</p>"));
    }
}
