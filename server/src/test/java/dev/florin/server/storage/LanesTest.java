package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Request;
import dev.florin.core.ledger.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lanes whose workers decide nothing. Nobody looks who is not called: a command that is overlooked waits for ever. */
@Timeout(60)
final class LanesTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final int FEW = 8;

    /** Long enough for every worker to fall asleep. */
    private static final long PAUSE_NANOS = 100_000;

    private static Pending<Transaction> in(int lane, int count, long hold) {
        AccountNumber account = LongStream.iterate(1, number -> number + 1)
                .mapToObj(AccountNumber::of)
                .filter(each -> Lanes.laneOf(each, count) == lane)
                .findFirst()
                .orElseThrow();
        Digest fingerprint = Digest.shortSha256("release".getBytes(StandardCharsets.US_ASCII));
        return new Pending<>(new Command.ReleaseHold(
                account, new Request(null, fingerprint, "operator", "test"), hold, ReasonCode.RELEASED, null));
    }

    private static List<Pending<?>> submitted(Lanes lanes, int lane, int commands) {
        List<Pending<?>> all = new ArrayList<>();
        for (int hold = 0; hold < commands; hold++) {
            Pending<Transaction> pending = in(lane, 2, hold);
            lanes.submit(pending);
            all.add(pending);
        }
        return all;
    }

    @Test
    void fewCommandsOfSeveralLanesAreOneBatch() {
        Lanes lanes = new Lanes(2, 100, FEW, NEVER);
        List<Pending<?>> all = new ArrayList<>(submitted(lanes, 0, 3));
        all.addAll(submitted(lanes, 1, 5));
        assertEquals(all, Lanes.batch(lanes.await(0), 100));
    }

    @Test
    void manyCommandsAreABatchForEachLane() {
        Lanes lanes = new Lanes(2, 100, FEW, NEVER);
        List<Pending<?>> first = submitted(lanes, 0, 4);
        List<Pending<?>> second = submitted(lanes, 1, 5);
        assertEquals(second, Lanes.batch(lanes.await(1), 100));
        assertEquals(first, Lanes.batch(lanes.await(1), 100), "whoever comes next gets the other lane");
    }

    /** Both workers sleep; the first is called, and is busy with few commands or with many. */
    @Test
    void aWorkerIsCalledForOneCommandWhereTheOtherHasManyInHand() {
        Lanes lanes = new Lanes(2, 100, FEW, NEVER);
        submitted(lanes, 0, 2 * FEW);
        List<Lane> many = lanes.await(0);
        CompletableFuture<List<Lane>> other = CompletableFuture.supplyAsync(() -> lanes.await(1));
        awaitSleeping(lanes, 1);
        submitted(lanes, 1, 1);
        List<Lane> one = other.join();
        assertEquals(1, Lanes.batch(one, 100).size());
        lanes.leave(one);
        Lanes.batch(many, 100);
        lanes.leave(many);

        submitted(lanes, 0, 1);
        List<Lane> few = lanes.await(0);
        CompletableFuture<List<Lane>> idle = CompletableFuture.supplyAsync(() -> lanes.await(1));
        awaitSleeping(lanes, 1);
        submitted(lanes, 1, 1);
        assertEquals(1, lanes.sleeping(), "few and few are for whoever is busy");
        Lanes.batch(few, 100);
        lanes.leave(few);
        assertEquals(1, Lanes.batch(lanes.await(0), 100).size());
        lanes.stop();
        assertEquals(List.of(), idle.join());
    }

    private static void awaitSleeping(Lanes lanes, int workers) {
        while (lanes.sleeping() != workers) {
            Thread.onSpinWait();
        }
    }

    @Test
    void nothingIsTakenTogetherWhereNothingIsFew() {
        Lanes lanes = new Lanes(2, 100, 0, NEVER);
        submitted(lanes, 0, 1);
        submitted(lanes, 1, 1);
        assertEquals(1, lanes.await(0).size());
        assertEquals(1, lanes.await(0).size());
    }

    @Test
    void whatIsPutBackComesFirstAndInItsOrder() {
        Lanes lanes = new Lanes(2, 100, FEW, NEVER);
        List<Pending<?>> all = submitted(lanes, 0, 6);
        List<Lane> mine = lanes.await(0);
        List<Pending<?>> batch = Lanes.batch(mine, 4);
        lanes.putBack(batch.subList(2, 4));
        lanes.leave(mine);
        List<Pending<?>> left = new ArrayList<>(all.subList(2, 6));
        left.addAll(submitted(lanes, 0, 1));
        assertEquals(left, Lanes.batch(lanes.await(1), 100));
    }

    @Test
    void aFullLaneIsTheOnlyOneThatIsFull() {
        Lanes lanes = new Lanes(2, 3, FEW, NEVER);
        submitted(lanes, 0, 3);
        Pending<Transaction> tooMany = in(0, 2, 4);
        lanes.submit(tooMany);
        assertEquals(LedgerFault.Kind.OVERLOADED, faultOf(tooMany.future()).kind());
        assertFalse(submitted(lanes, 1, 1).getFirst().future().isDone());
        assertEquals(List.of(3, 1), lanes.depths());
    }

    @Test
    void everyCommandIsAnsweredOnceWhoeverIsBusy() {
        for (int count : List.of(1, 2, 3)) {
            for (int together : List.of(0, FEW)) {
                answerAll(new Lanes(count, 1_000, together, NEVER), count);
            }
        }
    }

    /** Callers who pause now and then, so that workers fall asleep and are called, many thousand times. */
    private static void answerAll(Lanes lanes, int count) {
        List<Thread> workers = started(lanes, count);
        List<CompletableFuture<Void>> callers = IntStream.range(0, 12)
                .mapToObj(caller -> CompletableFuture.runAsync(
                        () -> {
                            Random random = new Random(caller);
                            for (int call = 0; call < 1_000; call++) {
                                Pending<Transaction> pending = in(random.nextInt(count), count, call);
                                lanes.submit(pending);
                                assertInstanceOf(
                                        Outcome.Refused.class, pending.future().join());
                                if (random.nextInt(4) == 0) {
                                    Thread.onSpinWait();
                                } else if (random.nextInt(50) == 0) {
                                    LockSupport.parkNanos(PAUSE_NANOS);
                                }
                            }
                        },
                        command -> Thread.ofVirtual().start(command)))
                .toList();
        callers.forEach(CompletableFuture::join);
        lanes.stop();
        workers.forEach(LanesTest::join);
    }

    @Test
    void whatWasTakenInIsAnsweredAndWhatComesLateIsFailed() {
        Lanes lanes = new Lanes(2, 1_000, FEW, NEVER);
        List<Pending<?>> all = new ArrayList<>(submitted(lanes, 0, 100));
        all.addAll(submitted(lanes, 1, 100));
        lanes.stop();
        List<Thread> workers = started(lanes, 2);
        workers.forEach(LanesTest::join);
        all.forEach(
                each -> assertInstanceOf(Outcome.Refused.class, each.future().join()));
        Pending<Transaction> late = in(1, 2, 1);
        lanes.submit(late);
        assertEquals(LedgerFault.Kind.STOPPING, faultOf(late.future()).kind());
    }

    /** Workers that refuse everything, and see that nobody else has their lanes. */
    private static List<Thread> started(Lanes lanes, int count) {
        ConcurrentHashMap<Lane, Thread> owners = new ConcurrentHashMap<>();
        return IntStream.range(0, count)
                .mapToObj(number -> {
                    lanes.begin();
                    return Thread.ofPlatform().start(() -> {
                        List<Lane> mine = lanes.await(number);
                        while (!mine.isEmpty()) {
                            mine.forEach(lane -> assertTrue(owners.putIfAbsent(lane, Thread.currentThread()) == null));
                            Lanes.batch(mine, 50).forEach(LanesTest::refuse);
                            mine.forEach(owners::remove);
                            lanes.leave(mine);
                            mine = lanes.await(number);
                        }
                        lanes.end();
                    });
                })
                .toList();
    }

    private static <T> void refuse(Pending<T> pending) {
        pending.decided(new Outcome.Refused<>(new Refusal.NotFound()));
        pending.answer();
    }

    private static LedgerFault faultOf(CompletableFuture<?> future) {
        CompletionException thrown = assertThrows(CompletionException.class, future::join);
        return assertInstanceOf(LedgerFault.class, thrown.getCause());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
