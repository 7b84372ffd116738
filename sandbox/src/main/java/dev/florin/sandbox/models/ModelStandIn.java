package dev.florin.sandbox.models;

import dev.florin.sandbox.models.anthropic.Anthropic;
import dev.florin.sandbox.models.anthropic.CountTokens;
import dev.florin.sandbox.models.anthropic.Messages;
import dev.florin.sandbox.models.calls.Call;
import dev.florin.sandbox.models.calls.Calls;
import dev.florin.sandbox.models.calls.State;
import dev.florin.sandbox.models.openai.ChatCompletions;
import dev.florin.sandbox.models.openai.Embeddings;
import dev.florin.sandbox.models.openai.OpenAi;
import dev.florin.sandbox.models.openai.Responses;
import dev.florin.sandbox.models.script.OrderedAnswer;
import dev.florin.sandbox.models.script.Scripts;
import dev.florin.sandbox.models.stage.ApiError;
import dev.florin.sandbox.models.stage.AsOrdered;
import dev.florin.sandbox.models.stage.Asking;
import dev.florin.sandbox.models.stage.Dialect;
import dev.florin.sandbox.models.stage.Ended;
import dev.florin.sandbox.models.stage.Endpoint;
import dev.florin.sandbox.models.stage.Json;
import dev.florin.sandbox.models.stage.ModelList;
import dev.florin.sandbox.models.stage.Stage;
import dev.florin.sandbox.models.tokens.PrefixCache;
import dev.florin.sandbox.models.tokens.Tokens;
import dev.florin.sandbox.models.wire.CallerGone;
import dev.florin.sandbox.models.wire.WireExchange;
import dev.florin.sandbox.models.wire.WireSite;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The one page that wires the models' stand-in: what is at which address, and the way of a call. */
public final class ModelStandIn implements WireSite {
    /** Where OpenAI's dialect is spoken, and where Anthropic's, below an address of this port. */
    public static final String OPENAI = "/openai/v1";

    public static final String ANTHROPIC = "/anthropic";
    public static final String CONTROL = ModelControl.PREFIX;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> CREDENTIALS =
            Set.of("authorization", "proxy-authorization", "x-api-key", "api-key", "cookie");

    private final Scripts scripts = new Scripts();
    private final Calls calls;
    private final ModelControl control;
    private final Map<String, Address> addresses;
    private final Dialect openAi = new OpenAi(false);
    private final Dialect anthropic = new Anthropic();

    /** Where a model is called, and how one speaks there. */
    private record Address(Dialect dialect, Endpoint endpoint) {}

    /** A body as it came. */
    private record Read(Optional<ObjectNode> object, boolean json) {}

    public ModelStandIn(InstantSource clock) {
        calls = new Calls(clock);
        PrefixCache cache = new PrefixCache(clock);
        control = new ModelControl(scripts, calls, cache);
        addresses = Map.of(
                "/openai/v1/chat/completions",
                new Address(openAi, new ChatCompletions(cache, clock)),
                "/openai/v1/responses",
                new Address(new OpenAi(true), new Responses(cache, clock)),
                "/openai/v1/embeddings",
                new Address(openAi, new Embeddings()),
                "/anthropic/v1/messages",
                new Address(anthropic, new Messages(cache)),
                "/anthropic/v1/messages/count_tokens",
                new Address(anthropic, new CountTokens()));
    }

    Scripts scripts() {
        return scripts;
    }

    Calls calls() {
        return calls;
    }

    @Override
    public void serve(WireExchange exchange) {
        String path = exchange.path();
        Address address = addresses.get(path);
        try {
            if (path.startsWith(ModelControl.PREFIX + "/")) {
                control.serve(exchange);
            } else if (address != null && exchange.method().equals("POST")) {
                call(exchange, address);
            } else {
                other(exchange, path.startsWith("/anthropic") ? anthropic : openAi);
            }
        } catch (Ended e) {
            // the answer has ended as was ordered
        }
    }

