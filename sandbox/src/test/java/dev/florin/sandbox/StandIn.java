package dev.florin.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.net.HttpURLConnectionClient;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import dev.florin.sandbox.http.Answer;
import dev.florin.sandbox.http.Doorway;
import dev.florin.sandbox.http.HttpPort;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.World;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The stand-in behind real sockets, a receiver of its webhooks, and Stripe's own client in front. */
public final class StandIn implements AutoCloseable {
    public static final String SECRET = "whsec_of_the_tests";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** A webhook as it came in. */
    public record Received(String body, String signature, long arrivedNanos) {
        public JsonNode json() {
            return JSON.readTree(body);
        }

        public String type() {
            return json().path("type").asString();
        }
    }

    /** What a control answered. */
    public record Reply(int status, JsonNode body) {}

    private final HttpPort receiver;
    private final Path folder;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<String> wrongAnswers = new CopyOnWriteArrayList<>();
    private volatile IntUnaryOperator receiverStatus = n -> 200;
    private World world;
    private HttpPort port;
    private Thread time;

    public StandIn(Path folder) {
        this.folder = folder;
        receiver = new HttpPort(0, exchange -> {
            received.add(new Received(
                    exchange.text(), exchange.header("Stripe-Signature").orElse(""), System.nanoTime()));
            exchange.answer(new Answer(receiverStatus.applyAsInt(received.size()), Map.of(), new byte[0]));
        });
        Doorway door = new Doorway();
        world = world();
        port = new HttpPort(0, door);
        time = open(door);
    }

    private World world() {
        return new World(
                folder.resolve("stripe.journal"),
                InstantSource.system(),
                Duration.ZERO,
                RandomGenerator.of("SecureRandom"),
                Kinds.FLAT);
    }

    private Thread open(Doorway door) {
        World opened = world;
        door.open(new StripeStandIn(
                opened, port.address(), new StripeStandIn.Webhook(receiver.address() + "/webhooks/stripe", SECRET)));
        return Thread.ofVirtual().start(() -> {
            try {
                opened.flow();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** What happens to the process is not asked: its journal is all that a new one has. */
    public void restart() {
        time.interrupt();
        port.close();
        world.close();
        Doorway door = new Doorway();
        world = world();
        port = new HttpPort(0, door);
        time = open(door);
    }

    public String address() {
        return port.address();
    }

    public String receiverAddress() {
        return receiver.address();
    }

    /** What the receiver answers to its n-th webhook, counted from one. */
    public void receiverAnswers(IntUnaryOperator status) {
        receiverStatus = status;
    }

    public List<Received> received() {
        return received;
    }

    public List<String> receivedTypes() {
        return received.stream().map(Received::type).toList();
    }

    /** Stripe's client, which asks once; every answer it gets is held against Stripe's shapes. */
    public StripeClient client() {
        return StripeClient.builder()
                .setApiKey("sk_test_of_the_tests")
                .setApiBase(address())
                .setMaxNetworkRetries(0)
                .setReadTimeout(5_000)
                .setHttpClient(new HttpURLConnectionClient() {
                    @Override
                    public StripeResponse request(StripeRequest request) throws ApiConnectionException {
                        StripeResponse response = super.request(request);
                        if (response.code() == 200) {
                            wrongAnswers.addAll(SchemaCheck.wrong(JSON.readTree(response.body())));
                        }
                        return response;
                    }
                })
                .build();
    }

    public Reply control(String method, String path, @Nullable Object body) {
        HttpRequest.BodyPublisher publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        return send(HttpRequest.newBuilder(URI.create(address() + "/_standin" + path))
                .method(method, publisher));
    }

    /** A call of the API as curl would make it. */
    public Reply call(String method, String path, String form, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address() + path))
                .header("Authorization", "Bearer sk_test_1")
                .method(
                        method,
                        method.equals("GET")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(form));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    private static Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    HTTP.send(request.timeout(Duration.ofSeconds(40)).build(), HttpResponse.BodyHandlers.ofString());
            String text = response.body().isEmpty() ? "null" : response.body();
            return new Reply(response.statusCode(), JSON.readTree(text));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public void advance(Duration by) {
        Instant now =
                Instant.parse(control("GET", "/clock", null).body().path("now").asString());
        assertEquals(
                200,
                control("POST", "/clock", Map.of("to", now.plus(by).toString())).status());
    }

    public void flush() {
        assertEquals(0, control("POST", "/flush", null).body().path("pending").asInt());
    }

    /** Every event there ever was and every answer the client got has Stripe's shape. */
    public void everythingHasStripesShape() {
        control("GET", "/events", null)
                .body()
                .path("data")
                .forEach(found -> wrongAnswers.addAll(SchemaCheck.wrong(found.path("event"))));
        assertEquals(List.of(), wrongAnswers.stream().distinct().toList());
    }

    @Override
    public void close() {
        time.interrupt();
        port.close();
        receiver.close();
        world.close();
    }
}
