package dev.florin.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.app.Configuration.Purpose;
import dev.florin.server.payments.StripeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    private static final String HARD_KEY = "sk_live_0123456789abcdefghij";

    @TempDir
    Path folder;

    @Test
    void everythingHasItsUsualValueInADemo() {
        Configuration configuration = read(Purpose.DEMO, Map.of());
        assertEquals("127.0.0.1", configuration.address());
        assertEquals(8080, configuration.port());
        assertEquals("http://127.0.0.1:8080", configuration.publicUrl());
        assertEquals(OptionalInt.empty(), configuration.metricsPort());
        assertEquals(folder.resolve("data"), configuration.data());
        assertEquals(Optional.empty(), configuration.databaseUrl());
        assertEquals("florin", configuration.schema());
        assertEquals("sk_test_demo", configuration.operatorKey().orElseThrow().secret());
        assertEquals(2, configuration.lanes());
        assertEquals(20_000, configuration.queue());
        assertEquals(Optional.empty(), configuration.demo());
        assertEquals(List.of(), configuration.notes());
    }

    @Test
    void theEnvironmentSaysOtherwise() {
        Configuration configuration = read(
                Purpose.SERVE,
                Map.ofEntries(
                        Map.entry("FLORIN_ADDRESS", "::1"),
                        Map.entry("FLORIN_PORT", "9000"),
                        Map.entry("FLORIN_PUBLIC_URL", "https://credit.example.com/"),
                        Map.entry("FLORIN_METRICS_PORT", "9001"),
                        Map.entry("FLORIN_DATA", "/srv/florin"),
                        Map.entry("FLORIN_DATABASE_URL", "postgresql://ann:p%40ss@db.example.com:6432/credit"),
                        Map.entry("FLORIN_DATABASE_SCHEMA", "credit"),
                        Map.entry("FLORIN_OPERATOR_KEY", HARD_KEY),
                        Map.entry("FLORIN_LANES", "4"),
                        Map.entry("FLORIN_QUEUE", "100"),
                        Map.entry("HOME", "/root")));
        assertEquals("::1", configuration.address());
        assertEquals(9000, configuration.port());
        assertEquals("https://credit.example.com", configuration.publicUrl());
        assertEquals(OptionalInt.of(9001), configuration.metricsPort());
        assertEquals(Path.of("/srv/florin"), configuration.data());
        assertEquals(
                Optional.of(new DatabaseUrl("jdbc:postgresql://db.example.com:6432/credit", "ann", "p@ss")),
                configuration.databaseUrl());
        assertEquals("credit", configuration.schema());
        assertEquals(HARD_KEY, configuration.operatorKey().orElseThrow().secret());
        assertEquals(4, configuration.lanes());
        assertEquals(100, configuration.queue());
    }

    @Test
    void everyMistakeIsToldAtOnceAndNoSecret() {
        List<String> mistakes = mistakes(
                Purpose.SERVE,
                Map.ofEntries(
                        Map.entry("FLORIN_PORT", "80800"),
                        Map.entry("FLORIN_ADDRESS", "example.com"),
                        Map.entry("FLORIN_PUBLIC_URL", "credit.example.com"),
                        Map.entry("FLORIN_METRICS_PORT", "none"),
                        Map.entry("FLORIN_DATABASE_URL", "mysql://ann:hunter2@db/credit"),
                        Map.entry("FLORIN_DATABASE_SCHEMA", "pg_florin"),
                        Map.entry("FLORIN_OPERATOR_KEY", "hunter2"),
                        Map.entry("FLORIN_LANES", "0"),
                        Map.entry("FLORIN_QUEUE", "-1"),
                        Map.entry("FLORIN_DEMO", "1"),
                        Map.entry("FLORIN_PROT", "1")));
        for (String name : List.of(
                "PORT",
                "ADDRESS",
                "PUBLIC_URL",
                "METRICS_PORT",
                "DATABASE_URL",
                "DATABASE_SCHEMA",
                "OPERATOR_KEY",
                "LANES",
                "QUEUE",
                "DEMO",
                "PROT")) {
            assertEquals(
                    1,
                    mistakes.stream()
                            .filter(mistake -> mistake.startsWith("FLORIN_" + name + " "))
                            .count(),
                    name + " in " + mistakes);
        }
        assertEquals(11, mistakes.size());
        assertTrue(mistakes.contains("FLORIN_PORT (80800) must be a whole number from 1 to 65535"));
        assertFalse(mistakes.toString().contains("hunter2"));
    }

    @Test
    void anUnknownNameIsRefusedWithTheOneThatWasMeant() {
        assertEquals(
                List.of("FLORIN_DATABASE is not a name that Florin knows; did you mean FLORIN_DATA?"),
                mistakes(Purpose.DEMO, Map.of("FLORIN_DATABASE", "x")));
        assertEquals(
                List.of("FLORIN_OPERATORKEY is not a name that Florin knows; did you mean FLORIN_OPERATOR_KEY?"),
                mistakes(Purpose.DEMO, Map.of("FLORIN_OPERATORKEY", "x")));
        assertEquals(
                List.of("FLORIN_WHATEVER_ELSE is not a name that Florin knows; ./florin config shows every name"),
                mistakes(Purpose.DEMO, Map.of("FLORIN_WHATEVER_ELSE", "x")));
    }

    @Test
    void anEmptyValueIsNone() {
        assertEquals(
                8080,
                read(Purpose.DEMO, Map.of("FLORIN_PORT", "", "FLORIN_OPERATOR_KEY", "", "FLORIN_WHAT", ""))
                        .port());
    }

    @Test
    void theFileIsReadAndTheEnvironmentWins() throws IOException {
        Files.writeString(folder.resolve("florin.properties"), """
                # how this one is set up

                FLORIN_PORT = 9000
                FLORIN_LANES=8
                """);
        Configuration configuration = read(Purpose.DEMO, Map.of("FLORIN_LANES", "3"));
        assertEquals(9000, configuration.port());
        assertEquals(3, configuration.lanes());
    }

    @Test
    void mistakesInTheFileAreToldByLine() throws IOException {
        Path file = Files.writeString(folder.resolve("other"), """
                FLORIN_PORT=nine
                FLORIN_LANES=3
                FLORIN_LANES=4
                hunter2
                port=9000
                FLORIN_CONFIG=other
                FLORIN_OPERATOR_KEY=hunter2
                """);
        List<String> mistakes = mistakes(Purpose.DEMO, Map.of("FLORIN_CONFIG", "other"));
        assertEquals(
                List.of(
                        file + ":3: FLORIN_LANES is there already, in line 2",
                        file + ":4: a line is NAME=value, or a comment that begins with #",
                        file + ":5: port is not a name that Florin knows; ./florin config shows every name",
                        file + ":6: FLORIN_CONFIG can only be set in the environment",
                        file + ":1: FLORIN_PORT (nine) must be a whole number from 1 to 65535",
                        file + ":7: FLORIN_OPERATOR_KEY must begin with sk_ and consist of letters, digits, _ and -"),
                mistakes);
    }

    @Test
    void aFileThatIsNamedMustBeThere() {
        List<String> mistakes = mistakes(Purpose.DEMO, Map.of("FLORIN_CONFIG", "missing"));
        assertEquals(1, mistakes.size());
        assertTrue(mistakes.getFirst().contains(folder.resolve("missing").toString()));
    }

    @Test
    void aServerNeedsAKeyThatCannotBeGuessed() {
        assertTrue(mistakes(Purpose.SERVE, Map.of()).getFirst().startsWith("FLORIN_OPERATOR_KEY is missing"));
        assertTrue(mistakes(Purpose.SERVE, Map.of("FLORIN_OPERATOR_KEY", "sk_short"))
                .getFirst()
                .startsWith("FLORIN_OPERATOR_KEY can be guessed"));
        assertEquals(
                List.of(),
                read(Purpose.SERVE, Map.of("FLORIN_OPERATOR_KEY", HARD_KEY)).notes());
        assertEquals(Optional.empty(), read(Purpose.TOOL, Map.of()).operatorKey());
    }

    @Test
    void aShortTestKeyIsAcceptedOnlyWhereNobodyElseCanTry() {
        String key = "sk_test_demo";
        assertEquals(
                1,
                read(Purpose.SERVE, Map.of("FLORIN_OPERATOR_KEY", key)).notes().size());
        for (Map<String, String> reachable : List.of(
                Map.of("FLORIN_ADDRESS", "0.0.0.0"), Map.of("FLORIN_PUBLIC_URL", "https://credit.example.com"))) {
            Map<String, String> environment = new HashMap<>(reachable);
            environment.put("FLORIN_OPERATOR_KEY", key);
            assertTrue(mistakes(Purpose.SERVE, environment).getFirst().contains("can be guessed"));
        }
    }

    @Test
    void realKeysNeverMeetADemo() {
        assertTrue(mistakes(Purpose.DEMO, Map.of("FLORIN_OPERATOR_KEY", HARD_KEY))
                .getFirst()
                .contains("real keys never meet one"));
        assertTrue(mistakes(Purpose.DEMO, Map.of("FLORIN_STRIPE_KEY", "rk_live_x"))
                .getFirst()
                .contains("real keys never meet a demo"));
        Map<String, String> second = Map.of(
                "FLORIN_DEMO",
                "0123456789abcdef",
                "FLORIN_DATABASE_URL",
                "postgresql://florin:x@127.0.0.1:20000/florin");
        Map<String, String> real = new HashMap<>(second);
        real.put("FLORIN_OPERATOR_KEY", HARD_KEY);
        assertTrue(mistakes(Purpose.SERVE, real).getFirst().contains("real keys never meet one"));
        Map<String, String> test = new HashMap<>(second);
        test.put("FLORIN_OPERATOR_KEY", "sk_test_demo");
        assertEquals(Optional.of("0123456789abcdef"), read(Purpose.SERVE, test).demo());
    }

    @Test
    void aMarkOfADemoNeedsItsDatabase() {
        assertEquals(
                List.of("FLORIN_DEMO needs the demo's FLORIN_DATABASE_URL beside it"),
                mistakes(
                        Purpose.SERVE,
                        Map.of("FLORIN_DEMO", "0123456789abcdef", "FLORIN_OPERATOR_KEY", "sk_test_demo")));
    }

    @Test
    void paymentsAreSetUpByKeyAndSecrets() {
        Configuration configuration = read(
                Purpose.DEMO,
                Map.of(
                        "FLORIN_STRIPE_KEY", "sk_test_x",
                        "FLORIN_STRIPE_WEBHOOK_SECRETS", "whsec_x, whsec_y",
                        "FLORIN_STRIPE_URL", "http://127.0.0.1:8091",
                        "FLORIN_RETURN_ORIGINS", "http://localhost:3000"));
        StripeSettings stripe = configuration.stripe().orElseThrow();
        assertEquals(List.of("whsec_x", "whsec_y"), stripe.webhookSecrets());
        assertFalse(stripe.live());
        assertEquals(List.of("http://localhost:3000"), configuration.returnOrigins());
    }

    @Test
    void mistakesAboutPaymentsAreTold() {
        assertTrue(mistakes(Purpose.SERVE, Map.of("FLORIN_OPERATOR_KEY", HARD_KEY, "FLORIN_STRIPE_KEY", "sk_test_x"))
                .getFirst()
                .contains("FLORIN_STRIPE_WEBHOOK_SECRETS is missing"));
        assertTrue(mistakes(
                        Purpose.DEMO,
                        Map.of("FLORIN_STRIPE_KEY", "sk_test_x", "FLORIN_STRIPE_WEBHOOK_SECRETS", "whsec_x,,whsec_y"))
                .getFirst()
                .contains("none empty"));
        assertTrue(mistakes(Purpose.DEMO, Map.of("FLORIN_RETURN_ORIGINS", "https://app.example.com/path"))
                .getFirst()
                .contains("must be origins"));
        assertTrue(mistakes(
                        Purpose.SERVE,
                        Map.of(
                                "FLORIN_OPERATOR_KEY", HARD_KEY,
                                "FLORIN_STRIPE_KEY", "sk_live_x",
                                "FLORIN_STRIPE_WEBHOOK_SECRETS", "whsec_x",
                                "FLORIN_STRIPE_URL", "http://127.0.0.1:8091"))
                .getFirst()
                .contains("real keys never meet a demo"));
    }

    private Configuration read(Purpose purpose, Map<String, String> environment) {
        return Configuration.read(purpose, environment, folder);
    }

    private List<String> mistakes(Purpose purpose, Map<String, String> environment) {
        return assertThrows(ConfigurationFault.class, () -> read(purpose, environment))
                .mistakes();
    }
}
