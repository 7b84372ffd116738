package dev.florin.server.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that lie about what they send, or send forever: each is answered, and none costs memory. */
@Timeout(30)
class DirtyConnectionsTest {
    private static final WebFixture WEB = new WebFixture();

    static final String POST_NOTE = """
            POST /v1/notes HTTP/1.1\r
            Host: florin\r
            Authorization: Bearer sk_test_operator\r
            Content-Type: application/json\r
            """;

    @AfterAll
    static void stop() {
        WEB.close();
    }

    private static String heading(String more) {
        return POST_NOTE + more + "\r\n";
    }

    @Test
    void aClientThatEndsItsBodyEarlyIsTold() throws IOException {
        try (Socket socket = WEB.socket()) {
            WebFixture.write(socket, heading("Content-Length: 100\r\n") + "{\"text\":\"a\"}");
            socket.shutdownOutput();
            String answer = WebFixture.readAll(socket);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("\"code\":\"invalid_json\""), answer);
        }
    }

    @Test
    void aBodyLongerThanAnnouncedIsNotTakenForTheNextRequest() throws IOException {
        try (Socket socket = WEB.socket()) {
            WebFixture.write(socket, heading("Content-Length: 2\r\n") + "{}GARBAGE\r\n\r\n");
            String answer = WebFixture.readAll(socket);
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            assertTrue(answer.contains("HTTP/1.1 400 "), answer);
            assertTrue(answer.endsWith("}"), answer);
            assertTrue(answer.contains("\"code\":\"invalid_request\""), answer);
        }
    }

    @Test
    void tenGigabytesAnnouncedAreRefusedWithoutAKeyAndWithoutReading() throws IOException {
        try (Socket socket = WEB.socket()) {
            WebFixture.write(socket, """
                    POST /v1/notes HTTP/1.1\r
                    Host: florin\r
                    Content-Type: application/json\r
                    Content-Length: 10000000000\r
                    \r
                    {""");
            String answer = WebFixture.readAnswer(socket);
            assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
            assertTrue(answer.contains("\"code\":\"body_too_large\""), answer);
        }
    }

    @Test
    void aClientThatIsStillWritingSeesTheRefusal() throws IOException {
        try (Socket socket = WEB.socket()) {
            WebFixture.write(socket, heading("Content-Length: 4000000\r\n"));
            byte[] block = new byte[100_000];
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < 40; i++) {
                out.write(block);
            }
            String answer = WebFixture.readAnswer(socket);
            assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        }
    }

    @Test
    void chunksBeyondTheLimitAreRefusedWhileTheyCome() throws IOException {
        try (Socket socket = WEB.socket()) {
            WebFixture.write(socket, heading("Transfer-Encoding: chunked\r\n"));
            OutputStream out = socket.getOutputStream();
            String chunk = "10000\r\n" + "a".repeat(0x10000) + "\r\n";
            try {
                for (int i = 0; i < 1_000; i++) {
                    out.write(chunk.getBytes(StandardCharsets.US_ASCII));
                }
            } catch (SocketException e) {
                // The server has stopped listening by now.
                assertTrue(e.getMessage() != null);
            }
            assertTrue(WebFixture.readAnswer(socket).startsWith("HTTP/1.1 413 "));
        }
    }

    @Test
    void oneHugeChunkIsRefusedBeforeItIsRead() throws IOException {
        try (Socket socket = WEB.socket()) {
            WebFixture.write(socket, heading("Transfer-Encoding: chunked\r\n") + "7fffffff\r\n{");
            assertTrue(WebFixture.readAnswer(socket).startsWith("HTTP/1.1 413 "));
        }
    }

    @Test
    void aChunkedBodyWithinTheLimitIsRead() throws IOException {
        try (Socket socket = WEB.socket()) {
            WebFixture.write(
                    socket,
                    heading("Transfer-Encoding: chunked\r\n") + "5\r\n{\"tex\r\n9\r\nt\":\"abc\"}\r\n0\r\n\r\n");
            String answer = WebFixture.readAnswer(socket);
            assertTrue(answer.endsWith("{\"length\":3}"), answer);
        }
    }

    @Test
    void aBodyOfEightMegabytesPassesWhereBulksAre() throws IOException {
        String body = "{\"text\":\"" + "a".repeat(7_000_000) + "\"}";
        assertEquals(
                413, WEB.send(WEB.post("/v1/notes", WebFixture.OPERATOR, body)).statusCode());
        var answer = WEB.send(WEB.post("/v1/bulk", WebFixture.OPERATOR, body));
        assertEquals("{\"length\":7000000}", answer.body());
    }

    @Test
    void aConnectionGoesOnAfterARefusalWithAShortBody() throws IOException {
        try (Socket socket = WEB.socket()) {
            String refused = "POST /v1/notes HTTP/1.1\r\nHost: florin\r\nContent-Length: 2\r\n\r\n{}";
            WebFixture.write(socket, refused);
            assertTrue(WebFixture.readAnswer(socket).startsWith("HTTP/1.1 401 "));
            WebFixture.write(socket, heading("Content-Length: 2\r\n") + "{}");
            assertTrue(WebFixture.readAnswer(socket).startsWith("HTTP/1.1 200 "));
            WebFixture.write(socket, "GET /open HTTP/1.1\r\nHost: florin\r\nContent-Length: 3\r\n\r\nabc");
            assertTrue(WebFixture.readAnswer(socket).startsWith("HTTP/1.1 200 "));
            WebFixture.write(socket, "GET /open HTTP/1.1\r\nHost: florin\r\n\r\n");
            assertTrue(WebFixture.readAnswer(socket).startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void whoAsksFirstWhetherToGoOnIsToldBeforeSending() throws IOException {
        try (Socket socket = WEB.socket()) {
            WebFixture.write(socket, heading("Content-Length: 2\r\nExpect: 100-continue\r\n"));
            byte[] go = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            assertTrue(new String(go, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 100 "));
            WebFixture.write(socket, "{}");
            assertTrue(WebFixture.readAnswer(socket).startsWith("HTTP/1.1 200 "));
        }
        try (Socket socket = WEB.socket()) {
            WebFixture.write(socket, heading("Content-Length: 5000000\r\nExpect: 100-continue\r\n"));
            assertTrue(WebFixture.readAnswer(socket).startsWith("HTTP/1.1 413 "));
        }
    }

    @Test
    void aClientThatAsksForItsConnectionToEndSeesItEnd() throws IOException {
        try (Socket socket = WEB.socket()) {
            WebFixture.write(socket, "GET /open HTTP/1.1\r\nHost: florin\r\nConnection: close\r\n\r\n");
            String answer = WebFixture.readAll(socket);
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            assertTrue(answer.contains("Connection: close"), answer);
        }
    }

    @Test
    void noiseAndAncientHttpAreAnsweredWithProblems() throws IOException {
        for (String noise : new String[] {
            "NONSENSE\r\n\r\n",
            "G\0T /open HTTP/1.1\r\nHost: florin\r\n\r\n",
            heading("Transfer-Encoding: chunked\r\n") + "ZZ\r\n{}\r\n0\r\n\r\n",
            "GET /open HTTP/1.0\r\n\r\n",
            "GET /open HTTP/1.1\r\n\r\n",
            "GET /open HTTP/1.1\r\nHost: florin\r\nX-Long: " + "a".repeat(20_000) + "\r\n\r\n",
            "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: florin\r\n\r\n",
            heading("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n") + "{}",
            heading("Content-Length: -2\r\n") + "{}",
        }) {
            try (Socket socket = WEB.socket()) {
                WebFixture.write(socket, noise);
                String answer = WebFixture.readAnswer(socket);
                assertTrue(answer.startsWith("HTTP/1.1 400 "), () -> noise + "\n answered " + answer);
                assertTrue(answer.contains("application/problem+json"), answer);
                assertTrue(answer.contains("\"code\":\"invalid_request\""), answer);
            }
        }
    }

    @Test
    void answersOnOneConnectionDoNotWaitForAcknowledgements() throws IOException {
        try (Socket socket = WEB.socket()) {
            String get = "GET /open HTTP/1.1\r\nHost: florin\r\n\r\n";
            for (int i = 0; i < 50; i++) {
                WebFixture.write(socket, get);
                WebFixture.readAnswer(socket);
            }
            long begun = System.nanoTime();
            int rounds = 100;
            for (int i = 0; i < rounds; i++) {
                WebFixture.write(socket, get + get);
                WebFixture.readAnswer(socket);
                WebFixture.readAnswer(socket);
            }
            long millis = (System.nanoTime() - begun) / 1_000_000;
            assertFalse(millis > rounds * 20L, "100 pairs took " + millis + " ms");
        }
    }
}
