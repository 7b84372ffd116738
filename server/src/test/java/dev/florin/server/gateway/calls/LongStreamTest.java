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

import dev.florin.core.ledger.Refusal;
import dev.florin.core.money.Amount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much is held for a stream, how that grows, and what happens where it cannot. */
class LongStreamTest {
    private static final String DONE = "data: [DONE]\n\n";
    private static final String FINISH = chunk("", "stop");
    private static final String WORDS = word().repeat(64);

    /** Dollars for 8,192 tokens of output and the input, and little more. */
    private static final String FIRST_ONLY = "0.083";

    private final CountDownLatch gaveUp = new CountDownLatch(1);
    private StreamStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = new StreamStage();
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
    }

    private void writes(int words) {
        stage.provider.plays(wire -> {
            try {
                wire.head();
                for (int i = 0; i < words / 64; i++) {
                    wire.say(WORDS);
                }
                wire.say(FINISH + chatUsage(8, words) + DONE);
            } finally {
                gaveUp.countDown();
            }
        });
    }

    @Test
    void aMaximumThatIsNamedIsHeldInFull() throws InterruptedException {
        stage.give("1.00");
        writes(64);
        StreamResult.Opened opened = stage.opened(chat(",\"max_tokens\":20000"), Presence.STAYS);
        assertTrue(stage.hold().amount().isMoreThan(cost(0, 20_000)));
        assertEquals(OptionalLong.empty(), opened.loweredTo());
        opened.answer().close();
    }

    @Test
    void aStreamWithoutAMaximumIsHeldForItsFirstTokensAndExtended() throws InterruptedException {
        stage.give("1.00");
        writes(12_800);
        StreamResult.Opened opened = stage.opened(chat(""), Presence.STAYS);
        Amount first = stage.hold().amount();
        assertTrue(first.isMoreThan(cost(0, 8_192)) && cost(100, 8_192).isMoreThan(first), first.toString());
        assertTrue(stage.provider.received().getFirst().contains("\"max_completion_tokens\":40000"));
        List<Amount> held = new ArrayList<>();
        try (AnswerStream answer = opened.answer()) {
            answer.passTo(new ByteArrayOutputStream() {
                @Override
                public void flush() throws IOException {
                    super.flush();
                    stage.ledger
                            .snapshot(StreamStage.ACCOUNT)
                            .orElseThrow()
                            .holds()
                            .forEach(each -> held.add(each.amount()));
                }
            });
        }
        assertTrue(held.getLast().isMoreThan(cost(0, 16_384)), held.getLast().toString());
        assertEquals(cost(8, 12_800).negated(), stage.lastRow().amount());
        assertFalse(stage.spending().estimated());
    }

    private void writesWhileItGetsLater(Runnable move) {
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(WORDS);
            move.run();
            wire.say(WORDS + FINISH + chatUsage(8, 128) + DONE);
        });
    }

    @Test
    void aStreamOutlivesAMoveOfTheClockThatItsProcessIsToldOf() throws InterruptedException {
        stage.give("1.00");
        Duration jump = Duration.ofHours(1);
        writesWhileItGetsLater(() -> stage.calls.outlive(jump, () -> stage.later(jump)));
        assertTrue(stage.heard(chat("")).endsWith(DONE));
        assertEquals(cost(8, 128).negated(), stage.lastRow().amount());
        assertFalse(stage.spending().estimated());
        assertTrue(stage.calls.isIdle());
    }

    @Test
    void aClockThatIsSetForwardUnawaresChargesNoMoreThanWasRecorded() throws InterruptedException {
        stage.give("1.00");
        writesWhileItGetsLater(() -> stage.later(Duration.ofHours(1)));
        String heard = stage.heard(chat(""));
        assertTrue(heard.contains(" word"));
        assertEquals(Amount.ZERO, stage.lastRow().amount());
        assertEquals(Amount.dollars("1.00"), stage.books().account().available());
        assertTrue(stage.calls.isIdle());
    }

    @Test
    void aStreamThatCannotBeExtendedEndsAsAtItsLimit() throws InterruptedException {
        stage.give(FIRST_ONLY);
        writes(40_000);
        String heard = stage.heard(chat(",\"stream_options\":{\"include_usage\":true}"));
        assertTrue(heard.contains("\"finish_reason\":\"length\""), "no length");
        assertTrue(heard.contains("\"completion_tokens\":8192"), heard.substring(heard.length() - 900));
        assertTrue(heard.endsWith(DONE), "no end");
        gaveUp.await();
        assertTrue(stage.spending().estimated());
        assertEquals(Amount.ZERO, stage.spending().uncollected());
        assertFalse(stage.books().account().available().isNegative());
    }

    @Test
    void aFrozenAccountFinishesOnWhatItHolds() throws InterruptedException {
        stage.give("5.00");
        writes(40_000);
        StreamResult.Opened opened = stage.opened(chat(""), Presence.STAYS);
        stage.freeze();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AnswerStream answer = opened.answer()) {
            answer.passTo(out);
        }
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("\"finish_reason\":\"length\""));
        assertTrue(stage.lastRow().amount().isNegative());
    }

    @Test
    void aLimitIsLoweredToWhatTheBalancePaysAndSentToTheProvider() throws InterruptedException {
        stage.give("0.01");
        for (String limit : new String[] {"", ",\"max_tokens\":5000"}) {
            writes(64);
            StreamResult.Opened opened = stage.opened(chat(limit), Presence.STAYS);
            long lowered = opened.loweredTo().orElseThrow();
            assertTrue(lowered >= 256 && lowered < 1_000, "lowered to " + lowered);
            assertTrue(stage.provider.received().getLast().contains("_tokens\":" + lowered));
            opened.answer().close();
        }
    }

    @Test
    void nothingIsSentThatTheBalanceDoesNotPay() throws InterruptedException {
        stage.give("0.001");
        StreamResult.NotOpened refused =
                assertInstanceOf(StreamResult.NotOpened.class, stage.open(chat(""), Presence.STAYS));
        assertInstanceOf(
                Refusal.InsufficientCredits.class,
                assertInstanceOf(CallResult.NotAdmitted.class, refused.why()).why());
        assertTrue(stage.provider.received().isEmpty());
        assertEquals(1, stage.books().rows().size());
    }

    @Test
    void theCapOfACallIsNeverPassedByExtending() throws InterruptedException {
        stage.give("5.00");
        writes(64);
        Payer capped = new Payer(StreamStage.ACCOUNT, "key:test", "chat", Amount.dollars("0.10"));
        StreamResult.Opened opened =
                assertInstanceOf(StreamResult.Opened.class, stage.calls.open(chat(""), capped, Presence.STAYS));
        long lowered = opened.loweredTo().orElseThrow();
        assertTrue(cost(100, lowered).isMoreThan(Amount.dollars("0.09")), "lowered to " + lowered);
        assertFalse(cost(8, lowered).isMoreThan(Amount.dollars("0.10")), "lowered to " + lowered);
        opened.answer().close();
    }
}
