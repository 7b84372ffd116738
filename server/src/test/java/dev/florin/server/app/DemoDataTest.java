package dev.florin.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.Plan;
import dev.florin.core.check.Check;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.server.gateway.calls.GatewaySettings;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.SandboxClock;
import dev.florin.server.storage.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoDataTest {
    @Test
    void theDemoHasThreeAccountsAndThirtyDaysOfUse() {
        try (TestDatabase database = TestDatabase.create();
                Program program = start(database)) {
            SandboxClock clock = new SandboxClock(program.database());
            DemoData data = new DemoData(program.customers(), program.ledger(), clock);
            assertFalse(data.isMade());
            data.make();
            assertTrue(data.isMade());

            AccountSnapshot ada = snapshot(program, DemoData.ADA);
            assertEquals(Plan.PRO, ada.account().plan(clock.real()));
            assertTrue(
                    ada.rows().size() >= 300, () -> "Ada has only " + ada.rows().size() + " rows");
            assertEquals(Set.of("sandbox-small", "sandbox-large", "sandbox-reasoning", "claude-opus-5-5"), models(ada));
            assertEquals(Set.of("chat", "code", "summaries"), features(ada));
            assertTrue(ada.account().available().isPositive());

            Set<LocalDate> days = ada.rows().stream()
                    .filter(row -> row.spending() != null)
                    .map(row -> LocalDate.ofInstant(row.createdAt(), ZoneOffset.UTC))
                    .collect(Collectors.toCollection(TreeSet::new));
            List<LocalDate> all = days.stream().toList();
            assertTrue(days.size() >= 29
                    && all.getFirst().datesUntil(all.getLast()).count() + 1 > days.size());

            assertEquals(Plan.FREE, snapshot(program, DemoData.BOB).account().plan(clock.real()));
            assertEquals(
                    Amount.dollars("0.85"),
                    snapshot(program, DemoData.CAROL).account().available());
            assertTrue(
                    clock.read().offset().abs().compareTo(Duration.ofSeconds(5)) < 0, "the clock shows the real time");
        }
    }

    @Test
    void aSecondStartAddsNothing() {
        try (TestDatabase database = TestDatabase.create();
                Program program = start(database)) {
            DemoData data = new DemoData(program.customers(), program.ledger(), new SandboxClock(program.database()));
            data.make();
            AccountSnapshot before = snapshot(program, DemoData.ADA);
            data.make();
            AccountSnapshot after = snapshot(program, DemoData.ADA);
            assertEquals(before.rows().size(), after.rows().size());
            assertEquals(before.grants(), after.grants());
            assertEquals(before.keys().keySet(), after.keys().keySet());
        }
    }

    private static Program start(TestDatabase database) {
        return Program.start(
                new Database.Address(database.jdbcUrl(), database.user(), database.password(), "florin"),
                found -> {},
                new Program.Ledgers(2, 1_000),
                PublishedPrices.ofDemo(),
                new LedgerMetrics(new SimpleMeterRegistry()),
                _ -> new Program.Outside(
                        Optional.empty(),
                        new GatewaySettings(Map.of(), Duration.ofSeconds(1), Amount.ZERO),
                        MailSettings.none("http://127.0.0.1")),
                new SimpleMeterRegistry());
    }

    private static AccountSnapshot snapshot(Program program, String id) {
        return program.ledger()
                .snapshot(program.customers().account(id).orElseThrow())
                .orElseThrow();
    }

    private static Set<String> models(AccountSnapshot account) {
        return account.rows().stream()
                .filter(row -> row.spending() != null && row.spending().model() != null)
                .map(row -> Check.present(spending(row).model(), "model").name())
                .collect(Collectors.toSet());
    }

    private static Set<String> features(AccountSnapshot account) {
        return account.rows().stream()
                .filter(row -> row.spending() != null)
                .map(row -> Check.present(spending(row).feature(), "feature"))
                .collect(Collectors.toSet());
    }

    private static Transaction.Spending spending(Transaction row) {
        return Check.present(row.spending(), "spending");
    }
}
