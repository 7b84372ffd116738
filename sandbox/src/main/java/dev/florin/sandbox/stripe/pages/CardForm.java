package dev.florin.sandbox.stripe.pages;

import dev.florin.sandbox.html.Html;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.checkout.PayWith;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.CardInput;
import dev.florin.sandbox.stripe.payments.TestCard;
import dev.florin.sandbox.stripe.payments.TestCards;
import dev.florin.sandbox.world.Turn;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** The part of a page that asks what to pay with. */
final class CardForm {
    private static final String NEW = "new";
    private static final String BANK = "bank";

    /** Test cards that a page offers first; the rest is behind a fold. */
    private static final List<String> FIRST =
            List.of("visa", "authentication_always", "generic_decline", "insufficient_funds", "fails_when_charged");

    /** A person may type a card's number anywhere. */
    private static final Pattern CARD_NUMBER = Pattern.compile("[0-9](?:[ -]?[0-9]){11}");

    private CardForm() {}

    /**
     * What a form shows.
     *
     * @param saved the customer's saved cards
     * @param bank whether a bank debit is offered
     * @param fill the behaviour of the test card to fill in, or nothing
     * @param error what was wrong with what was typed
     */
    record View(
            String address,
            List<ObjectNode> saved,
            boolean bank,
            Optional<TestCard> fill,
            Optional<StripeError> error) {}

    /** The cards a customer saved: the one that is used first, then newest first. */
    static List<ObjectNode> saved(Turn turn, String customer) {
        String first = turn.find(Kinds.CUSTOMER, customer)
                .map(found -> found.path("invoice_settings")
                        .path("default_payment_method")
                        .asString())
                .orElse("");
        return customer.isEmpty()
                ? List.of()
                : turn.newestFirst(Kinds.PAYMENT_METHOD)
                        .filter(method -> method.path("customer").asString().equals(customer))
                        .map(ObjectNode::deepCopy)
                        .sorted(Comparator.comparing(
                                method -> !method.path("id").asString().equals(first)))
                        .toList();
    }

    /** The test card that a link named. */
    static Optional<TestCard> fill(Map<String, String> query) {
        return TestCards.ALL.stream()
                .filter(card -> card.behaviour().equals(query.get("fill")))
                .findFirst();
    }

    /** What a form was sent with; a {@link StripeError} says what is wrong with it. */
    static PayWith read(Map<String, String> form, Turn turn) {
        String with = form.getOrDefault("with", NEW);
        if (with.equals(BANK)) {
            return new PayWith.BankDebit();
        }
        return with.equals(NEW) ? new PayWith.NewCard(card(form, turn)) : new PayWith.SavedCard(Optional.of(with));
    }

    static CardInput card(Map<String, String> form, Turn turn) {
        String[] expiry = form.getOrDefault("expiry", "").replace(" ", "").split("/", -1);
        String digits = expiry.length == 1 ? expiry[0] : "";
        // 1230 is as good as 12/30.
        boolean joined = digits.length() == 4;
        String month = joined ? digits.substring(0, 2) : expiry[0];
        String year = joined ? digits.substring(2) : expiry.length > 1 ? expiry[1] : "";
        return CardInput.typed(
                form.getOrDefault("number", ""),
                month,
                year,
                form.getOrDefault("cvc", "").strip(),
                text(form, "name"),
                text(form, "zip"),
                YearMonth.from(turn.now().atZone(ZoneOffset.UTC)));
    }

    /** What was typed into a field that is kept; a number in the wrong field is not. */
    static Optional<String> text(Map<String, String> form, String field) {
        return Optional.of(form.getOrDefault(field, "").strip())
                .filter(typed -> !typed.isEmpty() && !CARD_NUMBER.matcher(typed).find());
    }

    static Html choices(View view) {
        boolean fresh = view.saved().isEmpty() || view.fill().isPresent() || wrongCard(view);
        List<Html> choices = new ArrayList<>();
        for (ObjectNode method : view.saved()) {
            boolean checked = !fresh && choices.isEmpty();
            choices.add(choice(
                    method.path("id").asString(), Sheet.method(method), "Expires " + Sheet.expiry(method), checked));
        }
        if (!choices.isEmpty() || view.bank()) {
            choices.add(choice(NEW, view.saved().isEmpty() ? "Card" : "A new card", "", fresh));
        }
        if (view.bank()) {
            choices.add(choice(BANK, "Bank debit", "The money takes days to arrive", false));
        }
        return Html.of(
                "<fieldset class=\"methods\"><legend{}>Pay with</legend>{}{}</fieldset>",
                choices.isEmpty() ? Html.of(" class=\"unseen\"") : Html.NOTHING,
                Html.when(!choices.isEmpty(), Html.of("<div class=\"choices\">{}</div>", choices)),
                fields(view));
    }

    private static boolean wrongCard(View view) {
        return view.error().map(error -> error.error().has("param")).orElse(false);
    }

