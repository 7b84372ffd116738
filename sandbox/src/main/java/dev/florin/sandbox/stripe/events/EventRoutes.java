package dev.florin.sandbox.stripe.events;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/events}, which reaches back thirty days. */
public final class EventRoutes {
    private static final Duration REACH = Duration.ofDays(30);

    /** Stripe's limit. */
    private static final int TYPES = 20;

    private EventRoutes() {}

    public static List<Route> routes() {
        return List.of(
                Route.get("/v1/events", "event_list", EventRoutes::list),
                Route.get("/v1/events/{id}", "retrieve", EventRoutes::one));
    }

    private static boolean young(Turn turn, ObjectNode event) {
        return event.path("created").asLong() >= turn.now().minus(REACH).getEpochSecond();
    }

    private static JsonNode one(Call call) {
        ObjectNode event = call.subject(Kinds.EVENT);
        if (!young(call.turn(), event)) {
            throw StripeError.missing("event", call.id(), "id");
        }
        return event;
    }

    private static JsonNode list(Call call) {
        Parameters asked = call.parameters();
        List<String> types = asked.texts("types");
        if (asked.has("type") && asked.has("types")) {
            throw StripeError.invalid("You may only specify one of these parameters: type, types.");
        }
        if (types.size() > TYPES) {
            throw StripeError.invalid("You may only specify up to " + TYPES + " event types.")
                    .about("types");
        }
        Optional<String> type = asked.text("type");
        Optional<Boolean> success = asked.maybeFlag("delivery_success");
        return Listing.page(
                call,
                Kinds.EVENT,
                id -> fits(types, type, call.turn().type(Kinds.EVENT, id)),
                event -> young(call.turn(), event)
                        && success.map(wanted -> wanted == delivered(call.turn(), event))
                                .orElse(true));
    }

    private static boolean fits(List<String> types, Optional<String> type, String actual) {
        return (types.isEmpty() || types.stream().anyMatch(wanted -> fits(wanted, actual)))
                && type.map(wanted -> fits(wanted, actual)).orElse(true);
    }

    private static boolean fits(String wanted, String type) {
        return wanted.endsWith("*") ? type.startsWith(wanted.substring(0, wanted.length() - 1)) : wanted.equals(type);
    }

    private static boolean delivered(Turn turn, ObjectNode event) {
        return turn.find(Kinds.DELIVERY, event.path("id").asString())
                .map(delivery -> Deliveries.state(delivery).equals("delivered"))
                .orElse(true);
    }
}
