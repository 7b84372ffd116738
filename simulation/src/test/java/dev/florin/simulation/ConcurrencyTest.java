package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.TransactionType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many callers at once, through two processes on one database. */
class ConcurrencyTest {
    private static SimulatedDatabase database;

    private PostgresStage one;
    private PostgresStage two;
    private Scenario here;
    private Scenario there;

    @BeforeAll
    static void create() {
        database = SimulatedDatabase.create();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void open() {
        Decisions decisions = new Decisions();
        one = PostgresStage.on(database, 2, decisions);
        two = PostgresStage.on(database, 2, decisions);
        here = new Scenario(one);
        there = new Scenario(two);
    }

    @AfterEach
    void compare() {
        List<String> differences = PostgresStage.differences(List.of(one, two));
        one.close();
        two.close();
        assertEquals(List.of(), differences);
    }

    /** The same account by the same name in both processes. */
    private void share(String name) {
        AccountNumber number = here.cast().account(name);
        there.cast().nameAccount(name, number);
    }

    private Supplier<Answer> call(int number, String line) {
        boolean even = number % 2 == 0;
        Asks.Ask ask = (even ? here : there).read(Line.read(number, line));
        return () -> Callers.ask(even ? one : two, ask);
    }

    private static long count(List<Answer> answers, String code) {
        return answers.stream().filter(answer -> answer.code().equals(code)).count();
    }

    @Test
    void aThousandHoldsOnABalanceThatPaysForAHundredAndFifty() {
        here.play(Line.readAll("grant alice 1.50 promo"));
        share("alice");
        List<Answer> answers = Callers.together(IntStream.range(0, 1_000)
                .mapToObj(i -> call(i, "hold - alice 0.01 key hold-" + i))
                .toList());
        assertEquals(150, count(answers, "open"));
        assertEquals(850, count(answers, "insufficient_credits"));
        here.play(Line.readAll("balance alice total 1.50 held 1.50 available 0"));
    }

    @Test
    void aThousandHoldsOfAKeyWhoseLimitPaysForAHundredAndFifty() {
        here.play(Line.readAll("grant alice 100.00 promo"));
        share("alice");
        here.play(Line.readAll("gateway_key k1 alice total 1.50 day 20.00"));
        there.cast().nameAs(here.cast());
        List<Answer> answers = Callers.together(IntStream.range(0, 1_000)
                .mapToObj(i -> call(i, "hold - alice 0.01 with k1"))
                .toList());
        assertEquals(150, count(answers, "open"));
        assertEquals(850, count(answers, "limit_reached"));
        here.play(Line.readAll("used alice total of k1 spent 0 held 1.50"));
        there.play(Line.readAll("hold h1 alice 0.01 -> open"));
    }

    @Test
    void aKeyRevokedWhileManyUseItAdmitsNothingAfterwards() {
        here.play(Line.readAll("grant alice 100.00 promo"));
        share("alice");
        here.play(Line.readAll("gateway_key k1 alice"));
        there.cast().nameAs(here.cast());
        List<Answer> answers = Callers.together(IntStream.range(0, 200)
                .mapToObj(i -> call(i, i == 100 ? "revoke k1" : "hold - alice 0.01 with k1"))
                .toList());
        assertEquals(199, count(answers, "open") + count(answers, "invalid_key"));
        for (int i = 0; i < 10; i++) {
            assertEquals(
                    "invalid_key", call(i, "hold - alice 0.01 with k1").get().code());
        }
    }

    @Test
    void noCallIsAdmittedOnceTooMuchIsCarriedHoweverManyFailAtOnce() {
        here.play(Line.readAll("price m input 1000\ngrant alice 100.00 promo"));
        share("alice");
        IntStream.range(0, 100).forEach(i -> here.play(Line.readAll("hold h" + i + " alice 0.10")));
        there.cast().nameAs(here.cast());
        List<Answer> answers = Callers.together(IntStream.range(0, 200)
                .mapToObj(i -> call(
                        i,
                        i % 2 == 0
                                ? "release h" + i / 2 + " because failed carrying m input 20"
                                : "hold - alice 0.01 carrying 1.00"))
                .toList());
        assertEquals(100, count(answers, "not_charged"));
        assertEquals(100, count(answers, "open") + count(answers, "rate_limited"));
        here.play(Line.readAll("""
                balance alice loss 2.00
                hold - alice 0.01 carrying 1.00 -> rate_limited carried 2.00
                """));
        AccountSnapshot alice =
                one.ledger().snapshot(here.cast().account("alice")).orElseThrow();
        Instant reached = alice.rows().stream()
                .filter(row -> row.type() == TransactionType.NOT_CHARGED)
                .skip(49)
                .findFirst()
                .orElseThrow()
                .createdAt();
        assertTrue(alice.holds().stream().noneMatch(hold -> hold.placedAt().isAfter(reached)));
    }

    @Test
    void theSameKeyAHundredTimesAtOnceHasOneEffect() {
        here.play(Line.readAll("grant alice 100.00 promo"));
        share("alice");
        for (String line :
                List.of("charge alice 1.00", "hold - alice 1.00", "grant alice 1.00 promo", "event alice 1.00")) {
            List<Answer> answers = Callers.together(IntStream.range(0, 100)
                    .mapToObj(i -> call(i, line + " key same-" + line.charAt(0)))
                    .toList());
            assertEquals(1, answers.stream().filter(Answer::done).count(), line);
            assertEquals(99, count(answers, "replayed"), line);
        }
        here.play(Line.readAll("balance alice total 99.00 held 1.00 rows 4"));
    }

    @Test
    void theSameKeyWithOtherBodiesAtOnceHasOneEffect() {
        here.play(Line.readAll("grant alice 100.00 promo"));
        share("alice");
        List<Answer> answers = Callers.together(IntStream.range(0, 100)
                .mapToObj(i -> call(i, "charge alice 0." + (100 + i) + " key same"))
                .toList());
        assertEquals(1, answers.stream().filter(Answer::done).count());
        assertEquals(99, count(answers, "idempotency_key_reused"));
    }

    @Test
    void aHoldThatManySettleAndReleaseAtOnceEndsOnce() {
        here.play(Line.readAll("grant alice 100.00 promo"));
        share("alice");
        for (int hold = 1; hold <= 20; hold++) {
            here.play(Line.readAll("hold - alice 1.00 key hold-" + hold));
            String name = "alice/" + hold;
            List<Answer> answers = Callers.together(IntStream.range(0, 50)
                    .mapToObj(i -> call(i, i % 3 == 0 ? "release " + name : "settle " + name + " 0." + (10 + i)))
                    .toList());
            assertEquals(1, answers.stream().filter(Answer::done).count());
        }
        here.play(Line.readAll("balance alice held 0 rows 21"));
    }

    @Test
    void bulksOverTheSameAccountsInOppositeOrdersDoNotWaitForEachOther() {
        List<String> names =
                IntStream.range(0, 200).mapToObj(i -> "account-" + i).toList();
        names.forEach(this::share);
        for (int round = 0; round < 5; round++) {
            List<CompletableFuture<?>> asked = new ArrayList<>();
            List<String> back = new ArrayList<>(names);
            Collections.reverse(back);
            for (int i = 0; i < names.size(); i++) {
                asked.add(bulk(one, here, "grant " + names.get(i) + " 1.00 promo key one-" + round));
                asked.add(bulk(two, there, "grant " + back.get(i) + " 1.00 promo key two-" + round));
            }
            asked.forEach(CompletableFuture::join);
        }
        assertEquals(0, one.decisions().timesAskedAgain(), "batches that PostgreSQL failed");
        names.forEach(name -> here.play(Line.readAll("balance " + name + " total 10.00")));
    }

    private static CompletableFuture<?> bulk(PostgresStage stage, Scenario scenario, String line) {
        return Callers.submit(stage, scenario.read(Line.read(1, line)));
    }

    @Test
    void oneHotAccountIsChargedByTwoProcessesAtOnce() {
        here.play(Line.readAll("grant alice 3.00 promo\ngrant alice 3.00 paid\nlimits alice day 5.00"));
        share("alice");
        List<Answer> answers = Callers.together(IntStream.range(0, 1_000)
                .mapToObj(i -> call(i, "charge alice 0.01 key charge-" + i))
                .toList());
        assertEquals(500, count(answers, "charge"));
        assertEquals(500, count(answers, "limit_reached"));
        here.play(Line.readAll("balance alice total 1.00 rows 502"));
    }
}
