package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The connection to PostgreSQL is cut around COMMIT: each command takes effect once, and its caller is told what happened. */
class LostCommitTest {
    /** What moves money asks for a key; the others are safe to repeat without. */
    private static final Set<String> KEYED = Set.of("grant", "hold", "charge", "event", "reverse");

    /** One of everything, and replays that were replays before anything was lost. */
    private static final String EVERYTHING = """
        price   m input 1000 output 2000
        grant   alice 5.00 promo as g1                      -> grant left 5.00
        grant   alice 5.00 promo key twice                  -> grant
        grant   alice 5.00 promo key twice                  -> replayed of grant number 2
        grant   alice 5.00 paid key twice                   -> idempotency_key_reused
        hold    h1 alice 1.00 expires 10m                   -> open amount 1.00
        extend  h1 to 2.00                                  -> open amount 2.00
        extend  h1 progress m input 100 output 50           -> open
        settle  h1 m input 100 output 50                    -> charge amount -0.20
        settle  h1 m input 100 output 50                    -> replayed
        settle  h1 m input 100 output 51                    -> hold_already_ended
        hold    h2 alice m input 100 output 50 about things -> open amount 0.20
        release h2                                          -> not_charged about things
        charge  alice 1.00 says hello                       -> charge row 5 says hello
        charge  alice 100.00                                -> insufficient_credits
        reverse alice/5 0.40                                -> reversal amount 0.40
        event   alice 0.50                                  -> charge amount -0.50
        limits  alice day 3.00                              -> account
        charge  alice 2.00                                  -> limit_reached left 1.70
        zone    alice Asia/Tokyo                            -> account
        freeze  alice                                       -> account
        charge  alice 0.10                                  -> account_frozen
        unfreeze alice                                      -> account
        plan    alice free                                  -> account
        plan    alice pro                                   -> account
        void    g1                                          -> grant left 0 state voided
        hold    h3 alice 1.00 expires 1m                    -> open
        advance 2m
        expire  alice                                       -> account held 0
        delete  alice                                       -> account_not_empty
        delete  alice forfeit                               -> account deleted true
        delete  alice forfeit                               -> not_found
        """;

    private static SimulatedDatabase database;

    @BeforeAll
    static void create() {
        database = SimulatedDatabase.create();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FREEZE") // which takes PostgreSQL 5 s to notice
    void eachCommandTakesEffectOnceAndIsToldAsItHappened(FaultyProxy.Strike where) {
        try (FaultyProxy proxy = new FaultyProxy(database.port());
                PostgresStage stage = new PostgresStage(
                        database, database.open(), database.openThrough(proxy.port()), 1, new Decisions())) {
            stage.begin("lost-" + where);
            Scenario scenario = new Scenario(stage, new Scenario.Mischief() {
                @Override
                public void begin() {
                    proxy.strike(where);
                }

                @Override
                public void end() {
                    proxy.strikeNoMore();
                }
            });
            List<Line> lines = Line.readAll(EVERYTHING);
            lines.forEach(
                    line -> scenario.play(KEYED.contains(line.verb()) ? line.keyed("line-" + line.number()) : line));
            assertEquals(List.of(), stage.differences());
            assertTrue(proxy.timesStruck() > lines.size() / 2, "the proxy struck " + proxy.timesStruck() + " times");
        }
    }
}
