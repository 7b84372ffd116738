package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.money.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Races in which other prepaid systems were seen to lose money, through two processes on one database. */
class SpendingRacesTest {
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
        two = PostgresStage.on(database, 1, decisions);
        here = new Scenario(one);
        there = new Scenario(two);
        there.cast().nameAccount("alice", here.cast().account("alice"));
    }

    @AfterEach
    void compare() {
        List<String> differences = PostgresStage.differences(List.of(one, two));
        one.close();
        two.close();
        assertEquals(List.of(), differences);
    }

    private Supplier<Answer> call(int number, String line) {
        boolean even = number % 2 == 0;
        Asks.Ask ask = (even ? here : there).read(Line.read(number, line));
        return () -> Callers.ask(even ? one : two, ask);
    }

    private List<Answer> together(int times, String line) {
        return Callers.together(IntStream.range(0, times)
                .mapToObj(i -> call(i, line.replace("#", Integer.toString(i))))
                .toList());
    }

    private static long done(List<Answer> answers) {
        return answers.stream().filter(Answer::done).count();
    }

    @Test
    void chargesAtOnceTakeWhatIsThereAndNotMore() {
        here.play(Line.readAll("grant alice 10.00 paid"));
        List<Answer> answers = together(100, "charge alice 1.00 key charge-#");
        assertEquals(10, done(answers));
        here.play(Line.readAll("balance alice total 0 rows 11"));
    }

    @Test
    void oneCallsWorthIsGivenToOneOfTwoFeatures() {
        here.play(Line.readAll("grant alice 1.00 paid"));
        List<Answer> answers = Callers.together(List.of(
                call(0, "hold - alice 1.00 feature chat key chat"),
                call(1, "hold - alice 1.00 feature code key code")));
        assertEquals(1, done(answers));
    }

    @Test
    void creditsAndDebitsOfFortyCallersAddUpRowByRow() {
        here.play(Line.readAll("grant alice 100.00 promo key first"));
        List<Supplier<Long>> callers = new ArrayList<>();
        for (int caller = 0; caller < 40; caller++) {
            List<Supplier<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String line = i % 3 == 0 ? "grant alice 0.02 paid" : "charge alice 0.03";
                calls.add(call(caller, line + " key call-" + caller + "-" + i));
            }
            callers.add(() -> done(calls.stream().map(Supplier::get).toList()));
        }
        assertEquals(
                2_000,
                Callers.together(callers).stream().mapToLong(each -> each).sum());
        Amount running = Amount.ZERO;
        AccountSnapshot snapshot = snapshot(one);
        for (int i = 0; i < snapshot.rows().size(); i++) {
            assertEquals(i + 1, snapshot.rows().get(i).sequence());
            running = running.plus(snapshot.rows().get(i).amount());
            assertEquals(running, snapshot.rows().get(i).balanceAfter());
        }
        // 17 × 0.02 and 33 × 0.03 of each caller.
        here.play(Line.readAll("balance alice total 74.00 rows 2001"));
    }

    @Test
    void callsAtOnceDoNotPassALimitThatHasRoomForFewer() {
        here.play(Line.readAll("grant alice 100.00 paid\nlimits alice day 10.00\ncharge alice 9.90 key before"));
        assertEquals(0, done(together(10, "hold - alice 0.20 key large-#")));
        assertEquals(2, done(together(10, "hold - alice 0.05 key small-#")));
        here.play(Line.readAll("used alice day spent 9.90 held 0.10"));
    }

    @Test
    void creditThatOneProcessWasGivenIsSpentByTheNextRequestToTheOther() {
        for (int round = 0; round < 20; round++) {
            there.play(Line.readAll("charge alice 1.00 key poor-" + round + " -> insufficient_credits"));
            here.play(Line.readAll("grant alice 1.00 paid key grant-" + round));
            there.play(Line.readAll("charge alice 1.00 key rich-" + round + " -> charge"));
        }
    }

    /** A hold goes and its charge comes in one step: whoever reads beside it never sees more to spend than before. */
    @Test
    void noReaderSeesAHoldGoneAndItsChargeMissing() throws Exception {
        here.play(Line.readAll("grant alice 100.00 paid"));
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> reading = threads.submit(() -> {
                Amount last = snapshot(two).account().available();
                int reads = 0;
                while (!over.get()) {
                    Account account = snapshot(two).account();
                    assertFalse(account.available().isMoreThan(last), "it rose to " + account);
                    last = account.available();
                    reads++;
                }
                return reads;
            });
            for (int call = 1; call <= 60; call++) {
                here.play(Line.readAll("hold - alice 1.00 key hold-" + call + "\nsettle alice/" + call + " 1.00"));
            }
            over.set(true);
            assertTrue(reading.get() > 0, "nobody read");
        }
    }

    private AccountSnapshot snapshot(PostgresStage stage) {
        AccountNumber alice = here.cast().account("alice");
        return stage.ledger().snapshot(alice).orElseThrow();
    }
}
