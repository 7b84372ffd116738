package dev.florin.server.app;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.app.Configuration.Purpose;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.DemoMark;
import dev.florin.server.storage.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoGuardTest {
    private static final String URL = "postgresql://florin:x@127.0.0.1:1/florin";
    private static final String REAL_KEY = "sk_0123456789abcdefghij";

    @Test
    void realKeysAndDemoDatabasesNeverMeet() {
        try (TestDatabase postgres = TestDatabase.create();
                Database database = new Database(
                        new Database.Address(postgres.jdbcUrl(), postgres.user(), postgres.password(), "florin"))) {
            database.migrate();
            String foreign = "0123456789abcdef0123456789abcdef";
            DemoGuard.requireFit(database, serving(Map.of("FLORIN_OPERATOR_KEY", REAL_KEY)));
            assertThrows(ConfigurationFault.class, () -> DemoGuard.requireFit(database, second(foreign)));

            DemoGuard.requireDemo(database);
            String mark = new DemoMark(database).read().orElseThrow();
            DemoGuard.requireDemo(database);
            DemoGuard.requireFit(database, second(mark));
            DemoGuard.requireFit(database, serving(Map.of("FLORIN_OPERATOR_KEY", "sk_test_demo")));
            assertThrows(ConfigurationFault.class, () -> DemoGuard.requireFit(database, second(foreign)));
            Configuration real = serving(Map.of("FLORIN_OPERATOR_KEY", REAL_KEY));
            var fault = assertThrows(ConfigurationFault.class, () -> DemoGuard.requireFit(database, real));
            assertTrue(fault.toString().contains("real keys never meet one"), fault.toString());
        }
    }

    private static Configuration second(String mark) {
        return serving(Map.of("FLORIN_DEMO", mark, "FLORIN_OPERATOR_KEY", "sk_test_demo", "FLORIN_DATABASE_URL", URL));
    }

    private static Configuration serving(Map<String, String> environment) {
        return Configuration.read(Purpose.SERVE, environment, Path.of("/nowhere"));
    }
}
