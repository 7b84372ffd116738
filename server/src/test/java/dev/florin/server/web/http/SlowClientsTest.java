package dev.florin.server.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that stop half-way, creep, or take nothing: each is answered or dropped when its time is up. */
@Timeout(60)
class SlowClientsTest {
    private static final WebFixture WEB = new WebFixture(Duration.ofMillis(900));

    @AfterAll
    static void stop() {
        WEB.close();
    }

    private static String heading(String more) {
        return DirtyConnectionsTest.POST_NOTE + more + "\r\n";
    }

    @Test
    void aBodyThatStopsHalfWayIsAnsweredOnceItsTimeIsUp() throws IOException {
        try (Socket socket = WEB.socket()) {
            WebFixture.write(socket, heading("Content-Length: 100\r\n") + "{\"text\":");
            String answer = WebFixture.readAll(socket);
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
            assertTrue(answer.contains("\"code\":\"request_timeout\""), answer);
            assertTrue(answer.contains("X-Request-Id: req_"), answer);
        }
    }

    @Test
    void aByteAtATimeDoesNotBuyMoreTime() throws Exception {
        int effects = WEB.effects.get();
        try (Socket socket = WEB.socket()) {
            WebFixture.write(socket, heading("Content-Length: 1000\r\n") + "{\"text\":\"");
            long begun = System.nanoTime();
            socket.setSoTimeout(50);
            InputStream in = socket.getInputStream();
            int first = -2;
            while (first == -2) {
                try {
                    socket.getOutputStream().write('a');
                    first = in.read();
                } catch (SocketTimeoutException e) {
                    assertTrue(System.nanoTime() - begun < 5_000_000_000L, "still not cut off");
                } catch (SocketException e) {
                    first = -1;
                }
            }
            assertTrue(first == 'H' || first == -1);
        }
        assertEquals(effects, WEB.effects.get());
    }

    @Test
    void headersThatCreepAreCutOff() throws IOException {
        try (Socket socket = WEB.socket()) {
            WebFixture.write(socket, "GET /open HTTP/1.1\r\nHost: flo");
            String answer = WebFixture.readAll(socket);
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        }
    }

    @Test
    void anIdleConnectionIsNotMistakenForASlowOne() throws Exception {
        try (Socket socket = WEB.socket()) {
            WebFixture.write(socket, heading("Content-Length: 2\r\n") + "{}");
            assertTrue(WebFixture.readAnswer(socket).startsWith("HTTP/1.1 200 "));
            socket.setSoTimeout(2_000);
            try {
                assertEquals(-2, socket.getInputStream().read());
            } catch (SocketTimeoutException e) {
                // Nothing came for longer than a request may take to come in.
                WebFixture.write(socket, heading("Content-Length: 2\r\n") + "{}");
            }
            assertTrue(WebFixture.readAnswer(socket).startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void aClientThatTakesNothingIsDropped() throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), WEB.server.port()));
            WebFixture.write(socket, """
                    GET /v1/long HTTP/1.1\r
                    Host: florin\r
                    Authorization: Bearer sk_test_operator\r
                    \r
                    """);
            assertTrue(WEB.streamEnded.await(30, TimeUnit.SECONDS), "the request never ended");
        }
    }
}
