package dev.florin.server.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SseReaderTest {
    private static final String STREAM = "\uFEFFdata: {\"a\":1}\n\n: a comment\r\n\r\nevent: ping\rdata:no blank\r\r"
            + "data: two\ndata: lines\nid: 7\nretry: 10\n\n\n\nevent: x\ndata: data: {\"usage\":{}} [DONE]\r\n\n"
            + "data: über 中\n\r\ndata: [DONE]\n\n";

    @Test
    void framesAreCutAtEmptyLinesWhateverTheirEnds() {
        List<String> seen = said(STREAM.length(), new Random(1));
        assertEquals(
                List.of(
                        "null|{\"a\":1}",
                        "null|-",
                        "ping|no blank",
                        "null|two\nlines",
                        "x|data: {\"usage\":{}} [DONE]",
                        "null|über 中",
                        "null|[DONE]"),
                seen);
    }

    @Test
    void theBytesComeThroughUnchangedInWhateverPiecesTheyCome() {
        byte[] bytes = Fixtures.utf8(STREAM);
        List<String> whole = said(bytes.length, new Random(1));
        for (int size = 1; size <= 40; size++) {
            assertEquals(whole, said(size, new Random(size)), "pieces of " + size);
        }
    }

    @Test
    void allWaysToCutInTwoAreTheSame() {
        byte[] bytes = Fixtures.utf8(STREAM);
        for (int cut = 0; cut <= bytes.length; cut++) {
            SseReader reader = new SseReader();
            List<SseFrame> frames = new ArrayList<>(reader.read(bytes, 0, cut));
            frames.addAll(reader.read(bytes, cut, bytes.length));
            assertEquals(7, frames.size(), "cut at " + cut);
            assertBytes(bytes, frames, reader);
        }
    }

    @Test
    void randomBytesBreakNothing() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] alphabet = Fixtures.utf8("\r\n\n: dataevent{}x");
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = new byte[random.nextInt(60)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = alphabet[random.nextInt(alphabet.length)];
            }
            SseReader reader = new SseReader();
            List<SseFrame> frames = new ArrayList<>();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(9));
                frames.addAll(reader.read(bytes, from, to));
                from = to;
            }
            assertBytes(bytes, frames, reader);
        }
    }

    @Test
    void aFrameWithoutEndIsRefused() {
        SseReader reader = new SseReader(100);
        byte[] bytes = Fixtures.utf8("x".repeat(101));
        assertThrows(StreamTooLong.class, () -> reader.read(bytes, 0, bytes.length));
    }

    private static List<String> said(int most, Random random) {
        byte[] bytes = Fixtures.utf8(STREAM);
        SseReader reader = new SseReader();
        List<SseFrame> frames = new ArrayList<>();
        for (int from = 0; from < bytes.length; ) {
            int to = most >= bytes.length ? bytes.length : Math.min(bytes.length, from + 1 + random.nextInt(most));
            frames.addAll(reader.read(bytes, from, to));
            from = to;
        }
        assertBytes(bytes, frames, reader);
        return frames.stream().map(SseReaderTest::shown).toList();
    }

    private static String shown(SseFrame frame) {
        byte[] data = frame.data();
        return frame.event() + "|" + (data == null ? "-" : Fixtures.text(data));
    }

    private static void assertBytes(byte[] sent, List<SseFrame> frames, SseReader reader) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frames.forEach(frame -> all.writeBytes(frame.raw()));
        all.writeBytes(reader.rest().orElse(new byte[0]));
        assertEquals(Fixtures.text(sent), Fixtures.text(all.toByteArray()));
    }
}
