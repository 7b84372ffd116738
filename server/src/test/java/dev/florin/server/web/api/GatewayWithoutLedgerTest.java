package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.LedgerFault.Kind;
import dev.florin.core.ledger.Outcome;
import dev.florin.server.gateway.calls.CallPlanner;
import dev.florin.server.gateway.calls.CallReplies;
import dev.florin.server.gateway.calls.PriceSource;
import dev.florin.server.gateway.calls.Provider;
import dev.florin.server.gateway.calls.StreamedCalls;
import dev.florin.server.gateway.calls.TokenCounts;
import dev.florin.server.gateway.calls.Upstreams;
import dev.florin.server.gateway.calls.WholeCalls;
import dev.florin.server.gateway.tokens.Tokens;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.api.ApiFixture.Said;
import dev.florin.server.web.gateway.Engines;
import dev.florin.server.web.gateway.StoredNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What callers of models are told while the ledger cannot decide: 503 in the words of their API, and nobody is asked. */
class GatewayWithoutLedgerTest {
    private static final ApiFixture API = new ApiFixture();
    private static final AtomicInteger ASKED = new AtomicInteger();
    private static final Away LEDGER = new Away();
    private static HttpServer provider;
    private static Upstreams upstreams;
    private static String secret;

    /** Decides nothing. */
    private static final class Away implements Ledger {
        private volatile Kind kind = Kind.DATABASE_UNAVAILABLE;

        @Override
        public <T> CompletableFuture<Outcome<T>> submit(Command<T> command) {
            return CompletableFuture.failedFuture(new LedgerFault(kind, "away"));
        }

        @Override
        public Optional<AccountSnapshot> snapshot(AccountNumber account) {
            return Optional.empty();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", exchange -> {
            ASKED.incrementAndGet();
            exchange.close();
        });
        provider.start();
        URI base = URI.create("http://127.0.0.1:" + provider.getAddress().getPort() + "/v1");
        Map<String, Provider> providers = Map.of(
                "openai", new Provider("openai", base, "sk-ours", false, false, Duration.ofSeconds(5)),
                "anthropic", new Provider("anthropic", base, "sk-ours", true, false, Duration.ofSeconds(5)));
        PriceSource prices = () -> API.prices.standing().list();
        InstantSource clock = Clock.systemUTC();
        Tokens tokens = new Tokens();
        upstreams = new Upstreams(Duration.ofSeconds(2), new SimpleMeterRegistry(), clock);
        CallReplies replies = new CallReplies(new StoredNames(ObjectIds.of(API.database), ""), prices);
        API.engines.complete(new Engines(
                new WholeCalls(LEDGER, prices, clock, tokens, providers, upstreams),
                new StreamedCalls(LEDGER, prices, clock, tokens, providers, upstreams, replies),
                new TokenCounts(prices, clock, tokens, providers, upstreams),
                new CallPlanner(prices, clock, tokens, providers)));
        price("m-of-openai", "openai");
        price("m-of-anthropic", "anthropic");
        API.postPlain("/v1/accounts", "{'id':'waiting'}");
        secret = API.postPlain("/v1/accounts/waiting/keys", "{'name':'n'}").text("/secret");
    }

    private static void price(String model, String of) {
        Said said = API.send(API.request("/v1/prices/" + model)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"provider\":\"" + of
                        + "\",\"per_million\":{\"input\":\"3\",\"output\":\"15\"},\"context_tokens\":200000,"
                        + "\"max_output_tokens\":16000}")));
        assertEquals(201, said.status(), said.raw().body());
    }

    @AfterAll
    static void stop() {
        upstreams.close();
        provider.stop(0);
        API.close();
    }

    private static Said call(String path, String model, boolean streams) {
        return API.send(API.request(path)
                .setHeader("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\",\"max_tokens\":500,\"stream\":"
                        + streams + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")));
    }

    @Test
    void aCallThatCannotBeHeldIsA503InItsDialect() {
        for (Kind kind : Kind.values()) {
            LEDGER.kind = kind;
            String code = kind == Kind.DATABASE_UNAVAILABLE ? "database_unavailable" : "overloaded";
            for (boolean streams : new boolean[] {true, false}) {
                Said chat = call("/openai/v1/chat/completions", "m-of-openai", streams);
                assertEquals(503, chat.status(), chat.raw().body());
                assertEquals(code, chat.text("/error/code"));
                assertEquals("server_error", chat.text("/error/type"));
                Said message = call("/anthropic/v1/messages", "m-of-anthropic", streams);
                assertEquals(503, message.status(), message.raw().body());
                assertEquals("error", message.text("/type"));
                assertEquals("overloaded_error", message.text("/error/type"));
                assertEquals(code, message.text("/error/code"));
                assertTrue(message.raw().headers().firstValue("Retry-After").isPresent());
            }
        }
        assertEquals(0, ASKED.get());
    }
}
