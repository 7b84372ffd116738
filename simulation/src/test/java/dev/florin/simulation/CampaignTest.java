package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.embedded.TemporaryPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random histories: those of fixed seeds agree, and where a mistake is planted it is found and told in few lines. */
class CampaignTest {
    private static final long SEED = 20_261_122;
    private static final int HISTORIES = 40;
    private static final int WORLDS = 2;
    private static final int MOST_TRIALS = 100;

    /** Far more than any of the planted mistakes needs. */
    private static final int MOST_HISTORIES = 400;

    private static Quiet quiet;

    @BeforeAll
    static void beQuiet() {
        quiet = new Quiet();
    }

    @AfterAll
    static void speakUp() {
        quiet.close();
    }

    @Test
    void theHistoriesOfFixedSeedsAgreeWithTheReferenceLedger() throws InterruptedException {
        Campaign campaign = new Campaign(
                TemporaryPostgres.shared(), _ -> {}, new Campaign.Plan(SEED, HISTORIES, WORLDS, MOST_TRIALS));
        Optional<Campaign.Failure> failure = campaign.run(() -> false);
        assertEquals("", failure.map(CampaignTest::tell).orElse(""));
        Campaign.Progress done = campaign.progress();
        assertEquals(HISTORIES, done.histories());
        assertEquals(WORLDS, done.proofs());
        assertTrue(done.strikes() > 0, "no connection was cut");
    }

    private static String tell(Campaign.Failure failure) {
        return "./florin simulate --seed " + failure.seed() + " --histories 1\n" + failure.differences() + "\n"
                + failure.shrunk().least().text();
    }

    /** A mistake of a ledger, made by its database. */
    enum Mistake {
        /** What expired is as good as new. */
        GRANTS_EXPIRE_A_DAY_LATE("INSERT", "grant_", "NEW.expires_at := NEW.expires_at + interval '1 day'", 10),
        /** The second caller with a key has an effect too. */
        KEYS_ARE_FORGOTTEN("INSERT", "key_", "NEW.key_hash := decode(md5(NEW.key_hash::text), 'hex')", 10);

        private final String when;
        private final String table;
        private final String what;
        private final int lines;

        Mistake(String when, String table, String what, int lines) {
            this.when = when;
            this.table = table;
            this.what = what;
            this.lines = lines;
        }

        void make(SimulatedDatabase database) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE FUNCTION mistake() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + what
                        + "; RETURN NEW; END $$");
                statement.execute("CREATE TRIGGER mistake BEFORE " + when + " ON " + table
                        + " FOR EACH ROW EXECUTE FUNCTION mistake()");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPlantedMistakeIsFoundAndShownInFewLines(Mistake mistake) throws InterruptedException {
        Consumer<SimulatedDatabase> plant = mistake::make;
        Campaign campaign = new Campaign(
                TemporaryPostgres.shared(), plant, new Campaign.Plan(SEED, MOST_HISTORIES, WORLDS, MOST_TRIALS));
        Campaign.Failure failure = campaign.run(() -> false).orElseThrow();
        History least = failure.shrunk().least();
        assertTrue(least.size() <= mistake.lines, tell(failure));
        assertEquals(
                failure.whole().prefix(failure.shrunk().prefix().size()),
                failure.shrunk().prefix());
        try (World world = new World(TemporaryPostgres.shared(), plant)) {
            assertNotEquals(
                    List.of(), world.play(History.read(least.text())), "its text does not fail when it is played");
        }
        try (World world = new World(TemporaryPostgres.shared())) {
            assertEquals(List.of(), world.play(least), "it fails without the mistake");
        }
    }
}
