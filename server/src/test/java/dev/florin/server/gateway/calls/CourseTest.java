package dev.florin.server.gateway.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.gateway.calls.ProviderClient.Result;
import dev.florin.server.gateway.wire.Dialect;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way of one call along the upstreams: what it may take, and what is certainly not done. */
class CourseTest {
    private static final byte[] SMALL = {'{', '}'};
    private static final Patience SHORT = Patience.of(Duration.ofMillis(1_500));

    /** Many megabytes take their time on a busy machine. */
    private static final Patience LONG = Patience.of(Duration.ofSeconds(30));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Upstreams upstreams = new Upstreams(Duration.ofSeconds(2), registry, InstantSource.system());
    private final ScriptedProvider second = new ScriptedProvider();

    CourseTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        upstreams.close();
        second.close();
    }

    private Result ask(int firstPort, byte[] body, Patience patience) throws InterruptedException {
        Provider provider = new Provider("p", uri(firstPort), null, false, false, patience)
                .orElse(new Endpoint("p", uri(second.port()), null, patience, 10));
        try (Course course = upstreams.course(provider).orElseThrow()) {
            return course.ask(
                    Dialect.OPENAI_CHAT, body, provider.patience().whole(), Presence.STAYS, StillWaiting.NOTHING);
        }
    }

    private static URI uri(int port) {
        return URI.create("http://127.0.0.1:" + port + "/v1");
    }

    private static Endpoint endpoint(int port) {
        return new Endpoint("p", uri(port), null, SHORT, 10);
    }

    @Test
    void allTriesTogetherTakeNoLongerThanOneMay() throws IOException, InterruptedException {
        CountDownLatch left = new CountDownLatch(1);
        second.plays(wire -> wire.awaitLeft(left));
        try (ScriptedProvider first = new ScriptedProvider()) {
            CountDownLatch never = new CountDownLatch(1);
            first.plays(wire -> {
                assertFalse(never.await(1, TimeUnit.SECONDS));
                wire.head(503, "application/json");
            });
            long before = System.nanoTime();
            assertInstanceOf(Result.BrokeOff.class, ask(first.port(), SMALL, SHORT));
            long millis = Duration.ofNanos(System.nanoTime() - before).toMillis();
            // One second for the first, and the rest of the time for the second.
            assertTrue(millis >= 1_400 && millis < 2_400, "it took " + millis + " ms");
        }
        left.await();
        assertEquals(1, second.heads().size());
    }

    @Test
    void whatWasNotSentInFullIsSentElsewhere() throws IOException, InterruptedException {
        second.plays(wire -> wire.head(200, "application/json"));
        try (ServerSocket first = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread hangsUp = Thread.ofVirtual().start(() -> {
                try (Socket caller = first.accept()) {
                    caller.setSoLinger(true, 0);
                    assertEquals('P', caller.getInputStream().read());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            // More than the buffers between here and there take.
            byte[] large = new byte[32 << 20];
            assertInstanceOf(Result.Answered.class, ask(first.getLocalPort(), large, LONG));
            hangsUp.join();
        }
        assertEquals(1, second.heads().size());
        assertEquals(
                1,
                registry.get("florin.gateway.upstream.failures")
                        .tags("upstream", "p", "why", "unsent")
                        .counter()
                        .count());
    }

    @Test
    void aPlaceIsGivenBackHoweverTheCallEnds() throws InterruptedException {
        Provider narrow = new Provider("narrow", false, false, List.of(endpoint(second.port())));
        second.plays(wire -> wire.head(500, "application/json"));
        for (int i = 0; i < 25; i++) {
            Course course = upstreams.course(narrow).orElseThrow();
            course.ask(Dialect.OPENAI_CHAT, SMALL, Duration.ofSeconds(1), Presence.STAYS, StillWaiting.NOTHING);
            course.close();
            course.close();
        }
        assertEquals(
                0,
                registry.get("florin.gateway.upstream.under.way")
                        .tags("upstream", "p")
                        .gauge()
                        .value());
    }
}
