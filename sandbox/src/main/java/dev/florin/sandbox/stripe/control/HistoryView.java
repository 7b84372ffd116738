package dev.florin.sandbox.stripe.control;

import dev.florin.sandbox.http.Answer;
import dev.florin.sandbox.stripe.events.Deliveries;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import dev.florin.sandbox.world.World;
import dev.florin.sandbox.world.Written;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happened: the calls that came in, and the events that went out. There may be very many, so the world is held
 * only to see which there are; they are searched, read and joined when it is free again.
 */
final class HistoryView {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final World world;

    HistoryView(World world) {
        this.world = world;
    }

    Answer calls(Order order) {
        order.only(Set.of("method", "path", "customer", "since"));
        Optional<String> method = order.text("method").filter(wanted -> !wanted.equals("*"));
        Optional<String> path = order.text("path").filter(wanted -> !wanted.equals("*"));
        Optional<String> customer = order.text("customer");
        long since = order.text("since").map(HistoryView::number).orElse(0L);
        List<Written> all = world.ahead(turn -> {
            customer.filter(id -> !turn.holds(Kinds.CUSTOMER, id)).ifPresent(id -> {
                throw ControlError.unknown("customer: there is no " + id);
            });
            return turn.written(Kinds.CALL);
        });
        Predicate<Written> likely = call -> Long.parseLong(call.id()) > since
                && call.contains(customer.orElse(""))
                && call.contains(path.map(HistoryView::beginning).orElse(""));
        boolean any = method.isEmpty() && path.isEmpty() && customer.isEmpty();
        Predicate<Written> fits = found -> {
            JsonNode call = JSON.readTree(found.bytes());
            return fits(method, call, "method")
                    && fits(customer, call, "customer")
                    && path.map(wanted -> fitsPath(wanted, call.path("path").asString()))
                            .orElse(true);
        };
        Joined joined = new Joined();
        all.stream().filter(likely).filter(call -> any || fits.test(call)).forEach(call -> joined.add(call.bytes()));
        return joined.answer();
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ControlError.wrong("since must be the seq of a call: " + text);
        }
    }

    private static boolean fits(Optional<String> wanted, JsonNode call, String field) {
        return wanted.map(text -> text.equals(call.path(field).asString(""))).orElse(true);
    }

    private static boolean fitsPath(String wanted, String path) {
        return wanted.endsWith("/*") ? path.startsWith(beginning(wanted)) : wanted.equals(path);
    }

    private static String beginning(String path) {
        return path.endsWith("/*") ? path.substring(0, path.length() - 1) : path;
    }

    private record Sent(Written delivery, Written event) {}

    Answer events(Order order) {
        order.only(Set.of("about", "type"));
        Optional<String> about = order.text("about");
        Optional<String> type = order.text("type");
        type.filter(wanted -> !EventTypes.ALL.contains(wanted)).ifPresent(wanted -> {
            throw ControlError.wrong("type: there are no such events: " + wanted);
        });
        List<Written> likely = world
                .ahead(turn -> turn.written(Kinds.DELIVERY).stream()
                        .filter(delivery -> type.isEmpty() || type.get().equals(turn.type(Kinds.EVENT, delivery.id())))
                        .toList())
                .stream()
                .filter(delivery -> delivery.contains(about.orElse("")))
                .toList();
        List<Sent> all = world.ahead(turn -> likely.stream()
                .flatMap(delivery -> sent(turn, delivery).stream())
                .toList());
        Joined joined = new Joined();
        all.forEach(sent -> show(sent, about, joined));
        return joined.answer();
    }

    private static Optional<Sent> sent(Turn turn, Written delivery) {
        return turn.written(Kinds.EVENT, delivery.id()).map(event -> new Sent(delivery, event));
    }

    private static void show(Sent sent, Optional<String> about, Joined joined) {
        ObjectNode delivery = JSON.readValue(sent.delivery().bytes(), ObjectNode.class);
        boolean meant = about.isEmpty()
                || delivery.path("about")
                        .valueStream()
                        .anyMatch(id -> id.asString().equals(about.get()));
        if (meant) {
            joined.add(
                    text("{\"event\":"),
                    sent.event().bytes(),
                    text(",\"state\":\"" + Deliveries.state(delivery) + "\",\"attempts\":" + attempts(delivery) + "}"));
        }
    }

    /** With 0 in place of a status where there was no answer: shown as null. */
    private static ArrayNode attempts(ObjectNode delivery) {
        ArrayNode attempts = delivery.withArray("attempts");
        for (JsonNode attempt : attempts) {
            if (attempt.path("status").asInt() == 0 && attempt instanceof ObjectNode shown) {
                shown.putNull("status");
            }
        }
        return attempts;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A list in an answer, put together from what is written already. */
    private static final class Joined {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean first = true;

        Joined() {
            body.writeBytes(text("{\"data\":["));
        }

        void add(byte[]... pieces) {
            if (!first) {
                body.write(',');
            }
            first = false;
            for (byte[] piece : pieces) {
                body.writeBytes(piece);
            }
        }

        Answer answer() {
            body.writeBytes(text("]}"));
            return new Answer(200, Map.of("Content-Type", "application/json"), body.toByteArray());
        }
    }
}
