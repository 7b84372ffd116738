package dev.florin.sandbox.stripe.control;

import dev.florin.sandbox.stripe.events.Deliveries;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What happened: the calls that came in, and the events that went out. */
final class HistoryView {
    private HistoryView() {}

    static JsonNode calls(Turn turn, Order order) {
        order.only(Set.of("method", "path", "customer", "since"));
        Optional<String> method = order.text("method");
        Optional<String> path = order.text("path");
        Optional<String> customer = order.text("customer");
        customer.filter(id -> !turn.holds(Kinds.CUSTOMER, id)).ifPresent(id -> {
            throw ControlError.unknown("customer: there is no " + id);
        });
        long since = order.text("since").map(HistoryView::number).orElse(0L);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode data = answer.putArray("data");
        turn.oldestFirst(
                        Kinds.CALL,
                        customer.or(() -> path.filter(asked -> !asked.contains("*")))
                                .orElse(""))
                .filter(call -> call.path("seq").asLong() > since)
                .filter(call -> fits(method, call.path("method").asString())
                        && path.map(wanted -> fitsPath(wanted, call.path("path").asString()))
                                .orElse(true)
                        && fits(customer, call.path("customer").asString()))
                .forEach(data::add);
        return answer;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ControlError.wrong("since must be the seq of a call: " + text);
        }
    }

    private static boolean fits(Optional<String> wanted, String actual) {
        return wanted.map(text -> text.equals("*") || text.equals(actual)).orElse(true);
    }

    private static boolean fitsPath(String wanted, String path) {
        return wanted.endsWith("/*")
                ? path.startsWith(wanted.substring(0, wanted.length() - 1))
                : wanted.equals("*") || wanted.equals(path);
    }

    static JsonNode events(Turn turn, Order order) {
        order.only(Set.of("about", "type"));
        Optional<String> about = order.text("about");
        Optional<String> type = order.text("type");
        type.filter(wanted -> !EventTypes.ALL.contains(wanted)).ifPresent(wanted -> {
            throw ControlError.wrong("type: there are no such events: " + wanted);
        });
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode data = answer.putArray("data");
        turn.oldestFirst(Kinds.DELIVERY, about.orElse(""))
                .filter(delivery -> about.isEmpty()
                        || delivery.path("about")
                                .valueStream()
                                .anyMatch(id -> id.asString().equals(about.get())))
                .forEach(delivery -> turn.find(Kinds.EVENT, delivery.path("id").asString())
                        .filter(event -> fits(type, event.path("type").asString()))
                        .ifPresent(event -> {
                            ObjectNode shown = data.addObject();
                            shown.set("event", event);
                            shown.put("state", Deliveries.state(delivery));
                            shown.set("attempts", attempts(delivery));
                        }));
        return answer;
    }

    /** With 0 in place of a status where there was no answer: shown as null. */
    private static ArrayNode attempts(ObjectNode delivery) {
        ArrayNode attempts = (ArrayNode) delivery.path("attempts").deepCopy();
        for (JsonNode attempt : attempts) {
            if (attempt.path("status").asInt() == 0 && attempt instanceof ObjectNode shown) {
                shown.putNull("status");
            }
        }
        return attempts;
    }
}
