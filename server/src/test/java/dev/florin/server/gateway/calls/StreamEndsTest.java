package dev.florin.server.gateway.calls;

import static dev.florin.server.gateway.calls.StreamStage.chat;
import static dev.florin.server.gateway.calls.StreamStage.chatUsage;
import static dev.florin.server.gateway.calls.StreamStage.chunk;
import static dev.florin.server.gateway.calls.StreamStage.cost;
import static dev.florin.server.gateway.calls.StreamStage.word;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.ledger.ReasonCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How streams end otherwise than by themselves, and who pays what: the table of what is paid, row by row. */
class StreamEndsTest {
    private static final String DONE = "data: [DONE]\n\n";
    private static final String FINISH = chunk("", "stop");
    private static final Presence GONE = () -> true;

    private StreamStage stage;
    private final CountDownLatch gaveUp = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        stage = new StreamStage();
        stage.give("1.00");
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
    }

    /** Somebody who closes the connection after so many pieces. */
    private static final class Leaving extends OutputStream {
        private int left;

        Leaving(int pieces) {
            left = pieces;
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            if (left-- <= 0) {
                throw new IOException("Broken pipe");
            }
        }
    }

    private void pass(StreamResult.Opened opened, OutputStream out) throws InterruptedException {
        try (AnswerStream answer = opened.answer()) {
            answer.passTo(out);
        }
    }

    private static void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private void assertProviderWasLeft() throws InterruptedException {
        assertTrue(gaveUp.await(5, TimeUnit.SECONDS), "the provider still works");
    }

    private void assertEstimated(long output) {
        assertTrue(stage.spending().estimated());
        assertEquals(output, Objects.requireNonNull(stage.spending().usage()).outputTokens());
        assertTrue(stage.lastRow().amount().isNegative());
    }

    @Test
    void whoLeavesBeforeTheProviderAcceptedPaysNothing() throws InterruptedException {
        stage.provider.plays(wire -> wire.awaitLeft(gaveUp));
        assertInstanceOf(StreamResult.NotOpened.class, stage.open(chat(""), GONE));
        assertEquals(ReasonCode.CANCELLED, stage.lastRow().reasonCode());
        assertProviderWasLeft();
    }

    @Test
    void whoLeavesASilentProviderPaysTheInput() throws InterruptedException {
        stage.provider.plays(wire -> {
            wire.head();
            wire.awaitLeft(gaveUp);
        });
        pass(stage.opened(chat(""), GONE), OutputStream.nullOutputStream());
        assertEstimated(0);
        assertProviderWasLeft();
    }

    @Test
    void whoLeavesDuringTheAnswerPaysWhatWasGenerated() throws InterruptedException {
        stage.provider.plays(wire -> {
            wire.head();
            for (int i = 0; i < 3; i++) {
                wire.say(word());
            }
            wire.awaitLeft(gaveUp);
        });
        pass(stage.opened(chat(""), GONE), new Leaving(2));
        assertEstimated(3);
        assertProviderWasLeft();
    }

    @Test
    void whoLeavesAfterTheModelFinishedPaysByTheUsageThatComesLast() throws InterruptedException {
        CountDownLatch noticed = new CountDownLatch(1);
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(word() + FINISH);
            assertTrue(noticed.await(5, TimeUnit.SECONDS));
            wire.say(chatUsage(8, 7) + DONE);
        });
        Presence leaves = () -> {
            noticed.countDown();
            return true;
        };
        pass(stage.opened(chat(""), leaves), OutputStream.nullOutputStream());
        assertEquals(cost(8, 7).negated(), stage.lastRow().amount());
        assertFalse(stage.spending().estimated());
    }

    @Test
    void aProviderThatBreaksOffBeforeContentIsFree() throws InterruptedException {
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(chunk("\"role\":\"assistant\",\"content\":\"\"", null));
            wire.cut();
        });
        String heard = stage.heard(chat(""));
        assertTrue(heard.endsWith("\"code\":\"upstream_error\",\"param\":null}}\n\n"), heard);
        assertEquals(ReasonCode.FAILED, stage.lastRow().reasonCode());
        // Whether a head that comes with the end of its connection is heard is up to the network.
        stage.provider.plays(wire -> {
            wire.head();
            wire.cut();
        });
        switch (stage.open(chat(""), Presence.STAYS)) {
            case StreamResult.Opened opened -> pass(opened, new ByteArrayOutputStream());
            case StreamResult.NotOpened(CallResult why) -> assertInstanceOf(CallResult.Failed.class, why);
        }
        assertEquals(3, stage.books().rows().size());
        assertEquals(ReasonCode.FAILED, stage.lastRow().reasonCode());
    }

    @Test
    void aProviderThatBreaksOffLaterIsPaidWhatItPassedOn() throws InterruptedException {
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(word() + word());
            wire.cut();
        });
        String heard = stage.heard(chat(""));
        assertTrue(heard.startsWith(word() + word() + ": florin {\"cost\":"), heard);
        assertTrue(heard.contains("data: {\"error\":{\"message\":\"The model's provider broke off.\""), heard);
        assertEstimated(2);
    }

    @Test
    void aProviderThatFallsSilentHasBrokenOff() throws InterruptedException {
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(word());
            wire.awaitLeft(gaveUp);
        });
        assertTrue(stage.heard(chat("")).contains("broke off"));
        assertEstimated(1);
        assertProviderWasLeft();
    }

    @Test
    void aProviderThatNeverSaysAnythingIsFree() throws InterruptedException {
        stage.provider.plays(wire -> wire.awaitLeft(gaveUp));
        StreamResult.NotOpened result =
                assertInstanceOf(StreamResult.NotOpened.class, stage.open(chat(""), Presence.STAYS));
        assertInstanceOf(CallResult.Failed.class, result.why());
        assertEquals(ReasonCode.FAILED, stage.lastRow().reasonCode());
        assertProviderWasLeft();
    }

    @Test
    void aProviderThatIsNotThereIsFree() throws InterruptedException, IOException {
        stage.provider.close();
        assertInstanceOf(StreamResult.NotOpened.class, stage.open(chat(""), Presence.STAYS));
        assertEquals(ReasonCode.FAILED, stage.lastRow().reasonCode());
    }

    @Test
    void anErrorInsideTheStreamIsNoOutput() throws InterruptedException {
        String error = "data: {\"error\":{\"message\":\"overloaded, so very overloaded\"}}\n\n";
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(error);
        });
        assertEquals(error, stage.heard(chat("")));
        assertEquals(ReasonCode.FAILED, stage.lastRow().reasonCode());
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(word() + word() + error);
        });
        stage.heard(chat(""));
        assertEstimated(2);
    }

    /** SDKs throw and close when they read an error, and a provider may keep its connection open behind it. */
    @Test
    void whoLeavesAfterAnErrorPaysNoMoreThanWhoStays() throws InterruptedException {
        String error = "data: {\"error\":{\"message\":\"overloaded, so very overloaded\"}}\n\n";
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(error);
            wire.awaitLeft(gaveUp);
        });
        pass(stage.opened(chat(""), GONE), OutputStream.nullOutputStream());
        assertEquals(ReasonCode.FAILED, stage.lastRow().reasonCode());
        assertProviderWasLeft();
        // The same where the error is what comes in place of the usage.
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(FINISH);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            wire.say(error);
        });
        pass(stage.opened(chat(""), Presence.STAYS), new Leaving(0));
        assertEquals(ReasonCode.FAILED, stage.lastRow().reasonCode());
    }

    @Test
    void theWaitForTheUsageOfACallerWhoLeftEnds() throws InterruptedException {
        stage.provider.plays(wire -> {
            try {
                wire.head();
                wire.say(word() + FINISH);
                // Half a minute, if anybody listened so long.
                for (int i = 0; i < 150; i++) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                    wire.say(": babble\n\n");
                }
            } finally {
                gaveUp.countDown();
            }
        });
        pass(stage.opened(chat(""), Presence.STAYS), new Leaving(2));
        assertEstimated(1);
        assertProviderWasLeft();
    }

    @Test
    void anAnswerCutBeforeItsUsageIsWholeAndCounted() throws InterruptedException {
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(word() + FINISH);
        });
        String heard = stage.heard(chat(""));
        assertTrue(heard.startsWith(word() + FINISH + ": florin {"), heard);
        assertEstimated(1);
    }

    @Test
    void aLineWithoutAnEndIsCutOffBeforeItFillsTheMemory() throws InterruptedException {
        String piece = "x".repeat(1 << 20);
        stage.provider.plays(wire -> {
            try {
                wire.head();
                wire.say("data: ");
                // Two gigabytes, if anybody listened so long.
                for (int i = 0; i < 2_048; i++) {
                    wire.say(piece);
                }
            } finally {
                gaveUp.countDown();
            }
        });
        assertTrue(stage.heard(chat("")).contains("broke off"));
        assertProviderWasLeft();
        assertEquals(ReasonCode.FAILED, stage.lastRow().reasonCode());
    }

    @Test
    void aCrashIsSettledAtTheProgressThatWasRecorded() throws InterruptedException {
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(word() + word());
            wire.awaitLeft(gaveUp);
        });
        StreamResult.Opened opened = stage.opened(chat(""), Presence.STAYS);
        // As a process that is killed: nobody ends the hold.
        Thread killed = Thread.ofVirtual().start(() -> {
            try {
                opened.answer().passTo(OutputStream.nullOutputStream());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await("no progress was recorded", () -> stage.hold().progress() != null);
        stage.later(Duration.ofMinutes(3));
        assertEstimated(2);
        assertEquals("expiry", stage.lastRow().source());
        killed.join();
        assertEquals(2, stage.books().rows().size());
    }

    @Test
    void whoInterruptsTheThreadDoesNotTakeTheMoney() throws InterruptedException {
        CountDownLatch said = new CountDownLatch(1);
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(word() + word());
            said.countDown();
            wire.awaitLeft(gaveUp);
        });
        StreamResult.Opened opened = stage.opened(chat(""), Presence.STAYS);
        CountDownLatch passed = new CountDownLatch(2);
        Thread passing = Thread.ofVirtual().start(() -> {
            try {
                pass(opened, new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public void write(byte[] bytes) {
                        passed.countDown();
                    }
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertTrue(passed.await(5, TimeUnit.SECONDS));
        passing.interrupt();
        passing.join();
        assertProviderWasLeft();
        await("it is not settled", () -> stage.snapshot().rows().size() == 2);
        assertEstimated(2);
    }

    @Test
    void aServerThatStopsSettlesWhatStillRuns() throws InterruptedException {
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(word());
            wire.awaitLeft(gaveUp);
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamResult.Opened opened = stage.opened(chat(""), Presence.STAYS);
        stage.calls.stopWithin(Duration.ofMillis(500));
        pass(opened, out);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("The server is stopping"));
        assertEstimated(1);
        assertProviderWasLeft();
    }

    @Test
    void anAnswerThatNobodyPassesOnIsGivenUp() throws InterruptedException {
        stage.provider.plays(wire -> {
            wire.head();
            wire.awaitLeft(gaveUp);
        });
        stage.opened(chat(""), Presence.STAYS).answer().close();
        assertEquals(ReasonCode.FAILED, stage.lastRow().reasonCode());
        assertProviderWasLeft();
    }
}
