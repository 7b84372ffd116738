package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Due;
import dev.florin.sandbox.world.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Test clocks: a customer made with one lives by it, and time passes for them only when it is advanced. */
final class Clocks {
    private static final Duration KEPT = Duration.ofDays(30);

    private final Events events;

    Clocks(Events events) {
        this.events = events;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/test_helpers/test_clocks", "test_clock_create", this::create),
                Route.get(
                        "/v1/test_helpers/test_clocks",
                        "list",
                        call -> Listing.page(call, Kinds.TEST_CLOCK, clock -> true)),
                Route.get("/v1/test_helpers/test_clocks/{id}", "retrieve", call -> call.subject(Kinds.TEST_CLOCK)),
                Route.delete("/v1/test_helpers/test_clocks/{id}", "nothing", this::delete),
                Route.post("/v1/test_helpers/test_clocks/{id}/advance", "test_clock_advance", this::advance));
    }

    /** The clock that an object lives by; empty: the world's. */
    static String of(JsonNode object) {
        return object.path("test_clock").asString("");
    }

    /** Does something at the time that an object lives in. */
    static <T> T by(Turn turn, JsonNode object, Supplier<T> work) {
        return turn.find(Kinds.TEST_CLOCK, of(object))
                .map(clock ->
                        turn.at(Instant.ofEpochSecond(clock.path("frozen_time").asLong()), work))
                .orElseGet(work);
    }

    private JsonNode create(Call call) {
        ObjectNode clock = Blanks.of("test_helpers.test_clock");
        Turn turn = call.turn();
        clock.put("id", turn.id("clock_")).put("created", turn.seconds()).put("status", "ready");
        clock.put("deletes_after", turn.seconds() + KEPT.toSeconds());
        clock.put("frozen_time", call.parameters().requireNumber("frozen_time"));
        call.parameters().copy(clock, "name");
        turn.add(Kinds.TEST_CLOCK, clock);
        events.emit(turn, "test_helpers.test_clock.created", clock);
        return clock;
    }

    private JsonNode delete(Call call) {
        events.emit(call.turn(), "test_helpers.test_clock.deleted", call.subject(Kinds.TEST_CLOCK));
        call.turn().remove(Kinds.TEST_CLOCK, call.id());
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", call.id())
                .put("object", "test_helpers.test_clock")
                .put("deleted", true);
    }

    private JsonNode advance(Call call) {
        Turn turn = call.turn();
        long now = call.subject(Kinds.TEST_CLOCK).path("frozen_time").asLong();
        long to = call.parameters().requireNumber("frozen_time");
        if (to <= now) {
            throw StripeError.invalid("The clock can only be advanced to a later time.")
                    .about("frozen_time");
        }
        ObjectNode clock = turn.edit(Kinds.TEST_CLOCK, call.id());
        clock.put("status", "advancing");
        events.emit(turn, "test_helpers.test_clock.advancing", clock);
        Instant limit = Instant.ofEpochSecond(to);
        for (Optional<Due> due = turn.takeDue(call.id(), limit);
                due.isPresent();
                due = turn.takeDue(call.id(), limit)) {
            clock.put("frozen_time", due.get().at().getEpochSecond());
            turn.run(due.get());
        }
        clock.put("frozen_time", to);
        // Stripe takes its time and answers before it is done; whoever asks again finds it ready.
        ObjectNode answer = clock.deepCopy();
        clock.put("status", "ready");
        events.emit(turn, "test_helpers.test_clock.ready", clock);
        return answer;
    }
}
