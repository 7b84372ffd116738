package dev.florin.sandbox.stripe.control;

import dev.florin.sandbox.stripe.api.StripeApi;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /_standin/faults}: orders faults, after making sure that each could strike. */
final class FaultControl {
    private static final Set<String> COMMON = Set.of("on", "do", "times", "skip", "customer");
    private static final List<String> METHODS = List.of("*", "GET", "POST", "DELETE");
    private static final List<String> WHEN = List.of("before", "after");
    private static final long MOST = 1_000_000;
    private static final long DAY_MILLIS = 86_400_000;

    /** What each fault of a call or an event takes beside the common fields. */
    private static final Map<String, Set<String>> CALL_FIELDS = Map.of(
            "status", Set.of("when", "status", "error", "headers"),
            "timeout", Set.of("when", "delay_ms"),
            "reset", Set.of("when"),
            "slow", Set.of("delay_ms"),
            "lag", Set.of("delay_ms"));

    private static final Map<String, Set<String>> EVENT_FIELDS = Map.ofEntries(
            Map.entry("drop", Set.of()),
            Map.entry("never", Set.of()),
            Map.entry("duplicate", Set.of("copies")),
            Map.entry("twin", Set.of()),
            Map.entry("delay", Set.of("delay_ms")),
            Map.entry("shuffle", Set.of("window_ms", "seed")),
            Map.entry("early", Set.of()),
            Map.entry("wrong_signature", Set.of()),
            Map.entry("stale", Set.of()),
            Map.entry("api_version", Set.of("api_version")),
            Map.entry("thin", Set.of()));

    private final StripeApi api;

    FaultControl(StripeApi api) {
        this.api = api;
    }

    JsonNode add(Turn turn, Order order) {
        boolean call = order.needChoice("on", List.of("call", "event")).equals("call");
        Map<String, Set<String>> actions = call ? CALL_FIELDS : EVENT_FIELDS;
        String action =
                order.needChoice("do", actions.keySet().stream().sorted().toList());
        Set<String> special = actions.getOrDefault(action, Set.of());
        Set<String> known = new HashSet<>(COMMON);
        known.addAll(special);
        known.addAll(call ? Set.of("method", "path") : Set.of("types"));
        order.only(known);
        ObjectNode fault = JsonNodeFactory.instance.objectNode();
        fault.put("id", turn.id("fault_")).put("on", call ? "call" : "event").put("do", action);
        if (call) {
            call(order, fault, special);
        } else {
            event(order, fault);
        }
        amounts(order, fault, action);
        common(turn, order, fault);
        turn.add(Kinds.FAULT, fault);
        return shown(fault);
    }

    private void call(Order order, ObjectNode fault, Set<String> special) {
        fault.put("method", order.choice("method", METHODS).orElse("*"));
        String path = order.text("path").orElse("*");
        if (!path.equals("*") && !api.knows(path)) {
            throw ControlError.wrong("path is no address of this API: " + path);
        }
        fault.put("path", path);
        if (special.contains("when")) {
            fault.put("when", order.choice("when", WHEN).orElse("before"));
        }
        if (special.contains("status")) {
            fault.put(
                    "status",
                    order.number("status", 400, 599).orElseThrow(() -> ControlError.wrong("missing field: status")));
            object(order, fault, "error");
            object(order, fault, "headers");
        }
    }

    private static void object(Order order, ObjectNode fault, String name) {
        JsonNode value = order.fields().path(name);
        if (!value.isMissingNode() && !value.isObject()) {
            throw ControlError.wrong(name + " must be an object: " + value);
        }
        if (value.isObject()) {
            fault.set(name, value.deepCopy());
        }
    }

    private static void event(Order order, ObjectNode fault) {
        JsonNode types = order.fields().path("types");
        if (!types.isArray() || types.isEmpty()) {
            throw ControlError.wrong("missing field: types, a list");
        }
        ArrayNode kept = fault.putArray("types");
        for (JsonNode type : types) {
            if (!type.isString() || (!type.asString().equals("*") && !EventTypes.ALL.contains(type.asString()))) {
                throw ControlError.wrong("types: there are no such events: " + type);
            }
            kept.add(type.asString());
        }
    }

    private static void amounts(Order order, ObjectNode fault, String action) {
        order.number("delay_ms", 0, DAY_MILLIS).ifPresent(value -> fault.put("delay_ms", value));
        order.number("window_ms", 0, DAY_MILLIS).ifPresent(value -> fault.put("window_ms", value));
        order.number("copies", 1, 1_000).ifPresent(value -> fault.put("copies", value));
        order.number("seed", Long.MIN_VALUE, Long.MAX_VALUE).ifPresent(value -> fault.put("seed", value));
        if (action.equals("api_version")) {
            fault.put("api_version", order.need("api_version"));
        }
    }

    private static void common(Turn turn, Order order, ObjectNode fault) {
        if (order.fields().path("times").isNull()) {
            fault.putNull("times");
        } else {
            fault.put("times", order.number("times", 1, MOST).orElse(1L));
        }
        fault.put("skip", order.number("skip", 0, MOST).orElse(0L))
                .put("passed", 0)
                .put("struck", 0);
        order.text("customer").ifPresent(customer -> {
            if (!turn.holds(Kinds.CUSTOMER, customer)) {
                throw ControlError.unknown("customer: there is no " + customer);
            }
            fault.put("customer", customer);
        });
    }

    private static ObjectNode shown(ObjectNode fault) {
        ObjectNode copy = fault.deepCopy();
        copy.remove("passed");
        return copy;
    }

    JsonNode list(Turn turn) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode data = answer.putArray("data");
        turn.oldestFirst(Kinds.FAULT).forEach(fault -> data.add(shown(fault)));
        return answer;
    }

    void delete(Turn turn, String id) {
        if (!turn.holds(Kinds.FAULT, id)) {
            throw ControlError.unknown("there is no fault " + id);
        }
        turn.remove(Kinds.FAULT, id);
    }

    void deleteAll(Turn turn) {
        turn.oldestFirst(Kinds.FAULT)
                .map(fault -> fault.path("id").asString())
                .toList()
                .forEach(id -> turn.remove(Kinds.FAULT, id));
    }
}
