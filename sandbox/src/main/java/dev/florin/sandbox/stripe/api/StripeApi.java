package dev.florin.sandbox.stripe.api;

import dev.florin.sandbox.http.Answer;
import dev.florin.sandbox.http.Exchange;
import dev.florin.sandbox.http.Site;
import dev.florin.sandbox.stripe.objects.ApiVersion;
import dev.florin.sandbox.world.Cause;
import dev.florin.sandbox.world.Turn;
import dev.florin.sandbox.world.World;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Everything under {@code /v1}: checks a request, finds its route, executes it once, and answers as Stripe does. */
public final class StripeApi implements Site {
    private static final Logger LOG = LoggerFactory.getLogger(StripeApi.class);

    private final World world;
    private final Idempotency idempotency = new Idempotency();
    private final Expansion expansion = new Expansion();
    private final List<Route> routes = new ArrayList<>();

    public StripeApi(World world) {
        this.world = world;
        world.works(Idempotency.WORK, idempotency::forget);
    }

    public void add(List<Route> more) {
        routes.addAll(more);
    }

    public Expansion expansion() {
        return expansion;
    }

    /** What a call came to. */
    private record Result(int status, String body, String requestId, boolean replayed) {}

    @Override
    public void serve(Exchange exchange) {
        String requestId = world.look(turn -> turn.id("req_"));
        Optional<String> key = exchange.method().equals("POST") ? exchange.header("Idempotency-Key") : Optional.empty();
        Result result = answered(exchange, requestId, key);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Request-Id", result.requestId());
        headers.put("Stripe-Version", ApiVersion.PINNED);
        key.ifPresent(sent -> headers.put("Idempotency-Key", sent));
        if (result.replayed()) {
            headers.put("Idempotent-Replayed", "true");
        }
        exchange.answer(new Answer(result.status(), headers, result.body().getBytes(StandardCharsets.UTF_8)));
    }

    private Result answered(Exchange exchange, String requestId, Optional<String> key) {
        try {
            Caller.check(exchange);
            ObjectNode raw = FormDecoder.decode(exchange.method().equals("POST") ? exchange.text() : exchange.query());
            key.ifPresent(idempotency::begin);
            try {
                return executed(exchange, requestId, key, raw);
            } finally {
                key.ifPresent(idempotency::end);
            }
        } catch (StripeError e) {
            return new Result(e.status(), e.envelope(requestId).toString(), requestId, false);
        }
    }

    private Result executed(Exchange exchange, String requestId, Optional<String> key, ObjectNode raw) {
        Cause cause = new Cause(requestId, key.orElse(null));
        String method = exchange.method();
        String path = exchange.path();
        try {
            return world.change(cause, turn -> {
                Optional<Idempotency.Kept> before =
                        key.flatMap(sent -> idempotency.kept(turn, sent, method, path, raw));
                if (before.isPresent()) {
                    return new Result(
                            before.get().status(),
                            before.get().body(),
                            before.get().requestId(),
                            true);
                }
                Result fresh = fresh(turn, method, path, requestId, raw);
                key.ifPresent(sent -> idempotency.keep(turn, sent, method, path, raw, kept(fresh)));
                return fresh;
            });
        } catch (StripeError e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("a call failed method={} path={}", method, path, e);
            throw StripeError.broken();
        }
    }

    private static Idempotency.Kept kept(Result result) {
        return new Idempotency.Kept(result.status(), result.body(), result.requestId());
    }

    /** Executes; a decline is a result like any other, all other errors undo the turn. */
    private Result fresh(Turn turn, String method, String path, String requestId, ObjectNode raw) {
        try {
            return new Result(200, shown(turn, method, path, raw).toString(), requestId, false);
        } catch (StripeError e) {
            if (!e.keepsChanges()) {
                throw e;
            }
            return new Result(e.status(), e.envelope(requestId).toString(), requestId, false);
        }
    }

    private JsonNode shown(Turn turn, String method, String path, ObjectNode raw) {
        for (Route route : routes) {
            Optional<List<String>> ids = route.ids(method, path);
            if (ids.isPresent()) {
                ObjectNode typed = ShapeReader.read(Shapes.of(route.shape()), raw);
                Parameters parameters = new Parameters(typed, "");
                Call call = new Call(turn, parameters, path, ids.get(), 0);
                JsonNode answer = route.handler().answer(call).deepCopy();
                if (answer instanceof ObjectNode object) {
                    expansion.expand(turn, object, parameters.texts("expand"));
                }
                return answer;
            }
        }
        throw StripeError.unknownAddress(method, path);
    }
}
