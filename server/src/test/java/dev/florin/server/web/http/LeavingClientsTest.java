package dev.florin.server.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that close the connection while an answer is made are seen to leave, and nobody else is. */
@Timeout(60)
class LeavingClientsTest {
    private static final BlockingQueue<CountDownLatch> ENTERED = new LinkedBlockingQueue<>();
    private static final BlockingQueue<Boolean> LEFT = new LinkedBlockingQueue<>();
    private static final BlockingQueue<String> CLOSED = new LinkedBlockingQueue<>();
    private static final HttpServer SERVER = HttpServer.start(
            WebFixture.settings(Duration.ofSeconds(5)),
            new Routes()
                    .get("/wait", Access.anyone(), LeavingClientsTest::waits)
                    .get("/stream", Access.anyone(), LeavingClientsTest::streams),
            new Authentication(hash -> Optional.empty(), new RateLimits(1_000, 5, 2), System::nanoTime),
            new HttpMetrics(new SimpleMeterRegistry()),
            Optional::empty);
    private static final String ASK = "GET /wait HTTP/1.1\r\nHost: florin\r\n\r\n";

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** Answers when it is let go, or when nobody waits any more. */
    private static Answer waits(Request request) {
        request.admit();
        CountDownLatch release = new CountDownLatch(1);
        ENTERED.add(release);
        try {
            boolean left = request.callerHasLeft();
            while (!left && !release.await(20, TimeUnit.MILLISECONDS)) {
                left = request.callerHasLeft();
            }
            LEFT.add(left || request.callerHasLeft());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Answer.ok(out -> out.object().text("object", "done").end());
    }

    private static Answer streams(Request request) {
        request.admit();
        return new Answer.Streamed(200, "text/event-stream", List.of(), new Answer.Body() {
            @Override
            public void write(OutputStream out) throws IOException {
                out.write("data: 1\n\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                CountDownLatch release = new CountDownLatch(1);
                ENTERED.add(release);
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void close() {
                CLOSED.add("closed");
            }
        });
    }

    private static Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static CountDownLatch entered() throws InterruptedException {
        CountDownLatch entered = ENTERED.poll(10, TimeUnit.SECONDS);
        assertTrue(entered != null, "nothing was asked");
        return entered;
    }

    private static boolean left() throws InterruptedException {
        Boolean left = LEFT.poll(5, TimeUnit.SECONDS);
        assertTrue(left != null, "it is not noticed within 5 seconds");
        return left;
    }

    @Test
    void whoClosesTheConnectionHasLeft() throws Exception {
        try (Socket socket = socket()) {
            WebFixture.write(socket, ASK);
            entered();
        }
        assertTrue(left());
    }

    @Test
    void whoResetsTheConnectionHasLeft() throws Exception {
        try (Socket socket = socket()) {
            WebFixture.write(socket, ASK);
            entered();
            socket.setSoLinger(true, 0);
        }
        assertTrue(left());
    }

    @Test
    void whoWaitsIsAnsweredAndMayAskAgainOnTheSameConnection() throws Exception {
        try (Socket socket = socket()) {
            for (int i = 0; i < 3; i++) {
                WebFixture.write(socket, ASK);
                CountDownLatch release = entered();
                // Some looks pass meanwhile.
                assertEquals(null, LEFT.poll(200, TimeUnit.MILLISECONDS));
                release.countDown();
                assertTrue(WebFixture.readAnswer(socket).contains("\"done\""));
                assertFalse(left());
            }
        }
    }

    @Test
    void aNextRequestThatIsSentEarlyIsKept() throws Exception {
        try (Socket socket = socket()) {
            WebFixture.write(socket, ASK);
            CountDownLatch first = entered();
            WebFixture.write(socket, ASK + ASK);
            assertEquals(null, LEFT.poll(200, TimeUnit.MILLISECONDS));
            first.countDown();
            for (int i = 0; i < 2; i++) {
                assertTrue(WebFixture.readAnswer(socket).contains("\"done\""));
                entered().countDown();
            }
            assertTrue(WebFixture.readAnswer(socket).contains("\"done\""));
            for (int i = 0; i < 3; i++) {
                assertFalse(left());
            }
        }
    }

    @Test
    void whatIsFlushedIsSentAtOnceAndTheBodyIsClosedAtTheEnd() throws Exception {
        try (Socket socket = socket()) {
            WebFixture.write(socket, "GET /stream HTTP/1.1\r\nHost: florin\r\n\r\n");
            CountDownLatch release = entered();
            StringBuilder heard = new StringBuilder();
            while (heard.indexOf("data: 1\n\n") < 0) {
                heard.append((char) socket.getInputStream().read());
            }
            release.countDown();
            assertEquals("closed", CLOSED.poll(5, TimeUnit.SECONDS));
        }
    }
}
