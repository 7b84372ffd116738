package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.florin.core.accounts.Account;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Transaction;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Money is a whole number of nano-dollars wherever it is, and nothing of it is lost, however often it moves. */
class ExactMoneyTest {
    private static final long SEED = 20_261_122;
    private static final int MOVES = 5_000;

    @Test
    void noRuleKnowsFloatingPoint() {
        JavaClasses classes = new ClassFileImporter().importPackages("dev.florin.core");
        List<String> found = new ArrayList<>();
        for (JavaClass type : classes) {
            Stream.concat(
                            type.getFields().stream()
                                    .map(field -> field.getFullName()
                                            + field.getRawType().getName()),
                            type.getCodeUnits().stream()
                                    .map(unit -> unit.getFullName()
                                            + unit.getRawReturnType().getName()))
                    .filter(name -> name.contains("double") || name.contains("float"))
                    .forEach(found::add);
        }
        assertTrue(classes.contain("dev.florin.core.money.Amount"), "the classes were not found");
        assertEquals(List.of(), found);
    }

    @Test
    void noColumnRounds() throws SQLException {
        try (SimulatedDatabase database = SimulatedDatabase.create();
                Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT count(*), string_agg(c.table_name || '.' || c.column_name, ', ')
                                  FILTER (WHERE c.data_type IN ('real', 'double precision', 'numeric', 'money'))
                          FROM information_schema.columns c WHERE c.table_schema = 'florin'
                           AND c.table_name <> 'flyway_schema_history'\
                        """)) {
            row.next();
            assertTrue(row.getInt(1) > 100, "the columns were not found");
            assertEquals(null, row.getString(2));
        }
    }

    @Test
    void manyMovesOfTheSmallestAmountsAddUpExactly() {
        MemoryStage stage = new MemoryStage();
        Scenario scenario = new Scenario(stage);
        Random random = new Random(SEED);
        scenario.play(Line.readAll("grant alice 8000000000.000000001 paid key first"));
        for (int i = 0; i < MOVES; i++) {
            String verb = random.nextInt(4) == 0 ? "grant alice %s paid key %d" : "charge alice %s key %d";
            String amount = random.nextInt(90_000) + "." + "%09d".formatted(1 + random.nextInt(999_999_999));
            stage.ledger()
                    .submit(scenario.read(Line.read(i, verb.formatted(amount, i)))
                            .command())
                    .join();
        }
        AccountSnapshot snapshot =
                stage.ledger().snapshot(scenario.cast().account("alice")).orElseThrow();
        Account account = snapshot.account();
        BigInteger sum = snapshot.rows().stream()
                .map(Transaction::amount)
                .map(amount -> BigInteger.valueOf(amount.nanos()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        assertEquals(sum, BigInteger.valueOf(account.total().nanos()));
        assertEquals(MOVES + 1, account.sequence());
        assertEquals(List.of(), Books.broken(snapshot, stage.prices()));
    }
}
