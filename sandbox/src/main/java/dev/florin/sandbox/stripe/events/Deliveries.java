package dev.florin.sandbox.stripe.events;

import dev.florin.sandbox.stripe.faults.Fault;
import dev.florin.sandbox.stripe.faults.Faults;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.objects.Owners;
import dev.florin.sandbox.world.Cause;
import dev.florin.sandbox.world.Turn;
import dev.florin.sandbox.world.World;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where each event stands on its way to each endpoint: {@code pending}, {@code delivered}, {@code dropped} or
 * {@code failed}. Kept with the event, so that a new process goes on where the old one ended.
 */
public final class Deliveries implements Events.Outbox {
    static final String RETRY = "event.retry";

    /**
     * Stripe tries for three days with growing pauses. The first ones are short here: whoever restarts a server in a
     * test should not wait for hours.
     */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(10),
            Duration.ofHours(10),
            Duration.ofHours(10),
            Duration.ofHours(10),
            Duration.ofHours(10));

    private final Courier courier;

    /** What the event that is being made right now suffers; between two calls inside one turn. */
    private @Nullable Fault striking;

    public Deliveries(World world, Courier courier) {
        this.courier = courier;
        courier.reports(this);
        world.works(RETRY, (turn, id) -> {
            String[] names = id.split(" ", 2);
            turn.afterwards(() -> courier.enqueue(names[0], names[1]));
        });
    }

    @Override
    public int copies(Turn turn, String type, ObjectNode object) {
        striking = null;
        if (!Faults.any(turn)) {
            return 1;
        }
        Set<String> customers = Owners.customerOf(turn, object).map(Set::of).orElse(Set.of());
        Optional<Fault> fault = Faults.strikeEvent(turn, type, customers);
        striking = fault.orElse(null);
        if (fault.isPresent() && fault.get().is("never")) {
            return 0;
        }
        return fault.isPresent() && fault.get().is("twin") ? 2 : 1;
    }

    @Override
    public void accept(Turn turn, ObjectNode event) {
        String id = event.path("id").asString();
        Optional<Fault> fault = Optional.ofNullable(striking);
        fault.filter(found -> found.is("api_version"))
                .ifPresent(found -> event.put(
                        "api_version", found.order().path("api_version").asString()));
        List<String> endpoints =
                WebhookEndpoints.wanting(turn, event.path("type").asString());
        event.put("pending_webhooks", endpoints.size());
        boolean dropped = fault.isPresent() && fault.get().is("drop");
        ObjectNode delivery = JsonNodeFactory.instance.objectNode();
        delivery.put("id", id);
        fault.ifPresent(found -> delivery.put("fault", found.action()));
        ObjectNode standing = delivery.putObject("endpoints");
        endpoints.forEach(endpoint -> standing.putObject(endpoint)
                .put("state", dropped ? "dropped" : "pending")
                .put("tries", 0));
        delivery.putArray("attempts");
        ArrayNode about = delivery.putArray("about");
        Set<String> ids = new LinkedHashSet<>(Owners.idsIn(event.path("data").path("object")));
        Owners.customerOf(turn, event.path("data").path("object")).ifPresent(ids::add);
        ids.forEach(about::add);
        turn.put(Kinds.DELIVERY, id, delivery);
        if (!dropped && !endpoints.isEmpty()) {
            turn.afterwards(
                    () -> courier.take(id, endpoints, fault, turn.cause().requestId() != null));
        }
    }

    /** An event that was made but never sent, on purpose or for want of an endpoint, or whatever it has come to. */
    public static String state(ObjectNode delivery) {
        List<String> states = delivery.path("endpoints")
                .valueStream()
                .map(endpoint -> endpoint.path("state").asString())
                .toList();
        for (String worst : List.of("pending", "failed", "dropped")) {
            if (states.contains(worst)) {
                return worst;
            }
        }
        return "delivered";
    }

    /** What an earlier process had not delivered and has no retry on the schedule. */
    public void resume(World world) {
        world.change(Cause.TIME, turn -> {
            turn.oldestFirst(Kinds.DELIVERY)
                    .filter(delivery -> state(delivery).equals("pending"))
                    .forEach(delivery -> resume(turn, delivery));
            return turn;
        });
    }

    private void resume(Turn turn, ObjectNode delivery) {
        String id = delivery.path("id").asString();
        delivery.path("endpoints").properties().stream()
                .filter(entry -> entry.getValue().path("state").asString().equals("pending"))
                .forEach(entry -> {
                    courier.expect(id);
                    if (!turn.isScheduled(RETRY, id + " " + entry.getKey())) {
                        turn.afterwards(() -> courier.enqueue(id, entry.getKey()));
                    }
                });
    }

    /**
     * Writes down how an attempt went, and when the next one is.
     *
     * @param status 0 if there was no answer
     * @return whether the event still has something to come
     */
    boolean attempted(Turn turn, String id, String endpoint, String url, int status, @Nullable String fault) {
        Optional<ObjectNode> found = turn.find(Kinds.DELIVERY, id);
        if (found.isEmpty()) {
            return false;
        }
        ObjectNode delivery = turn.put(Kinds.DELIVERY, id, found.get());
        ObjectNode attempt = delivery.withArray("attempts").addObject();
        attempt.put("at", turn.now().toString()).put("url", url).put("status", status);
        if (fault != null) {
            attempt.put("fault", fault);
        }
        JsonNode standing = delivery.path("endpoints").path(endpoint);
        if (standing instanceof ObjectNode known) {
            count(turn, id, endpoint, known, status);
        }
        return state(delivery).equals("pending");
    }

    private static void count(Turn turn, String id, String endpoint, ObjectNode standing, int status) {
        int tries = standing.path("tries").asInt() + 1;
        standing.put("tries", tries);
        String retry = id + " " + endpoint;
        if (status >= 200 && status < 300) {
            standing.put("state", "delivered");
            turn.unschedule(RETRY, retry);
        } else if (standing.path("state").asString().equals("pending")) {
            if (tries > PAUSES.size() || !turn.holds(Kinds.WEBHOOK_ENDPOINT, endpoint)) {
                standing.put("state", "failed");
            } else {
                turn.schedule(turn.now().plus(PAUSES.get(tries - 1)), RETRY, retry);
            }
        }
    }
}
