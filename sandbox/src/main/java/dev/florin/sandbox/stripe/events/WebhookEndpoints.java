package dev.florin.sandbox.stripe.events;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.objects.ApiVersion;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Kind;
import dev.florin.sandbox.world.Turn;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Where events are sent: one endpoint from the command line, and those that were made by the API. */
public final class WebhookEndpoints {
    /** The secrets of an endpoint, which the API shows only once. */
    private static final Kind SECRET = Kind.live("inner.webhook_secret");

    private static final Kind CONFIGURED = Kind.live("inner.webhook_configured");
    private static final String ONLY = "endpoint";

    private WebhookEndpoints() {}

    public static List<Route> routes() {
        return List.of(
                Route.post("/v1/webhook_endpoints", "webhook_endpoint_create", WebhookEndpoints::create),
                Route.get(
                        "/v1/webhook_endpoints",
                        "list",
                        call -> Listing.page(call, Kinds.WEBHOOK_ENDPOINT, endpoint -> true)),
                Route.get("/v1/webhook_endpoints/{id}", "retrieve", call -> call.subject(Kinds.WEBHOOK_ENDPOINT)),
                Route.post("/v1/webhook_endpoints/{id}", "webhook_endpoint_update", WebhookEndpoints::update),
                Route.delete("/v1/webhook_endpoints/{id}", "nothing", WebhookEndpoints::delete));
    }

    /** The endpoint that the command line names: made at the first start, moved if its address changed. */
    public static void configure(Turn turn, String url, String secret) {
        Optional<String> before = turn.find(CONFIGURED, ONLY)
                .map(found -> found.path("id").asString())
                .filter(id -> turn.holds(Kinds.WEBHOOK_ENDPOINT, id));
        String id = before.orElseGet(() -> {
            ObjectNode endpoint = blank(turn, url);
            endpoint.putArray("enabled_events").add("*");
            turn.add(Kinds.WEBHOOK_ENDPOINT, endpoint);
            return endpoint.path("id").asString();
        });
        turn.edit(Kinds.WEBHOOK_ENDPOINT, id).put("url", url);
        // A secret that was rolled stays so until the command line names another.
        boolean same = turn.find(CONFIGURED, ONLY)
                .map(found -> found.path("secret").asString("").equals(digest(secret)))
                .orElse(false);
        if (!same || secrets(turn, id).isEmpty()) {
            keep(turn, id, secret);
        }
        turn.put(
                CONFIGURED,
                ONLY,
                JsonNodeFactory.instance.objectNode().put("id", id).put("secret", digest(secret)));
    }

    private static String digest(String secret) {
        return Signature.hex(0, new byte[0], secret);
    }

    private static void keep(Turn turn, String id, String secret) {
        ObjectNode secrets = JsonNodeFactory.instance.objectNode();
        secrets.putArray("secrets").add(secret);
        turn.put(SECRET, id, secrets);
    }

    /**
     * Gives an endpoint a new secret; the one before it signs, too, for a while.
     *
     * @return the new secret, and until when the old one signs
     */
    public static ObjectNode roll(Turn turn, String id, Duration overlap) {
        ObjectNode secrets = turn.edit(SECRET, id);
        long until = turn.now().plus(overlap).getEpochSecond();
        String old = secrets.path("secrets").path(0).asString();
        String fresh = turn.id("whsec_");
        secrets.put("old", old).put("old_until", until).putArray("secrets").add(fresh);
        return JsonNodeFactory.instance.objectNode().put("secret", fresh).put("old_until", until);
    }

    private static ObjectNode blank(Turn turn, String url) {
        ObjectNode endpoint = Blanks.of("webhook_endpoint");
        endpoint.put("id", turn.id("we_")).put("created", turn.seconds()).put("url", url);
        return endpoint.put("api_version", ApiVersion.PINNED);
    }

    /** What signs now, the newest first. */
    static List<String> secrets(Turn turn, String id) {
        Optional<ObjectNode> found = turn.find(SECRET, id);
        if (found.isEmpty()) {
            return List.of();
        }
        List<String> secrets = new ArrayList<>();
        found.get().path("secrets").forEach(secret -> secrets.add(secret.asString()));
        if (found.get().path("old_until").asLong(0) > turn.seconds()) {
            secrets.add(found.get().path("old").asString());
        }
        return secrets;
    }

    /** The endpoints that want an event. */
    static List<String> wanting(Turn turn, String type) {
        return turn.oldestFirst(Kinds.WEBHOOK_ENDPOINT)
                .filter(endpoint -> endpoint.path("status").asString().equals("enabled"))
                .filter(endpoint -> endpoint.path("enabled_events")
                        .valueStream()
                        .anyMatch(wanted -> wanted.asString().equals("*")
                                || wanted.asString().equals(type)))
                .map(endpoint -> endpoint.path("id").asString())
                .toList();
    }

    private static JsonNode create(Call call) {
        Parameters asked = call.parameters();
        ObjectNode endpoint = blank(call.turn(), address(asked));
        events(endpoint, asked);
        asked.copy(endpoint, "description", "api_version");
        asked.mergeMetadata(endpoint);
        call.turn().add(Kinds.WEBHOOK_ENDPOINT, endpoint);
        String secret = call.turn().id("whsec_");
        keep(call.turn(), endpoint.path("id").asString(), secret);
        return endpoint.deepCopy().put("secret", secret);
    }

    private static String address(Parameters asked) {
        String url = asked.require("url");
        try {
            String scheme = URI.create(url).getScheme();
            if ("http".equals(scheme) || "https".equals(scheme)) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw StripeError.invalid("url_invalid", "Invalid URL: " + e.getMessage())
                    .about("url");
        }
        throw StripeError.invalid("url_invalid", "Invalid URL: An explicit scheme (such as https) must be provided.")
                .about("url");
    }

    private static void events(ObjectNode endpoint, Parameters asked) {
        if (asked.has("enabled_events")) {
            ArrayNode events = endpoint.putArray("enabled_events");
            asked.texts("enabled_events").forEach(events::add);
        }
    }

    private static JsonNode update(Call call) {
        call.subject(Kinds.WEBHOOK_ENDPOINT);
        Parameters asked = call.parameters();
        ObjectNode endpoint = call.turn().edit(Kinds.WEBHOOK_ENDPOINT, call.id());
        if (asked.has("url")) {
            endpoint.put("url", address(asked));
        }
        events(endpoint, asked);
        asked.copy(endpoint, "description");
        asked.maybeFlag("disabled").ifPresent(off -> endpoint.put("status", off ? "disabled" : "enabled"));
        asked.mergeMetadata(endpoint);
        return endpoint;
    }

    private static JsonNode delete(Call call) {
        call.subject(Kinds.WEBHOOK_ENDPOINT);
        call.turn().remove(Kinds.WEBHOOK_ENDPOINT, call.id());
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", call.id())
                .put("object", "webhook_endpoint")
                .put("deleted", true);
    }
}
