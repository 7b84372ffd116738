package dev.florin.server.gateway.calls;

import static dev.florin.server.gateway.calls.StreamStage.PAYER;
import static dev.florin.server.gateway.calls.StreamStage.chat;
import static dev.florin.server.gateway.calls.StreamStage.chatUsage;
import static dev.florin.server.gateway.calls.StreamStage.chunk;
import static dev.florin.server.gateway.calls.StreamStage.cost;
import static dev.florin.server.gateway.calls.StreamStage.request;
import static dev.florin.server.gateway.calls.StreamStage.word;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.Digest;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Transaction;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ledger does not answer, or this process dies, around a call: nothing is sent unpaid, and what was delivered is charged. */
class LedgerAwayTest {
    private static final CallRequest WHOLE = request(
            Dialect.OPENAI_CHAT,
            "{\"model\":\"m-1\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    private static final ScriptedProvider.Script ANSWERS = wire -> {
        wire.head(200, "application/json");
        wire.say("{\"model\":\"m-1\",\"choices\":[{\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2}}");
    };

    private StreamStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = new StreamStage();
        stage.give("5.00");
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
    }

    private static void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Test
    void nothingIsSentWhereNothingCouldBeHeld() {
        stage.faulty.fails(Command.PlaceHold.class, 2);
        CompletionException whole = assertThrows(CompletionException.class, () -> stage.whole.call(WHOLE, PAYER));
        assertInstanceOf(LedgerFault.class, whole.getCause());
        assertThrows(CompletionException.class, () -> stage.open(chat(""), Presence.STAYS));
        assertEquals(List.of(), stage.provider.heads());
        assertEquals(1, stage.books().rows().size());
        assertEquals(
                2,
                stage.registry
                        .get("florin.gateway.calls")
                        .tags("outcome", "undecided")
                        .counter()
                        .count());
    }

    @Test
    void aSettleIsAskedForUntilItIsDurable() throws InterruptedException {
        stage.provider.plays(ANSWERS);
        stage.faulty.fails(Command.SettleHold.class, 4);
        assertInstanceOf(CallResult.Finished.class, stage.whole.call(WHOLE, PAYER));
        assertEquals(0, stage.faulty.left());
        assertEquals(cost(10, 2), stage.lastRow().amount().negated());
        stage.faulty.fails(Command.SettleHold.class, 3);
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(word() + chunk("", "stop") + chatUsage(10, 2) + "data: [DONE]\n\n");
        });
        stage.heard(chat(",\"max_tokens\":100"));
        assertEquals(cost(10, 2), stage.lastRow().amount().negated());
        assertEquals(3, stage.books().rows().size());
    }

    @Test
    void aSettleWhoseAnswerWasLostIsNotMadeTwice() throws InterruptedException {
        stage.provider.plays(ANSWERS);
        stage.faulty.losesAnswers(Command.SettleHold.class, 2);
        CallResult.Finished finished = assertInstanceOf(CallResult.Finished.class, stage.whole.call(WHOLE, PAYER));
        Transaction row = finished.row().orElseThrow();
        assertEquals(cost(10, 2), row.amount().negated());
        assertEquals(List.of(row), stage.books().rows().subList(1, 2));
    }

    @Test
    void aCallInOnePieceIsSettledAtItsInputWhenItsProcessDies() throws Exception {
        CountDownLatch answering = new CountDownLatch(1);
        stage.provider.plays(wire -> {
            answering.await();
            ANSWERS.play(wire);
        });
        FutureTask<CallResult> killed = new FutureTask<>(() -> stage.whole.call(WHOLE, PAYER));
        Thread.ofVirtual().start(killed);
        await(
                "no progress was recorded",
                () -> stage.snapshot().holds().stream().map(Hold::progress).anyMatch(Objects::nonNull));
        // As where nobody is there any more to end it.
        stage.later(Duration.ofMinutes(3));
        assertEquals("expiry", stage.lastRow().source());
        assertTrue(stage.spending().estimated());
        assertEquals(0, Objects.requireNonNull(stage.spending().usage()).outputTokens());
        assertTrue(stage.lastRow().amount().isNegative());
        answering.countDown();
        killed.get();
        assertEquals(2, stage.books().rows().size());
    }

    /** A caller who reads nothing until it is cut off. */
    private static OutputStream stuck(CountDownLatch cutOff) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes) throws IOException {
                try {
                    cutOff.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new IOException("cut off");
            }
        };
    }

    @Test
    void whatIsOnItsWayToACallerWhoReadsNothingIsRecorded() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch cutOff = new CountDownLatch(1);
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(word() + word());
            wire.awaitLeft(left);
        });
        FutureTask<Void> killed = new FutureTask<>(() -> {
            try (AnswerStream answer = stage.opened(chat(""), Presence.STAYS).answer()) {
                answer.passTo(stuck(cutOff));
            }
            return null;
        });
        Thread.ofVirtual().start(killed);
        await(
                "no progress was recorded",
                () -> stage.snapshot().holds().stream().map(Hold::progress).anyMatch(Objects::nonNull));
        stage.later(Duration.ofMinutes(3));
        assertEquals("expiry", stage.lastRow().source());
        assertTrue(stage.spending().estimated());
        assertEquals(2, Objects.requireNonNull(stage.spending().usage()).outputTokens());
        cutOff.countDown();
        killed.get();
        left.await();
        assertEquals(2, stage.books().rows().size());
    }

    @Test
    void aServerThatStopsGivesUpWhatIsNotAnsweredAndChargesNothing() throws InterruptedException {
        CountDownLatch left = new CountDownLatch(1);
        stage.provider.plays(wire -> wire.awaitLeft(left));
        stage.whole.stopWithin(Duration.ofMillis(200));
        CallResult.Stopped stopped = assertInstanceOf(CallResult.Stopped.class, stage.whole.call(WHOLE, PAYER));
        left.await();
        assertEquals(ReasonCode.FAILED, stage.lastRow().reasonCode());
        assertTrue(stage.spending().uncollected().isPositive());
        CallReply reply = stage.replies.of(WHOLE, PAYER, stopped);
        assertEquals(503, reply.status());
        assertEquals("1", reply.headers().get("Retry-After"));
        stage.calls.stopWithin(Duration.ofMillis(200));
        StreamResult.NotOpened not =
                assertInstanceOf(StreamResult.NotOpened.class, stage.open(chat(""), Presence.STAYS));
        assertInstanceOf(CallResult.Stopped.class, not.why());
        assertEquals(3, stage.books().rows().size());
    }

    @Test
    void aStreamWithANameOfItsOwnIsExtendedLikeAnyOther() throws InterruptedException {
        int words = 12_800;
        stage.provider.plays(wire -> {
            wire.head();
            for (int i = 0; i < words / 64; i++) {
                wire.say(word().repeat(64));
            }
            wire.say(chunk("", "stop") + chatUsage(8, words) + "data: [DONE]\n\n");
        });
        Payer named = PAYER.attempting(Digest.shortSha256(new byte[] {1}));
        StreamResult.Opened opened =
                assertInstanceOf(StreamResult.Opened.class, stage.calls.open(chat(""), named, Presence.STAYS));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        opened.answer().passTo(out);
        assertEquals(cost(8, words), stage.lastRow().amount().negated());
        assertTrue(
                Objects.requireNonNull(stage.lastRow().hold()).amount().isMoreThan(cost(0, words)),
                "the hold was not extended");
    }
}
