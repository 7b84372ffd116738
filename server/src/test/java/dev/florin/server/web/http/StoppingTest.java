package dev.florin.server.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoppingTest {
    @Test
    void whatIsUnderWayIsAnsweredAndWhatComesLaterIsRefused() throws Exception {
        try (WebFixture web = new WebFixture();
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
                Socket early = web.socket()) {
            WebFixture.write(early, "GET /open HTTP/1.1\r\nHost: florin\r\n\r\n");
            assertTrue(WebFixture.readAnswer(early).startsWith("HTTP/1.1 200 "));
            var underWay = CompletableFuture.supplyAsync(() -> web.get("/v1/slow", WebFixture.OPERATOR), pool);
            web.entered.await();
            var stopped = CompletableFuture.runAsync(web.server::close, pool);
            while (!web.server.isStopping()) {
                Thread.onSpinWait();
            }
            WebFixture.write(early, """
                    GET /v1/accounts/ada HTTP/1.1\r
                    Host: florin\r
                    Authorization: Bearer sk_test_operator\r
                    \r
                    """);
            String refused = WebFixture.readAll(early);
            assertTrue(refused.startsWith("HTTP/1.1 503 "), refused);
            assertTrue(refused.contains("Retry-After: 1"), refused);
            assertTrue(refused.contains("Connection: close"), refused);
            assertTrue(refused.contains("\"code\":\"overloaded\""), refused);
            try (Socket late = web.socket()) {
                WebFixture.write(late, "GET /health/ready HTTP/1.1\r\nHost: florin\r\n\r\n");
                assertTrue(WebFixture.readAll(late).startsWith("HTTP/1.1 503 "));
            }
            assertFalse(stopped.isDone());

            web.release.countDown();
            HttpResponse<String> answer = underWay.get();
            assertEquals(200, answer.statusCode());
            assertEquals("close", answer.headers().firstValue("connection").orElse(""));
            stopped.get();
            assertThrows(ConnectException.class, () -> web.socket().close());
        }
    }

    @Test
    void aRequestThatNeverEndsDoesNotKeepTheServerFromStopping() throws Exception {
        HttpSettings settings = new HttpSettings(
                "127.0.0.1",
                0,
                "",
                100,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofMillis(300));
        try (WebFixture web = new WebFixture(settings, RateLimits.USUAL);
                Socket socket = web.socket()) {
            WebFixture.write(
                    socket,
                    "GET /v1/slow HTTP/1.1\r\nHost: florin\r\nAuthorization: Bearer " + WebFixture.OPERATOR
                            + "\r\n\r\n");
            web.entered.await();
            long begun = System.nanoTime();
            web.server.close();
            assertTrue(System.nanoTime() - begun < 10_000_000_000L);
        }
    }

    @Test
    void aPortThatIsTakenIsSaidPlainly() {
        try (WebFixture web = new WebFixture()) {
            HttpSettings same = new HttpSettings(
                    "127.0.0.1",
                    web.server.port(),
                    "",
                    10,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5));
            HttpFault fault = assertThrows(HttpFault.class, () -> new WebFixture(same, RateLimits.USUAL).close());
            assertTrue(fault.canRetry());
            assertTrue(
                    String.valueOf(fault.getMessage()).contains("127.0.0.1:" + web.server.port()), fault.getMessage());
        }
    }

    @Test
    void aConnectionThatWaitsTooLongForItsNextRequestIsClosed() throws IOException {
        HttpSettings settings = new HttpSettings(
                "127.0.0.1",
                0,
                "",
                100,
                Duration.ofSeconds(5),
                Duration.ofMillis(1_500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
        try (WebFixture web = new WebFixture(settings, RateLimits.USUAL);
                Socket used = web.socket();
                Socket silent = web.socket()) {
            WebFixture.write(used, "GET /open HTTP/1.1\r\nHost: florin\r\n\r\n");
            assertTrue(WebFixture.readAnswer(used).startsWith("HTTP/1.1 200 "));
            assertEquals("", WebFixture.readAll(used));
            assertEquals("", WebFixture.readAll(silent));
        }
    }
}
