package dev.florin.sandbox.models;

import dev.florin.sandbox.models.calls.Calls;
import dev.florin.sandbox.models.script.Fields;
import dev.florin.sandbox.models.script.NotAnOrder;
import dev.florin.sandbox.models.script.Scripts;
import dev.florin.sandbox.models.stage.Json;
import dev.florin.sandbox.models.tokens.PrefixCache;
import dev.florin.sandbox.models.wire.WireExchange;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code /_standin}: how tests drive the models. */
final class ModelControl {
    static final String PREFIX = "/_standin";
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    private static final String LATCHES = "/latches/";

    private final Scripts scripts;
    private final Calls calls;
    private final PrefixCache cache;

    ModelControl(Scripts scripts, Calls calls, PrefixCache cache) {
        this.scripts = scripts;
        this.calls = calls;
        this.cache = cache;
    }

    void serve(WireExchange exchange) {
        try {
            String path = exchange.path().substring(PREFIX.length());
            switch (exchange.method()) {
                case "POST" -> post(exchange, path);
                case "GET" -> get(exchange, path);
                default -> throw unknown(exchange);
            }
        } catch (NotAnOrder e) {
            String body = Json.object().put("error", e.getMessage()).toString();
            exchange.answer(e.status(), JSON, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static NotAnOrder unknown(WireExchange exchange) {
        return NotAnOrder.unknown("there is no " + exchange.method() + " " + exchange.path());
    }

    private void post(WireExchange exchange, String path) {
        Fields order = Fields.of(exchange.body());
        if (path.equals("/scripts")) {
            String id = scripts.add(order);
            answer(exchange, 201, Json.object().put("id", id).toString());
        } else if (path.equals("/reset")) {
            Optional<String> model = order.only(Set.of("model")).word("model");
            scripts.forget(model);
            calls.forget(model);
            if (model.isEmpty()) {
                cache.clear();
            }
            answer(exchange, 200, "{}");
        } else if (path.startsWith(LATCHES) && path.length() > LATCHES.length()) {
            String name = path.substring(LATCHES.length());
            order.only(Set.of());
            scripts.open(name);
            answer(
                    exchange,
                    200,
                    Json.object().put("latch", name).put("open", true).toString());
        } else {
            throw unknown(exchange);
        }
    }

    private void get(WireExchange exchange, String path) {
        if (!path.equals("/calls")) {
            throw unknown(exchange);
        }
        Map<String, String> query = exchange.query();
        query.keySet().stream()
                .filter(name -> !name.equals("model") && !name.equals("since"))
                .findFirst()
                .ifPresent(name -> {
                    throw NotAnOrder.wrong("unknown field: " + name);
                });
        exchange.answer(200, JSON, calls.shown(Optional.ofNullable(query.get("model")), since(query)));
    }

    private static long since(Map<String, String> query) {
        String since = query.getOrDefault("since", "0");
        if (!since.matches("\\d{1,18}")) {
            throw NotAnOrder.wrong("since must be the seq of a call: " + since);
        }
        return Long.parseLong(since);
    }

    private static void answer(WireExchange exchange, int status, String body) {
        exchange.answer(status, JSON, body.getBytes(StandardCharsets.UTF_8));
    }
}
