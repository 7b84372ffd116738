package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.simulation.ModelShop.Answered;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Calls that try to reach what is not theirs, to say what is not theirs to say, or to keep what others need. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class HostileCallsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String CHAT = "/openai/v1/chat/completions";
    private static final String RESPONSES = "/openai/v1/responses";
    private static final String MESSAGES = "/anthropic/v1/messages";

    /** Of each model; makes pieces of a stream that fill every buffer on the way. */
    private static final int MANY_FRAMES = 150_000;

    private static final long SOON = TimeUnit.SECONDS.toNanos(60);

    /** What a client's head may hold besides. */
    private static final List<String> CARRIED = List.of(
            "X-Forwarded-Host: evil.example",
            "OpenAI-Organization: org_evil",
            "anthropic-beta: evil",
            "Cookie: evil=1",
            "X-Stainless-Lang: js",
            "User-Agent: evil",
            "Forwarded: host=evil",
            "Via: evil",
            "X-Florin-User: some-one",
            "X-Florin-Feature: a/b:c",
            "Accept-Encoding: gzip");

    /** All that a provider is sent in the head of a call, and what its own client adds. */
    private static final Set<String> SENT = Set.of(
            "accept",
            "anthropic-version",
            "connection",
            "content-length",
            "content-type",
            "host",
            "http2-settings",
            "upgrade",
            "user-agent");

    @TempDir
    private static Path folder;

    private static ModelShop shop;
    private static String key;
    private static Socket deaf;

    @BeforeAll
    static void open() throws IOException {
        shop = new ModelShop(folder, 1, "first_byte=60s;idle=60s;whole=60s");
        key = shop.customer("hostile", "500.00");
        shop.model("of-openai", "openai");
        shop.model("of-anthropic", "anthropic");
        deaf = readsNothing();
    }

    @AfterAll
    static void close() throws IOException {
        deaf.close();
        shop.close();
    }

    private static JsonNode callsOf(String model) {
        return shop.standIn().models("/calls?model=" + URLEncoder.encode(model, StandardCharsets.UTF_8));
    }

    private static JsonNode lastCall(String model) {
        JsonNode all = callsOf(model).path("data");
        return all.path(all.size() - 1);
    }

    private static String hello(String model) {
        return "{\"model\":" + JSON.writeValueAsString(model)
                + ",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private static void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + SOON;
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    @Test
    @Order(1)
    void nobodyIsAskedButTheProviderThatIsConfigured() throws IOException, InterruptedException {
        try (Trap trap = new Trap()) {
            String there = trap.url("/v1");
            for (String path : List.of(CHAT, MESSAGES)) {
                ObjectNode body = (ObjectNode) JSON.readTree(hello("of-openai"));
                for (String member :
                        List.of("api_base", "base_url", "api_key", "endpoint", "host", "proxy", "deployment")) {
                    body.put(member, there);
                }
                Answered answer = shop.call(path + "?base_url=" + there + "&api-version=1", key, body.toString());
                // A query is none of what a call has; whether it is refused or left out, nobody else is asked.
                assertTrue(
                        Set.of(200, 400).contains(answer.status()),
                        answer.response().body());
                answer = shop.call(path, key, body.toString());
                assertEquals(200, answer.status(), answer.response().body());
                assertTrue(answer.header("x-florin-ignored").startsWith("api_base, base_url, api_key"));
                assertFalse(lastCall("of-openai").path("body").toString().contains(there));
            }
            for (String model : List.of(there, there + "/chat/completions", "http://[::1]/", "//127.0.0.1/v1")) {
                assertEquals(422, shop.call(CHAT, key, hello(model)).status());
            }
            assertEquals(0, trap.visits());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"of-openai", "of-anthropic"})
    @Order(2)
    void picturesAreNeverFetched(String model) throws IOException, InterruptedException {
        try (Trap trap = new Trap()) {
            String url = trap.url("/cat.png");
            String chat =
                    "{\"model\":\"" + model + "\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":[{"
                            + "\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url + "\"}}]}]}";
            String message = "{\"model\":\"" + model
                    + "\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{"
                    + "\"type\":\"url\",\"url\":\"" + url + "\"}}]}]}";
            String response = "{\"model\":\"" + model + "\",\"input\":[{\"role\":\"user\",\"content\":[{"
                    + "\"type\":\"input_image\",\"image_url\":\"" + url + "\"}]}]}";
            assertEquals(200, shop.call(CHAT, key, chat).status());
            assertTrue(lastCall(model).path("body").toString().contains(url));
            assertEquals(200, shop.call(MESSAGES, key, message).status());
            assertTrue(lastCall(model).path("body").toString().contains(url));
            if (model.equals("of-openai")) {
                assertEquals(200, shop.call(RESPONSES, key, response).status());
            }
            // One that cannot be sent elsewhere by its address either.
            Answered file = shop.call(CHAT, key, chat.replace(url, "file:///etc/passwd"));
            assertTrue(Set.of(200, 400).contains(file.status()), file.response().body());
            assertFalse(file.response().body().contains("root:"));
            assertEquals(0, trap.visits());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../v1/files",
                "of-openai/../../files",
                "..%2f..%2ffiles",
                "of-openai?stream=true",
                "of-openai#fragment",
                "of-openai;v=1",
                "of openai",
                "/etc/passwd",
                "C:\\models",
                "*",
                "%",
                "'; DROP TABLE hold; --",
            })
    @Order(3)
    void aNameOfAModelIsANameAndNothingElse(String name) throws IOException, InterruptedException {
        for (String path : List.of(CHAT, MESSAGES)) {
            assertEquals(422, shop.call(path, key, hello(name)).status());
        }
        int priced = shop.calls()
                .put(
                        "/v1/prices/"
                                + URLEncoder.encode(name, StandardCharsets.UTF_8)
                                        .replace("+", "%20"),
                        """
                        {"provider":"openai","per_million":{"input":"3","output":"15"},"context_tokens":200000,\
                        "max_output_tokens":16000}""")
                .status();
        if (priced == 201) {
            assertEquals(200, shop.call(CHAT, key, hello(name)).status());
            JsonNode sent = lastCall(name);
            assertEquals(CHAT, sent.path("path").asString().replaceFirst("^/v1", "/openai/v1"));
            assertEquals(name, sent.at("/body/model").asString());
        } else {
            assertEquals(400, priced);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt\r\nX-Evil: 1", "gpt\u0000", "g\u00fc", "", " ", "\u202e4o-tpg"})
    @Order(4)
    void whatCannotBeAnyNameIsRefused(String name) throws IOException, InterruptedException {
        for (String path : List.of(CHAT, MESSAGES, RESPONSES)) {
            Answered answer = shop.call(path, key, hello(name));
            assertEquals(400, answer.status());
            assertEquals("", answer.header("x-evil"));
        }
        assertEquals(
                400,
                shop.call(CHAT, key, "{\"model\":[\"of-openai\"],\"messages\":[]}")
                        .status());
    }

    @Test
    @Order(5)
    void whatAClientWritesIsNoHeader() throws IOException {
        String evil = "x\\r\\nX-Evil: 1\\r\\n\\r\\nGET /admin";
        String body =
                "{\"model\":\"of-openai\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],"
                        + "\"user\":\"" + evil + "\",\"safety_identifier\":\"" + evil + "\",\"metadata\":{\"" + evil
                        + "\":\"" + evil
                        + "\"},\"" + evil + "\":true}";
        String headers = String.join("\r\n", CARRIED) + "\r\n";
        for (String path : List.of(CHAT, MESSAGES)) {
            try (ModelCaller caller = new ModelCaller(shop.first(), path, key, body, headers)) {
                String answer = caller.all();
                assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
                String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
                assertFalse(head.lines().anyMatch(line -> line.startsWith("X-Evil")), head);
            }
            JsonNode sent = lastCall("of-openai");
            sent.path("headers").propertyNames().forEach(name -> assertTrue(SENT.contains(name), name));
            assertFalse(sent.path("headers").toString().contains("evil"), sent::toString);
        }
        for (String header : List.of("X-Florin-Feature: a b", "X-Florin-User: a b", "X-Florin-Max-Cost: -1")) {
            try (ModelCaller caller = new ModelCaller(shop.first(), CHAT, key, body, header + "\r\n")) {
                assertTrue(caller.all().startsWith("HTTP/1.1 400 "), header);
            }
        }
    }

    @Test
    @Order(6)
    void tenMegabytesPassAndMoreThanThirtyTwoDoNot() throws IOException, InterruptedException {
        int calls = callsOf("of-openai").at("/totals/calls").asInt();
        String picture = PictureHeads.png(1024, 1024) + "A".repeat(10_000_000);
        String chat = "{\"model\":\"of-openai\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":[{"
                + "\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,%s\"}}]}]}";
        Answered passed = shop.call(CHAT, key, chat.formatted(picture));
        assertEquals(200, passed.status(), passed.response().body());
        assertEquals(calls + 1, callsOf("of-openai").at("/totals/calls").asInt());
        shop.model("of-words", "openai");
        String owner = shop.customer("wordy", "50.00");
        Answered words = shop.call(CHAT, owner, hello("of-words").replace("Hello", "word ".repeat(2_000_000)));
        assertEquals(200, words.status(), words.response().body());
        assertEquals(0, shop.listPrice("of-words").compareTo(shop.booked("wordy", "of-words")));
        Answered tooLong = shop.call(MESSAGES, key, chat.formatted(picture.repeat(4)));
        assertEquals(413, tooLong.status());
        assertEquals("request_too_large", tooLong.body().at("/error/type").asString());
        assertEquals(calls + 1, callsOf("of-openai").at("/totals/calls").asInt());
        assertTrue(shop.nothingIsHeld("hostile"));
    }

    /** The database's clock is set by somebody while a stream runs. */
    @ParameterizedTest
    @ValueSource(longs = {90, -3_600, 86_400})
    @Order(7)
    void aClockThatJumpsChargesNothingTwice(long seconds) throws IOException {
        String model = "jump" + seconds;
        String account = "jumps" + seconds;
        String own = shop.customer(account, "5.00");
        shop.model(model, "openai");
        shop.script(model, "{\"frames\":30,\"wait_for\":\"" + model + "\",\"wait_after\":7}");
        String body = hello(model).replace("\"max_tokens\":50", "\"stream\":true");
        try (ModelCaller caller = new ModelCaller(shop.first(), CHAT, own, body)) {
            assertTrue(caller.hearsContent());
            String atFirst = shop.expiry(account);
            await("no progress is recorded", () -> !shop.expiry(account).equals(atFirst));
            shop.database().advance(Duration.ofSeconds(seconds));
            shop.calls().get("/v1/accounts/" + account + "/balance");
            shop.standIn().models("/latches/" + model, "{}");
            assertTrue(caller.all().contains(" word"));
        } finally {
            shop.database().advance(Duration.ofSeconds(-seconds));
        }
        await("something is held", () -> shop.nothingIsHeld(account));
        List<JsonNode> rows = shop.rows(account);
        assertEquals(2, rows.size(), rows.toString());
        boolean outlived = seconds > 120;
        assertEquals(outlived, rows.getFirst().path("estimated").asBoolean());
        assertEquals(
                outlived ? 7 : 30,
                rows.getFirst().path("usage").path("output_tokens").asInt());
    }

    /** A call for an answer longer than all buffers, by somebody who never reads it. */
    private static Socket readsNothing() throws IOException {
        String account = "deaf";
        String own = shop.customer(account, "50.00");
        assertEquals(201, shop.calls().put("/v1/prices/endless", """
                        {"provider":"openai","per_million":{"input":"3","output":"15"},"context_tokens":2000000,\
                        "max_output_tokens":1000000}""").status());
        shop.script("endless", "{\"frames\":" + MANY_FRAMES + "}");
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(
                new InetSocketAddress(shop.first().getHost(), shop.first().getPort()));
        byte[] body = hello("endless")
                .replace("\"max_tokens\":50", "\"stream\":true,\"max_tokens\":" + MANY_FRAMES)
                .getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream()
                .write(("POST " + CHAT + " HTTP/1.1\r\nHost: florin\r\nAuthorization: Bearer " + own
                                + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        return socket;
    }

    @Test
    @Order(99)
    void whoReadsNothingDoesNotHoldAConnectionToTheProviderForEver() {
        await(
                "the provider is still answering",
                () -> lastCall("endless").path("state").asString().equals("caller_left"));
        await("something is held", () -> shop.nothingIsHeld("deaf"));
        List<JsonNode> rows = shop.rows("deaf");
        assertEquals(2, rows.size(), rows.toString());
        assertTrue(rows.getFirst().path("estimated").asBoolean());
        assertTrue(new BigDecimal(rows.getFirst().path("amount").asString()).signum() < 0);
    }
}
