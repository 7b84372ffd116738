package dev.florin.sandbox.stripe.control;

import dev.florin.sandbox.stripe.events.Courier;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Sends events by hand, and waits for those that are on their way. Outside any turn: it waits for other servers. */
final class EventControl {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 5;
    private static final long MOST_COPIES = 1_000;
    private static final long YEAR_SECONDS = 31_536_000;

    private final World world;
    private final Courier courier;

    EventControl(World world, Courier courier) {
        this.world = world;
        this.courier = courier;
    }

    JsonNode deliver(String id, Order order) {
        order.only(Set.of("copies", "at_once", "url", "api_version", "timestamp_offset_s"));
        String endpoint = world.ahead(turn -> {
            if (!turn.holds(Kinds.EVENT, id)) {
                throw ControlError.unknown("there is no event " + id);
            }
            return turn.oldestFirst(Kinds.WEBHOOK_ENDPOINT)
                    .map(found -> found.path("id").asString())
                    .findFirst()
                    .orElseThrow(() -> ControlError.wrong("there is no webhook endpoint to sign for"));
        });
        long copies = order.number("copies", 1, MOST_COPIES).orElse(1L);
        boolean atOnce = order.flag("at_once");
        long offset =
                order.number("timestamp_offset_s", -YEAR_SECONDS, YEAR_SECONDS).orElse(0L);
        Optional<String> url = order.text("url");
        Courier.ByHand how = new Courier.ByHand(url, order.text("api_version"), offset);
        List<Callable<Integer>> sends = new ArrayList<>();
        for (long i = 0; i < copies; i++) {
            sends.add(() -> courier.send(id, endpoint, how));
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode statuses = answer.putArray("statuses");
        try (ExecutorService threads = atOnce
                ? Executors.newVirtualThreadPerTaskExecutor()
                : Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
            for (Future<Integer> sent : threads.invokeAll(sends)) {
                statuses.add(sent.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return answer;
    }

    JsonNode flush(Order order) {
        order.only(Set.of());
        await(() -> courier.pending() == 0);
        return JsonNodeFactory.instance.objectNode().put("pending", courier.pending());
    }

    /** Until every attempt that has begun is over. */
    void awaitIdle() {
        await(courier::idle);
    }

    private static void await(BooleanSupplier done) {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() < end) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