    /** Lists of models, and what is not there. */
    private void other(WireExchange exchange, Dialect dialect) {
        String path = exchange.path().replaceFirst("^/" + dialect.provider(), "");
        Optional<ObjectNode> models = exchange.method().equals("GET") && !path.equals(exchange.path())
                ? ModelList.at(dialect.provider(), path)
                : Optional.empty();
        if (models.isPresent() && key(exchange).isEmpty()) {
            refuse(exchange, dialect, unauthorized(dialect));
        } else if (models.isPresent()) {
            send(exchange, dialect, 200, models.get());
        } else if (dialect.provider().equals("openai")) {
            refuse(
                    exchange,
                    dialect,
                    ApiError.of(
                            404,
                            "invalid_request_error",
                            "unknown_url",
                            "Invalid URL (" + exchange.method() + " " + exchange.path() + ")"));
        } else {
            refuse(exchange, dialect, ApiError.of(404, "not_found_error", "", "Not found"));
        }
    }

    private static void refuse(WireExchange exchange, Dialect dialect, ApiError error) {
        send(exchange, dialect, error.status(), dialect.error(error.status(), error.given()));
    }

    private static void send(WireExchange exchange, Dialect dialect, int status, ObjectNode body) {
        Map<String, String> headers = new LinkedHashMap<>(dialect.headers());
        headers.put("Content-Type", "application/json");
        exchange.answer(status, headers, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String key(WireExchange exchange) {
        String bearer = exchange.header("authorization").orElse("");
        boolean borne = bearer.regionMatches(true, 0, "Bearer ", 0, 7);
        return borne
                ? bearer.substring(7).strip()
                : exchange.header("x-api-key").orElse("");
    }

    private static ApiError unauthorized(Dialect dialect) {
        return dialect.provider().equals("openai")
                ? ApiError.of(
                        401,
                        "invalid_request_error",
                        "invalid_api_key",
                        "You didn't provide an API key. You need to provide your API key in an Authorization header using"
                                + " Bearer auth.")
                : ApiError.of(401, "authentication_error", "", "x-api-key header is required");
    }

    private void call(WireExchange exchange, Address address) {
        Read read = read(exchange.body());
        String path = exchange.path().replaceFirst("^/" + address.dialect().provider(), "");
        ObjectNode body = read.object().orElseGet(Json::object);
        String model = Json.text(body, "model");
        Call call = calls.received(
                new Call.Asked(
                        address.dialect().provider(),
                        path,
                        model,
                        body.path("stream").asBoolean(false),
                        exchange.body().length,
                        headers(exchange)),
                exchange.body(),
                read.json());
        try {
            answer(exchange, address, call, read, path);
        } catch (CallerGone e) {
            call.ended(State.CALLER_LEFT);
            throw e;
        }
    }

    private void answer(WireExchange exchange, Address address, Call call, Read read, String path) {
        Asking asking;
        ObjectNode body = read.object().orElseGet(Json::object);
        try {
            if (key(exchange).isEmpty()) {
                throw unauthorized(address.dialect());
            }
            if (read.object().isEmpty()) {
                throw ApiError.invalid("We could not parse the JSON body of your request.");
            }
            asking = address.endpoint().read(body);
        } catch (ApiError e) {
            call.refused(e.status());
            refuse(exchange, address.dialect(), e);
            return;
        }
        call.counted(asking.inputTokens());
        String model = Json.text(body, "model");
        OrderedAnswer answer = scripts.take(model, path, exchange.body())
                .orElseGet(() -> OrderedAnswer.natural(Arrays.hashCode(exchange.body())));
        Stage stage = new Stage(exchange, call, answer, scripts, address.dialect());
        stage.arrive();
        boolean stream = body.path("stream").asBoolean(false);
        boolean asEvents = answer.whole().events().isPresent()
                && (stream || answer.whole().body().isEmpty());
        if (asEvents) {
            AsOrdered.events(answer.whole().events().get(), Tokens.of(model), stage);
        } else if (answer.whole().body().isPresent()) {
            AsOrdered.body(answer.whole().body().get(), Tokens.of(model), stage);
        } else {
            asking.answer(answer, stage);
        }
    }

    private static Read read(byte[] body) {
        try {
            JsonNode read = JSON.readTree(body);
            return new Read(
                    read instanceof ObjectNode object ? Optional.of(object) : Optional.empty(), !read.isMissingNode());
        } catch (JacksonException e) {
            return new Read(Optional.empty(), false);
        }
    }

    /** Without what would let somebody in. */
    private static ObjectNode headers(WireExchange exchange) {
        ObjectNode headers = Json.object();
        exchange.headers().forEach((name, value) -> {
            if (!CREDENTIALS.contains(name)) {
                headers.put(name, value);
            }
        });
        return headers;
    }
}
