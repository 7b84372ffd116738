package dev.florin.sandbox.stripe.control;

import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.checkout.CheckoutDesk;
import dev.florin.sandbox.stripe.checkout.PayWith;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.BankPage;
import dev.florin.sandbox.stripe.payments.CardInput;
import dev.florin.sandbox.stripe.payments.TestCards;
import dev.florin.sandbox.world.Turn;
import java.net.URI;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /_standin/visit}: does at a hosted page what a person would do there, through the same desk. */
final class VisitControl {
    private static final Set<String> FIELDS = Set.of("url", "card", "three_ds", "method", "save", "cancel");
    private static final List<String> THREE_DS = List.of("complete", "fail", "leave");
    private static final String ORDINARY_CARD = "4242424242424242";

    private final CheckoutDesk desk;
    private final BankPage bank;

    VisitControl(CheckoutDesk desk, BankPage bank) {
        this.desk = desk;
        this.bank = bank;
    }

    JsonNode visit(Turn turn, Order order) {
        order.only(FIELDS);
        String url = order.need("url");
        String threeDs = order.choice("three_ds", THREE_DS).orElse("complete");
        String path = path(url);
        if (path.startsWith("/c/pay/")) {
            return session(turn, path.substring("/c/pay/".length()), order, threeDs);
        }
        if (path.startsWith("/3ds/")) {
            return bankPage(turn, path.substring("/3ds/".length()), threeDs, url);
        }
        throw ControlError.unknown("url: there is no such page: " + url);
    }

    private static String path(String url) {
        try {
            String path = URI.create(url).getPath();
            return path == null ? "" : path;
        } catch (IllegalArgumentException e) {
            throw ControlError.wrong("url: " + e.getMessage());
        }
    }

    private JsonNode session(Turn turn, String id, Order order, String threeDs) {
        CheckoutDesk.Visit seen =
                desk.look(turn, id).orElseThrow(() -> ControlError.unknown("url: there is no checkout session " + id));
        boolean delayed = order.choice("method", List.of("card", "delayed"))
                .map(method -> method.equals("delayed"))
                .orElse(false);
        boolean save = order.flag("save");
        if (order.flag("cancel")) {
            return shown(turn, desk.cancel(turn, id), Optional.empty());
        }
        if (!seen.session().path("status").asString().equals("open")) {
            return shown(turn, seen, Optional.empty());
        }
        PayWith with;
        try {
            with = delayed
                    ? new PayWith.BankDebit()
                    : card(turn, order.text("card").orElse(ORDINARY_CARD));
        } catch (StripeError e) {
            // What a person typed wrong is shown at the page, and nothing is sent.
            return shown(turn, seen, Optional.of(e));
        }
        CheckoutDesk.Visit visit = desk.pay(turn, id, with, Optional.empty(), save);
        if (visit.threeDsUrl().isEmpty() || threeDs.equals("leave")) {
            return shown(turn, visit, Optional.empty());
        }
        String visitId = path(visit.threeDsUrl().get()).substring("/3ds/".length());
        Optional<StripeError> error =
                bank.answer(turn, visitId, threeDs.equals("complete")).flatMap(BankPage.Visit::error);
        return shown(turn, desk.look(turn, id).orElseThrow(), error);
    }

    private static PayWith card(Turn turn, String card) {
        if (card.equals("saved")) {
            return new PayWith.SavedCard(Optional.empty());
        }
        YearMonth now = YearMonth.from(turn.now().atZone(ZoneOffset.UTC));
        String year = Integer.toString(now.getYear() + 4);
        String cvc = TestCards.numbered(card)
                        .map(found -> found.brand().equals("amex"))
                        .orElse(false)
                ? "1234"
                : "123";
        try {
            return new PayWith.NewCard(CardInput.typed(card, "12", year, cvc, Optional.empty(), Optional.empty(), now));
        } catch (StripeError e) {
            if (e.error().path("code").asString().equals("card_declined")) {
                throw ControlError.wrong("card: this is not the number of a test card");
            }
            throw e;
        }
    }

    private JsonNode bankPage(Turn turn, String id, String threeDs, String url) {
        Optional<BankPage.Visit> found =
                threeDs.equals("leave") ? bank.look(turn, id) : bank.answer(turn, id, threeDs.equals("complete"));
        BankPage.Visit visit = found.orElseThrow(() -> ControlError.unknown("url: there is no such page: " + url));
        if (visit.session().isPresent()) {
            return shown(turn, desk.look(turn, visit.session().get()).orElseThrow(), visit.error());
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode intent = visit.intent();
        for (String same : List.of("object", "id", "status")) {
            answer.set(same, intent.get(same));
        }
        put(answer, "payment_method", intent.path("payment_method"));
        error(answer, visit.error());
        if (visit.state().equals("open")) {
            answer.put("three_ds_url", url);
        } else {
            visit.returnUrl().ifPresent(address -> answer.put("redirect", address));
        }
        return answer;
    }

    private JsonNode shown(Turn turn, CheckoutDesk.Visit visit, Optional<StripeError> later) {
        ObjectNode session = visit.session();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        for (String same : List.of("object", "id", "status", "payment_status")) {
            answer.set(same, session.get(same));
        }
        for (String reference : List.of("payment_intent", "setup_intent", "subscription")) {
            put(answer, reference, session.path(reference));
        }
        method(turn, session).ifPresent(id -> answer.put("payment_method", id));
        error(answer, later.or(visit::error));
        visit.redirect().ifPresent(address -> answer.put("redirect", address));
        if (session.path("status").asString().equals("open")) {
            visit.threeDsUrl()
                    .or(() -> desk.openBankPage(turn, session))
                    .ifPresent(address -> answer.put("three_ds_url", address));
        }
        return answer;
    }

    private static Optional<String> method(Turn turn, ObjectNode session) {
        String payment = session.path("payment_intent").asString();
        String setup = session.path("setup_intent").asString();
        String subscription = session.path("subscription").asString();
        Optional<ObjectNode> holder =
                !payment.isEmpty() ? turn.find(Kinds.PAYMENT_INTENT, payment) : turn.find(Kinds.SETUP_INTENT, setup);
        return holder.map(intent -> intent.path("payment_method").asString())
                .or(() -> turn.find(Kinds.SUBSCRIPTION, subscription)
                        .map(found -> found.path("default_payment_method").asString()))
                .filter(id -> !id.isEmpty());
    }

    private static void put(ObjectNode answer, String name, JsonNode value) {
        if (value.isString()) {
            answer.set(name, value);
        }
    }

    private static void error(ObjectNode answer, Optional<StripeError> error) {
        error.ifPresent(found -> {
            ObjectNode shown = answer.putObject("error");
            shown.put("code", found.error().path("code").asString());
            if (found.error().has("decline_code")) {
                shown.set("decline_code", found.error().get("decline_code"));
            }
        });
    }
}
