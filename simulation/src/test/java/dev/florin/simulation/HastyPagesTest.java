package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Customers in a hurry, on a slow network, or without scripts, at a real browser: they pay once and can read everything. */
class HastyPagesTest {
    private static final Pattern ANY_PAYMENT = Pattern.compile(".*/account/billing/payments/tu_.*");
    private static final String ADD = "/account/billing/add?amount=20";

    /** A slow phone's way to the server and back: long enough for a second click. */
    private static final int SLOW_MILLIS = 400;

    private static final int SEE_OTHER = 303;

    @TempDir
    private static Path folder;

    private static Shop shop;

    @BeforeAll
    static void start() {
        Chromium.shared();
        shop = new Shop(folder, 1);
    }

    @AfterAll
    static void end() {
        if (shop != null) {
            shop.close();
        }
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static int topUps(String account) {
        return shop.calls()
                .get("/v1/accounts/" + account + "/top-ups")
                .body()
                .path("data")
                .size();
    }

    private static void slow(Visitor visitor) {
        JsonObject network = new JsonObject();
        network.addProperty("offline", false);
        network.addProperty("latency", SLOW_MILLIS);
        network.addProperty("downloadThroughput", -1);
        network.addProperty("uploadThroughput", -1);
        visitor.context().newCDPSession(visitor.page()).send("Network.emulateNetworkConditions", network);
    }

    @Test
    void aDoubleClickOnASlowNetworkPaysOnce() {
        shop.firstTopUp("hasty");
        try (Visitor visitor = new Visitor(shop)) {
            Page page = visitor.signIn("hasty").page();
            visitor.open(ADD);
            slow(visitor);
            button(page, "Pay $20.00").dblclick();
            page.waitForURL(ANY_PAYMENT);
            page.getByText("$20.00 added").first().waitFor();
            page.reload();
            page.getByText("$20.00 added").first().waitFor();
            assertEquals("40.00", shop.total("hasty"));
            assertEquals(2, topUps("hasty"));
        }
    }

    @Test
    void whoNeverSawTheAnswerAndPressesAgainPaysOnce() {
        shop.firstTopUp("lost");
        try (Visitor visitor = new Visitor(shop)) {
            Page one = visitor.signIn("lost").page();
            Page two = visitor.newTab();
            one.navigate(ADD);
            two.navigate(ADD);
            one.route(Pattern.compile(".*/account/billing/add$"), route -> {
                assertEquals(
                        SEE_OTHER,
                        route.fetch(new Route.FetchOptions().setMaxRedirects(0)).status());
                route.abort("aborted");
            });
            AtomicBoolean lost = new AtomicBoolean();
            one.onRequestFailed(request -> lost.set(true));
            button(one, "Pay $20.00").click();
            one.waitForCondition(lost::get);
            assertFalse(ANY_PAYMENT.matcher(one.url()).matches(), one.url());
            button(two, "Pay $20.00").click();
            two.waitForURL(ANY_PAYMENT);
            two.getByText("$20.00 added").first().waitFor();
            assertEquals("40.00", shop.total("lost"));
            assertEquals(2, topUps("lost"));
        }
    }

    @Test
    void everyPageCanBeReadWithoutScripts() {
        shop.firstTopUp("reader");
        shop.charge("reader", "1.25");
        try (Visitor visitor = new Visitor(shop, false)) {
            Page page = visitor.page();
            page.navigate(shop.calls()
                    .post("/v1/portal-sessions", null, "{\"account\":\"reader\"}")
                    .text("url"));
            page.locator("button.primary").click();
            for (String path : List.of(
                    "/account/billing",
                    ADD,
                    "/account/billing/receipts",
                    "/account/billing/auto-recharge",
                    "/account/profile",
                    "/account/keys",
                    "/account/notifications",
                    "/account/data",
                    "/activity",
                    "/prices",
                    "/assistant",
                    "/code",
                    "/help",
                    "/support")) {
                assertEquals(200, visitor.open(path), path);
                assertEquals(1, page.locator("h1:visible").count(), path);
            }
            visitor.open("/activity");
            page.getByText("1.25").first().waitFor();
        }
    }
}
