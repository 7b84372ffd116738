package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Auto-recharge over two servers: never more than was agreed to, never again what a bank has refused, nothing after "off". */
class RechargeRaceTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private static Path folder;

    private static Shop shop;

    @BeforeAll
    static void start() {
        shop = new Shop(folder, 2);
    }

    @AfterAll
    static void end() {
        shop.close();
    }

    private static void chargeTogether(String account, int times, String amount) {
        Callers.together(IntStream.range(0, times)
                .<Supplier<ApiCalls.Reply>>mapToObj(_ -> () -> shop.charge(account, amount))
                .toList());
    }

    private static List<String> attempts(String account) {
        return shop.attempts(account)
                .valueStream()
                .map(each -> each.path("status").asString())
                .toList();
    }

    private static int chargesAtBank(String account) {
        return shop.calls()
                .get("/v1/accounts/" + account + "/top-ups?limit=100")
                .body()
                .path("data")
                .valueStream()
                .flatMap(each -> shop.payments(each.path("id").asString()).stream())
                .mapToInt(each -> each.path("charges").asInt())
                .sum();
    }

    @Test
    void twoHundredChargesThatCrossTheThresholdAreOneAttempt() {
        shop.firstTopUp("crowd");
        shop.recharge("crowd", "5.00", "20.00", null);
        chargeTogether("crowd", 200, "0.08");
        Shop.eventually(() -> attempts("crowd").equals(List.of("succeeded")));
        shop.jobs();
        assertEquals(List.of("succeeded"), attempts("crowd"));
        assertTrue(Double.parseDouble(shop.total("crowd")) <= 20.0);
        assertEquals(2, chargesAtBank("crowd"));
        shop.calls().put("/v1/accounts/crowd/auto-recharge", "{\"enabled\":false}");
    }

    @Test
    void aDeclinedCardIsTriedThreeTimesInAMonthAndThenOnlyByTheCustomer() {
        shop.firstTopUp("poor");
        shop.recharge("poor", "10.00", "20.00", null);
        shop.behave("poor", Shop.NO_FUNDS);
        shop.charge("poor", "12.00");
        for (int day = 0; day < 30; day++) {
            for (int part = 0; part < 4; part++) {
                shop.jobs();
                shop.pass(HOUR.multipliedBy(6).plusMinutes(1));
            }
            shop.charge("poor", "0.01");
        }
        assertEquals(List.of("failed", "failed", "failed"), attempts("poor"));
        assertEquals("paused", shop.recharge("poor").text("status"));
        assertEquals("declined", shop.recharge("poor").text("paused_reason"));
        assertEquals(4, chargesAtBank("poor"), "the first top-up and three tries");
        shop.behave("poor", Shop.GOOD_CARD);
        shop.recharge("poor", "10.00", "20.00", null);
        shop.jobs();
        Shop.eventually(() -> attempts("poor").getFirst().equals("succeeded"));
        shop.calls().put("/v1/accounts/poor/auto-recharge", "{\"enabled\":false}");
    }

    @Test
    void nothingIsChargedAfterItWasSwitchedOff() {
        shop.firstTopUp("off");
        shop.recharge("off", "10.00", "20.00", null);
        shop.calls().put("/v1/accounts/off/auto-recharge", "{\"enabled\":false}");
        chargeTogether("off", 60, "0.30");
        shop.jobs();
        shop.pass(Duration.ofDays(2));
        shop.jobs();
        assertEquals(List.of(), attempts("off"));
        assertEquals("off", shop.recharge("off").text("status"));
        assertEquals(1, chargesAtBank("off"));
    }

    @Test
    void aBankThatWantsToBeAskedPausesItWithALinkToConfirm() {
        shop.firstTopUp("asked");
        shop.recharge("asked", "10.00", "20.00", null);
        shop.behave("asked", Shop.NEEDS_BANK);
        shop.charge("asked", "12.00");
        shop.jobs();
        Shop.eventually(() -> "paused".equals(shop.recharge("asked").text("status")));
        assertEquals("authentication_required", shop.recharge("asked").text("paused_reason"));
        JsonNode payment = shop.payments(shop.calls()
                        .get("/v1/accounts/asked/top-ups")
                        .body()
                        .at("/data/0/id")
                        .asString())
                .getFirst();
        assertEquals("canceled", payment.path("status").asString(), "nothing is left that could be paid");
        shop.calls().put("/v1/accounts/asked/auto-recharge", "{\"enabled\":false}");
    }

    @Test
    void withoutProNothingIsBoughtSpentOrRecharged() {
        shop.firstTopUp("lapsed");
        shop.recharge("lapsed", "10.00", "30.00", null);
        shop.calls().put("/v1/accounts/lapsed/plan", "{\"plan\":\"free\"}");
        assertEquals("subscription_required", shop.buy("lapsed", "10.00").text("code"));
        assertEquals("subscription_required", shop.charge("lapsed", "15.00").text("code"));
        shop.jobs();
        assertEquals(List.of(), attempts("lapsed"));
        assertEquals("20.00", shop.total("lapsed"), "nothing is lost");
        shop.calls().put("/v1/accounts/lapsed/plan", "{\"plan\":\"pro\"}");
        assertEquals(201, shop.charge("lapsed", "1.00").status());
        shop.calls().put("/v1/accounts/lapsed/auto-recharge", "{\"enabled\":false}");
    }
}
