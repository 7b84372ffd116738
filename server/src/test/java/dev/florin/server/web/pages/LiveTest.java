package dev.florin.server.web.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.http.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LiveTest {
    private static final int PAGES_OF_ONE = 100;

    /** What one page hears. */
    private static final class Heard extends ByteArrayOutputStream {
        private final CountDownLatch begun = new CountDownLatch(1);

        @Override
        public void flush() {
            begun.countDown();
        }

        private String text() {
            return toString(StandardCharsets.UTF_8);
        }
    }

    private static void write(Live live, String channel, Heard heard) {
        Answer.Streamed answer = (Answer.Streamed) live.listen(List.of(channel), List.of());
        try {
            answer.body().write(heard);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void oneCustomersManyPagesDoNotShutOutAnothers() throws InterruptedException {
        Live live = new Live();
        for (int i = 0; i < PAGES_OF_ONE; i++) {
            Heard heard = new Heard();
            Thread.ofVirtual().start(() -> write(live, "one", heard));
            assertTrue(heard.begun.await(10, TimeUnit.SECONDS));
        }
        Heard tooMany = new Heard();
        write(live, "one", tooMany);
        assertEquals("retry: 30000\n\n", tooMany.text());
        Heard other = new Heard();
        Thread others = Thread.ofVirtual().start(() -> write(live, "other", other));
        assertTrue(other.begun.await(10, TimeUnit.SECONDS));
        live.tell("other", new Live.Event("news", Map.of("text", "hello")));
        live.close();
        assertTrue(others.join(Duration.ofSeconds(10)));
        assertTrue(other.text().contains("hello"), other.text());
    }
}