    private static Html choice(String value, String label, String more, boolean checked) {
        return Html.of("""
                <label class="choice"><input type="radio" name="with" value="{}"{}><span>{}</span> <small>{}</small></label>""", value, checked ? Html.of(" checked") : Html.NOTHING, label, more);
    }

    /** Number, date, code, name and postcode of a card. Nothing that was typed is ever shown again. */
    static Html fields(View view) {
        String number = view.fill().map(card -> spaced(card.number())).orElse("");
        String cvc = view.fill()
                .map(card -> card.brand().equals("amex") ? "1234" : "123")
                .orElse("");
        return Html.of(
                """
                <div class="newcard">
                  <label for="number">Card number</label>
                  <input id="number" name="number" inputmode="numeric" autocomplete="off" placeholder="4242 4242 4242 4242" maxlength="23" value="{}"{}>
                  <div class="two">
                    <div><label for="expiry">Expires</label>
                    <input id="expiry" name="expiry" inputmode="numeric" autocomplete="off" placeholder="MM / YY" maxlength="9" value="{}"{}></div>
                    <div><label for="cvc">CVC</label>
                    <input id="cvc" name="cvc" inputmode="numeric" autocomplete="off" placeholder="123" maxlength="4" value="{}"{}></div>
                  </div>
                  <div class="two">
                    <div><label for="name">Name on card</label>
                    <input id="name" name="name" autocomplete="off" maxlength="100" value="{}"></div>
                    <div><label for="zip">Postcode</label>
                    <input id="zip" name="zip" autocomplete="off" maxlength="12" value="{}"></div>
                  </div>
                  {}
                </div>""",
                number,
                wrong(view, "number"),
                view.fill().isPresent() ? "12 / 34" : "",
                wrong(view, "exp_month", "exp_year"),
                cvc,
                wrong(view, "cvc"),
                view.fill().isPresent() ? "Ada Lovelace" : "",
                view.fill().isPresent() ? "94107" : "",
                testCards(view.address()));
    }

    private static Html wrong(View view, String... params) {
        String param = view.error()
                .map(error -> error.error().path("param").asString())
                .orElse("");
        return List.of(params).contains(param)
                ? Html.of(" aria-invalid=\"true\" aria-describedby=\"error\" autofocus")
                : Html.NOTHING;
    }

    private static String spaced(String number) {
        return number.length() == 15
                ? number.replaceFirst("(.{4})(.{6})(.{5})", "$1 $2 $3")
                : number.replaceAll("(.{4})(?=.)", "$1 ");
    }

    private static Html testCards(String address) {
        List<Html> first = FIRST.stream()
                .map(behaviour -> Html.of(
                        "<a class=\"chip\" href=\"{}?fill={}\">{}</a>",
                        address,
                        behaviour,
                        label(TestCards.behaving(behaviour))))
                .toList();
        List<Html> all = TestCards.ALL.stream()
                .map(card -> Html.of(
                        "<li><a href=\"{}?fill={}\">{}</a> <small>{}</small></li>",
                        address,
                        card.behaviour(),
                        spaced(card.number()),
                        label(card)))
                .toList();
        return Html.of("""
                <div class="fill">
                  <p>Fill in a test card</p>
                  <div class="chips">{}</div>
                  <details><summary>All test cards</summary><ul>{}</ul></details>
                </div>""", first, all);
    }

    /** What a test card does, in a few words. */
    static String label(TestCard card) {
        return switch (card.behaviour()) {
            case "visa" -> "Pays";
            case "mastercard", "amex", "discover" -> "Pays (" + Sheet.brand(card.brand()) + ")";
            case "visa_debit" -> "Pays (Visa debit)";
            case "generic_decline" -> "Declined";
            case "expired_card" -> "Declined: expired card";
            case "incorrect_cvc" -> "Declined: wrong CVC";
            case "processing_error" -> "Processing error";
            case "fails_when_charged" -> "Saves, then fails";
            case "authentication_until_set_up" -> "3-D Secure once, then pays without you";
            case "authentication_always" -> "3-D Secure always";
            case "authentication_when_present" -> "3-D Secure only when you are there";
            case "authentication_then_insufficient_funds" -> "3-D Secure, then insufficient funds";
            case "authentication_then_declined" -> "3-D Secure, then declined";
            case "dispute_fraudulent" -> "Pays, then disputed as fraud";
            case "dispute_product_not_received" -> "Pays, then disputed as not received";
            case "dispute_inquiry" -> "Pays, then an inquiry";
            case "several_disputes" -> "Pays, then several disputes";
            case "early_fraud_warning" -> "Pays, then a fraud warning";
            case "refund_pends" -> "Pays; refunds take time";
            case "refund_fails" -> "Pays; refunds fail later";
            case "blocked" -> "Blocked as too risky";
            case "available_at_once" -> "Pays; money available at once";
            default -> "Declined: " + card.behaviour().replace('_', ' ');
        };
    }
}
