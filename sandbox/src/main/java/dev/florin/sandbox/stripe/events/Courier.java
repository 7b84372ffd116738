package dev.florin.sandbox.stripe.events;

import dev.florin.sandbox.stripe.faults.Fault;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Cause;
import dev.florin.sandbox.world.Turn;
import dev.florin.sandbox.world.World;
import dev.florin.sandbox.world.Written;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries events to endpoints. Each endpoint has a queue of its own, so one that hangs holds up no other; attempts
 * begin in the order the events were made and some run at the same time, so they may arrive in another. Thread-safe.
 */
public final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** How many attempts at one endpoint run at the same time. */
    private static final int AT_ONCE = 16;

    /** After this an endpoint has not answered. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** {@code stale}: older than any receiver should take. */
    private static final long STALE_SECONDS = 600;

    private static final int COPIES = 2;
    private static final long WINDOW_MILLIS = 1_000;

    private final World world;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, LinkedBlockingQueue<Attempt>> queues = new ConcurrentHashMap<>();
    private final Map<String, List<Attempt>> gathered = new ConcurrentHashMap<>();
    private final Set<String> pending = ConcurrentHashMap.newKeySet();
    private final AtomicInteger underWay = new AtomicInteger();
    private @Nullable Deliveries deliveries;

    public Courier(World world) {
        this.world = world;
    }

    void reports(Deliveries to) {
        deliveries = to;
    }

    /** One send of one event to one endpoint, with what is done wrong about it. */
    private record Attempt(String event, String endpoint, Optional<Fault> fault) {}

    /**
     * How an event is sent by hand.
     *
     * @param url another address than the endpoint's
     */
    public record ByHand(Optional<String> url, Optional<String> apiVersion, long timestampOffsetSeconds) {}

    /** Takes an event that was just made. */
    void take(String event, List<String> endpoints, Optional<Fault> fault, boolean someoneWaits) {
        expect(event);
        List<Attempt> attempts = endpoints.stream()
                .map(endpoint -> new Attempt(event, endpoint, fault))
                .toList();
        switch (fault.map(Fault::action).orElse("")) {
            case "duplicate" -> {
                long copies = fault.orElseThrow().millis("copies", COPIES);
                for (long i = 0; i < copies; i++) {
                    attempts.forEach(attempt -> LOG.trace("a copy of {}", start(attempt)));
                }
            }
            case "delay" ->
                later(fault.orElseThrow().millis("delay_ms", WINDOW_MILLIS), () -> attempts.forEach(this::enqueue));
            case "shuffle" -> gather(attempts, fault.orElseThrow());
            case "early" -> {
                List<Future<?>> sent =
                        attempts.stream().<Future<?>>map(this::start).toList();
                if (someoneWaits) {
                    sent.forEach(Courier::await);
                }
            }
            default -> attempts.forEach(this::enqueue);
        }
    }

    private static void await(Future<?> sent) {
        try {
            sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("an early event was not delivered before the answer", e);
        }
    }

    private void later(long millis, Runnable work) {
        Future<?> waiting = threads.submit(() -> {
            try {
                Thread.sleep(millis);
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        LOG.trace("later {}", waiting);
    }

    /** The first event of a window opens it; at its end all that came are sent in random order. */
    private void gather(List<Attempt> attempts, Fault fault) {
        synchronized (gathered) {
            List<Attempt> window = gathered.get(fault.id());
            if (window != null) {
                window.addAll(attempts);
                return;
            }
            gathered.put(fault.id(), new ArrayList<>(attempts));
        }
        Random random = fault.order().path("seed").isNumber()
                ? new Random(fault.order().path("seed").asLong())
                : new Random();
        later(fault.millis("window_ms", WINDOW_MILLIS), () -> {
            List<Attempt> window;
            synchronized (gathered) {
                window = gathered.remove(fault.id());
            }
            Collections.shuffle(window, random);
            window.forEach(this::enqueue);
        });
    }

    void expect(String event) {
        pending.add(event);
    }

    /** How many events are still to be delivered somewhere. */
    public int pending() {
        return pending.size();
    }

    /** True when nothing is on its way right now; retries whose time has not come do not count. */
    public boolean idle() {
        return underWay.get() == 0;
    }

    void enqueue(String event, String endpoint) {
        enqueue(new Attempt(event, endpoint, Optional.empty()));
    }

    private void enqueue(Attempt attempt) {
        underWay.incrementAndGet();
        queues.computeIfAbsent(attempt.endpoint(), this::opened).add(attempt);
    }

    private LinkedBlockingQueue<Attempt> opened(String endpoint) {
        LinkedBlockingQueue<Attempt> queue = new LinkedBlockingQueue<>();
        Semaphore slots = new Semaphore(AT_ONCE);
        Thread.ofVirtual().name("courier " + endpoint).start(() -> {
            try {
                while (true) {
                    Attempt next = queue.take();
                    slots.acquire();
                    Future<?> sent = threads.submit(() -> {
                        try {
                            send(next);
                        } finally {
                            slots.release();
                            underWay.decrementAndGet();
                        }
                    });
                    LOG.trace("sent {}", sent);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return queue;
    }

    /** Sends without a queue. */
    private Future<?> start(Attempt attempt) {
        underWay.incrementAndGet();
        return threads.submit(() -> {
            try {
                send(attempt);
            } finally {
                underWay.decrementAndGet();
            }
        });
    }

    private void send(Attempt attempt) {
        String fault = attempt.fault().map(Fault::action).orElse(null);
        long offset = "stale".equals(fault) ? -STALE_SECONDS : 0;
        ByHand how = new ByHand(Optional.empty(), Optional.empty(), offset);
        int status = send(attempt.event(), attempt.endpoint(), how, "wrong_signature".equals(fault), fault);
        LOG.debug("event sent id={} status={}", attempt.event(), status);
    }

    /** Sends an event to an endpoint now and answers the status, 0 if there was none. */
    public int send(String event, String endpoint, ByHand how) {
        return send(event, endpoint, how, false, null);
    }

    private record Letter(String url, String body, String signature) {}

    /** What a letter is made of. */
    private record Parts(String url, Written event, boolean thin, List<String> secrets, long seconds) {}

    private int send(String event, String endpoint, ByHand how, boolean wrongSecret, @Nullable String fault) {
        Optional<Letter> letter =
                world.look(turn -> parts(turn, event, endpoint, how)).map(parts -> letter(parts, how, wrongSecret));
        int status = letter.map(this::post).orElse(0);
        String url = letter.map(Letter::url).orElse("");
        boolean more = world.change(
                Cause.TIME,
                turn -> Objects.requireNonNull(deliveries).attempted(turn, event, endpoint, url, status, fault));
        if (!more) {
            pending.remove(event);
        }
        return status;
    }

    private static Optional<Parts> parts(Turn turn, String event, String endpoint, ByHand how) {
        Optional<String> url = how.url()
                .or(() -> turn.find(Kinds.WEBHOOK_ENDPOINT, endpoint)
                        .map(known -> known.path("url").asString()));
        boolean thin = turn.find(Kinds.DELIVERY, event)
                .map(delivery -> delivery.path("fault").asString().equals("thin"))
                .orElse(false);
        List<String> secrets = WebhookEndpoints.secrets(turn, endpoint);
        long seconds = turn.seconds() + how.timestampOffsetSeconds();
        return turn.written(Kinds.EVENT, event)
                .flatMap(found -> url.map(address -> new Parts(address, found, thin, secrets, seconds)));
    }

    /** Outside the turn: there are many letters, and the world waits for none. */
    private static Letter letter(Parts parts, ByHand how, boolean wrongSecret) {
        ObjectNode content = JSON.readValue(parts.event().bytes(), ObjectNode.class);
        how.apiVersion().ifPresent(version -> content.put("api_version", version));
        String body = (parts.thin() ? thin(content) : content).toPrettyString();
        List<String> secrets = wrongSecret ? List.of("whsec_of_somebody_else") : parts.secrets();
        return new Letter(
                parts.url(), body, Signature.header(parts.seconds(), body.getBytes(StandardCharsets.UTF_8), secrets));
    }

    /** What Stripe sends to endpoints of its newer kind: names, no object. */
    private static ObjectNode thin(ObjectNode event) {
        ObjectNode thin = JsonNodeFactory.instance.objectNode();
        thin.set("id", event.get("id"));
        thin.put("object", "v2.core.event")
                .put("type", "v1." + event.path("type").asString());
        thin.put("livemode", false);
        thin.put(
                "created", Instant.ofEpochSecond(event.path("created").asLong()).toString());
        ObjectNode object = (ObjectNode) event.path("data").path("object");
        thin.putObject("related_object")
                .put("id", object.path("id").asString())
                .put("type", object.path("object").asString())
                .put(
                        "url",
                        "/v1/" + object.path("object").asString() + "s/"
                                + object.path("id").asString());
        return thin;
    }

    private int post(Letter letter) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(letter.url()))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
                .header("Stripe-Signature", letter.signature())
                .POST(HttpRequest.BodyPublishers.ofString(letter.body()))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            LOG.debug("an endpoint did not answer", e);
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
