package dev.florin.server.gateway.calls;

import static dev.florin.server.gateway.calls.StreamStage.PAYER;
import static dev.florin.server.gateway.calls.StreamStage.chat;
import static dev.florin.server.gateway.calls.StreamStage.chatUsage;
import static dev.florin.server.gateway.calls.StreamStage.chunk;
import static dev.florin.server.gateway.calls.StreamStage.endpoint;
import static dev.florin.server.gateway.calls.StreamStage.request;
import static dev.florin.server.gateway.calls.StreamStage.word;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.TransactionType;
import dev.florin.server.gateway.calls.ScriptedProvider.Script;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.Dialect;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider that is reached in two places: who is asked, and who is not, where the first does not answer. */
class FailOverTest {
    private static final String DONE = "data: [DONE]\n\n";
    private static final String ANSWER = "{\"model\":\"m-1\",\"choices\":[{\"message\":{\"content\":\"Hello\"},"
            + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2}}";
    private static final CallRequest WHOLE = request(
            Dialect.OPENAI_CHAT,
            "{\"model\":\"m-1\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

    private static final Script ANSWERS = wire -> {
        wire.head(200, "application/json");
        wire.say(ANSWER);
    };
    private static final Script STREAMS = wire -> {
        wire.head();
        wire.say(word() + chunk("", "stop") + chatUsage(10, 2) + DONE);
    };

    private final ScriptedProvider first = new ScriptedProvider();
    private final ScriptedProvider second = new ScriptedProvider();
    private StreamStage stage;

    FailOverTest() throws IOException {}

    @BeforeEach
    void start() throws IOException {
        open(endpoint(first, "sk-first", 4_000), endpoint(second, "sk-second", 4_000));
    }

    private void open(Endpoint... upstreams) throws IOException {
        stage = new StreamStage(List.of(upstreams));
        stage.give("1.00");
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
        first.close();
        second.close();
    }

    private static Script refuses(int status) {
        return wire -> {
            wire.head(status, "application/json", "Retry-After: 7\r\n");
            wire.say("{\"error\":{\"message\":\"not now\"}}");
        };
    }

    private CallResult call() throws InterruptedException {
        return stage.whole.call(WHOLE, PAYER);
    }

    private void assertChargedOnce() {
        assertEquals(2, stage.books().rows().size());
        assertEquals(TransactionType.CHARGE, stage.lastRow().type());
        assertEquals(StreamStage.cost(10, 2), stage.lastRow().amount().negated());
    }

    private double failures(String upstream, String why) {
        return stage.registry
                .get("florin.gateway.upstream.failures")
                .tags("upstream", upstream, "why", why)
                .counter()
                .count();
    }

    private double open(String upstream) {
        return stage.registry
                .get("florin.gateway.upstream.open")
                .tags("upstream", upstream)
                .gauge()
                .value();
    }

    private double ended(String outcome) {
        return stage.registry
                .get("florin.gateway.calls")
                .tags("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void whoIsNotThereIsFollowedByTheNextWithItsOwnKey() throws Exception {
        first.close();
        second.plays(ANSWERS);
        assertInstanceOf(CallResult.Finished.class, call());
        assertChargedOnce();
        String head = second.heads().getFirst();
        assertTrue(head.contains("Bearer sk-second") && !head.contains("sk-first"), head);
        assertEquals(1, failures("openai", "unreached"));
        assertEquals(1, ended("finished"));
    }

    @Test
    void aStreamGoesToTheNextBeforeAnythingWasSaid() throws InterruptedException {
        first.plays(refuses(503));
        second.plays(STREAMS);
        assertTrue(stage.heard(chat(",\"max_tokens\":100")).contains(" word"));
        assertChargedOnce();
        assertEquals(1, first.received().size());
        assertTrue(first.heads().getFirst().contains("Bearer sk-first"));
    }

    @Test
    void whatDidNothingAndBillsNothingIsFollowedByTheNext() throws InterruptedException {
        for (int status : new int[] {429, 503, 529}) {
            first.plays(refuses(status));
            second.plays(ANSWERS);
            assertInstanceOf(CallResult.Finished.class, call(), "after " + status);
        }
        assertEquals(3, second.received().size());
        assertEquals(4, stage.books().rows().size());
    }

    @Test
    void whatMayHaveWorkedIsNotAskedElsewhere() throws IOException, InterruptedException {
        List<Script> uncertain = List.of(
                refuses(500),
                refuses(502),
                refuses(504),
                refuses(401),
                // It has the whole request, and breaks off before a byte of an answer.
                ScriptedProvider.Wire::cut,
                wire -> wire.awaitLeft(new CountDownLatch(1)));
        for (Script each : uncertain) {
            stage.close();
            start(); // with nothing known of the first upstream
            first.plays(each);
            assertFalse(call() instanceof CallResult.Finished);
            assertInstanceOf(StreamResult.NotOpened.class, stage.open(chat(",\"max_tokens\":100"), Presence.STAYS));
            assertEquals(ReasonCode.FAILED, stage.lastRow().reasonCode());
        }
        assertEquals(List.of(), second.received());
        assertEquals(2 * uncertain.size(), first.received().size());
    }

    @Test
    void aRedirectIsNeverFollowed() throws InterruptedException {
        first.plays(wire -> wire.head(
                307, "text/plain", "Location: http://127.0.0.1:" + second.port() + "/v1/chat/completions\r\n"));
        assertInstanceOf(CallResult.Refused.class, call());
        assertEquals(List.of(), second.heads());
    }

    @Test
    void thereAreThreeTriesHoweverManyUpstreamsThereAre() throws IOException, InterruptedException {
        stage.close();
        open(Stream.of("sk-1", "sk-2", "sk-3", "sk-4", "sk-5")
                .map(key -> endpoint(first, key, 10))
                .toArray(Endpoint[]::new));
        first.plays(refuses(503));
        CallResult.Refused refused = assertInstanceOf(CallResult.Refused.class, call());
        assertEquals(3, first.received().size());
        assertEquals(2, stage.books().rows().size());
        CallReply reply = stage.replies.of(WHOLE, PAYER, refused);
        assertEquals(503, reply.status());
        assertEquals("7", reply.headers().get("Retry-After"));
    }

    @Test
    void whoIsAloneIsAskedAgainOnlyWhereItWasNotReached() throws IOException, InterruptedException {
        stage.close();
        open(endpoint(first, "sk-first", 10));
        first.plays(refuses(429));
        assertInstanceOf(CallResult.Refused.class, call());
        assertEquals(1, first.received().size());
        first.close();
        assertInstanceOf(CallResult.Failed.class, call());
        assertEquals(2, failures("openai", "unreached"));
    }

    @Test
    void whoKeepsFailingIsPassedOverUntilOneCallFindsItWell() throws InterruptedException {
        first.plays(refuses(503));
        second.plays(ANSWERS);
        for (int i = 0; i < Line.LEAST_JUDGED + 3; i++) {
            assertInstanceOf(CallResult.Finished.class, call());
        }
        assertEquals(Line.LEAST_JUDGED, first.received().size());
        assertEquals(1.0, open("openai"));
        assertEquals(0.0, open("openai#2"));
        stage.later(Line.PAUSE.plusSeconds(1));
        call();
        assertEquals(Line.LEAST_JUDGED + 1, first.received().size());
        assertEquals(1.0, open("openai"));
        stage.later(Line.PAUSE.plusSeconds(1));
        first.plays(ANSWERS);
        call();
        assertEquals(0.0, open("openai"));
        call();
        assertEquals(Line.LEAST_JUDGED + 3, first.received().size());
    }

    @Test
    void oneCallAtATimeTriesWhetherAnUpstreamIsWellAgain() throws Exception {
        first.plays(refuses(503));
        second.plays(ANSWERS);
        for (int i = 0; i < Line.LEAST_JUDGED; i++) {
            call();
        }
        stage.later(Line.PAUSE.plusSeconds(1));
        CountDownLatch trying = new CountDownLatch(1);
        CountDownLatch answering = new CountDownLatch(1);
        first.plays(wire -> {
            trying.countDown();
            answering.await();
            ANSWERS.play(wire);
        });
        FutureTask<CallResult> trial = new FutureTask<>(this::call);
        Thread.ofVirtual().start(trial);
        trying.await();
        assertEquals(0.5, open("openai"));
        int before = second.received().size();
        call();
        assertEquals(before + 1, second.received().size());
        answering.countDown();
        assertInstanceOf(CallResult.Finished.class, trial.get());
        assertEquals(0.0, open("openai"));
    }

    @Test
    void whoIsAloneIsAskedHoweverOftenItFailed() throws IOException, InterruptedException {
        stage.close();
        open(endpoint(first, "sk-first", 10));
        first.plays(refuses(500));
        for (int i = 0; i < 2 * Line.JUDGED_BY; i++) {
            assertInstanceOf(CallResult.Refused.class, call());
        }
        assertEquals(1.0, open("openai"));
        first.plays(ANSWERS);
        assertInstanceOf(CallResult.Finished.class, call());
        assertEquals(2 * Line.JUDGED_BY + 1, first.received().size());
    }

    @Test
    void tooManyCallsAreRefusedBeforeAnythingIsHeld() throws Exception {
        stage.close();
        open(endpoint(first, "sk-first", 1));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answering = new CountDownLatch(1);
        first.plays(wire -> {
            asked.countDown();
            answering.await();
            ANSWERS.play(wire);
        });
        FutureTask<CallResult> running = new FutureTask<>(this::call);
        Thread.ofVirtual().start(running);
        asked.await();
        CallResult.Busy busy = assertInstanceOf(CallResult.Busy.class, call());
        StreamResult.NotOpened not =
                assertInstanceOf(StreamResult.NotOpened.class, stage.open(chat(""), Presence.STAYS));
        assertInstanceOf(CallResult.Busy.class, not.why());
        assertEquals(1, stage.snapshot().holds().size());
        CallReply reply = stage.replies.of(WHOLE, PAYER, busy);
        assertEquals(503, reply.status());
        assertEquals("1", reply.headers().get("Retry-After"));
        answering.countDown();
        assertInstanceOf(CallResult.Finished.class, running.get());
        first.plays(STREAMS);
        stage.heard(chat(",\"max_tokens\":100"));
        stage.heard(chat(",\"max_tokens\":100"));
        assertEquals(4, stage.books().rows().size());
        assertEquals(2, ended("busy"));
    }

    @Test
    void whoHasNoRoomIsPassedOver() throws Exception {
        stage.close();
        open(endpoint(first, "sk-first", 1), endpoint(second, "sk-second", 1));
        CountDownLatch left = new CountDownLatch(1);
        first.plays(wire -> {
            wire.head();
            wire.say(word());
            wire.awaitLeft(left);
        });
        second.plays(ANSWERS);
        StreamResult.Opened opened = stage.opened(chat(""), Presence.STAYS);
        assertInstanceOf(CallResult.Finished.class, call());
        opened.answer().close();
        left.await();
        assertEquals(1, second.received().size());
        assertEquals(3, stage.books().rows().size());
    }

    @Test
    void anAnswerThatStallsIsGivenUpWhenItHasBeenIdle() throws InterruptedException {
        CountDownLatch left = new CountDownLatch(1);
        first.plays(wire -> {
            wire.head(200, "application/json");
            wire.say("{\"model\":");
            wire.awaitLeft(left);
        });
        long before = System.nanoTime();
        assertInstanceOf(CallResult.Failed.class, call());
        assertTrue(System.nanoTime() - before < Duration.ofMillis(4_500).toNanos(), "the whole patience was used");
        left.await();
        assertEquals(List.of(), second.received());
    }

    @Test
    void nobodyElseIsAskedAfterTheFirstWord() throws InterruptedException {
        first.plays(wire -> {
            wire.head();
            wire.say(word());
            wire.cut();
        });
        second.plays(STREAMS);
        assertTrue(stage.heard(chat("")).contains("broke off"));
        assertEquals(List.of(), second.received());
        assertEquals(2, stage.books().rows().size());
    }
}
