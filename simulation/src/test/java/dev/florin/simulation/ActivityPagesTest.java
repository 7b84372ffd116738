package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of a history and of prices, at a real browser. */
class ActivityPagesTest {
    private static final String ATTACK = "<img src=x onerror=alert(1)>";
    private static final String FORMULA = "=HYPERLINK(1)";
    private static final int CALLS = 40;

    @TempDir
    private static Path folder;

    private static Shop shop;

    @BeforeAll
    static void start() {
        Chromium.shared();
        shop = new Shop(folder, 1);
        shop.open("ada");
        shop.open("bob");
        shop.calls()
                .put(
                        "/v1/prices/" + "%3Cb%3Elarge",
                        "{\"provider\":\"sandbox\",\"per_million\":{\"input\":\"3.00\",\"cached_input\":\"0.30\",\"output\":\"15.00\"},"
                                + "\"context_tokens\":100000,\"max_output_tokens\":10000}");
        post("/v1/accounts/ada/grants", "grant", "{\"amount\":\"12.40\",\"kind\":\"paid\",\"reason\":\"Top-up\"}");
        for (int call = 0; call < CALLS; call++) {
            post("/v1/accounts/ada/charges", "call" + call, """
                    {"usage":{"model":"<b>large","input_tokens":%d,"cached_input_tokens":200,"output_tokens":%d},
                     "feature":"%s","description":"%s"}""".formatted(
                            1_000 + call, 300 + call, call % 2 == 0 ? "chat" : "code", call == 7 ? ATTACK : FORMULA));
        }
        post("/v1/accounts/ada/holds", "hold", "{\"amount\":\"0.40\",\"feature\":\"chat\"}");
    }

    private static void post(String path, String key, String body) {
        int status = shop.calls().post(path, key, body).status();
        assertEquals(201, status, path + " " + body);
    }

    @AfterAll
    static void end() {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void everyPageCanBeReadByEverybody() {
        try (Visitor visitor = new Visitor(shop)) {
            visitor.open("/prices?q=large");
            visitor.inspect("prices-signed-out");
            visitor.signIn("bob").open("/activity");
            visitor.inspect("activity-new");
        }
        try (Visitor visitor = new Visitor(shop)) {
            visitor.signIn("ada").open("/activity");
            visitor.assertSteady();
            assertTrue(visitor.text().contains("Running"));
            visitor.inspect("activity");
            visitor.page().getByText("The same as a table").click();
            assertTrue(visitor.page().locator(".chart-table table").isVisible());
            visitor.page().locator("table.history tbody th a").first().click();
            visitor.page()
                    .getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Details"))
                    .waitFor();
            visitor.inspect("receipt");
            visitor.open("/activity?type=refund");
            assertTrue(visitor.text().contains("Nothing matches"));
            visitor.inspect("activity-nothing");
        }
    }

    @Test
    void theTableAddsUpAndAReceiptSaysWhy() {
        try (Visitor visitor = new Visitor(shop)) {
            visitor.signIn("ada").open("/activity");
            Locator rows = visitor.page().locator("table.history tbody tr");
            int count = rows.count();
            assertEquals(26, count, "a running call and a page of rows");
            BigDecimal before = null;
            for (int row = count - 1; row > 0; row--) {
                BigDecimal change = amount(rows.nth(row).locator("td").nth(3).innerText());
                BigDecimal balance = amount(rows.nth(row).locator("td").nth(4).innerText());
                if (before != null) {
                    assertEquals(0, before.add(change).compareTo(balance), "row " + row);
                }
                before = balance;
            }
            rows.nth(1).getByRole(AriaRole.LINK).click();
            visitor.page().locator(".formula").waitFor();
            String text = visitor.text();
            // 839 fresh and 200 cached tokens in, 339 out
            for (String part :
                    List.of("839 × $3.00 a million", "200 × $0.30 a million", "$0.002517", "$0.007662", "Charged")) {
                assertTrue(text.contains(part), part + " is not in " + text);
            }
        }
    }

    private static BigDecimal amount(String text) {
        return new BigDecimal(text.replace("\u2212", "-").replaceAll("[^0-9.-]", ""));
    }

    @Test
    void filtersStandInTheAddressAndTheExportIsWhatIsShown() {
        try (Visitor visitor = new Visitor(shop)) {
            Page page = visitor.signIn("ada").page();
            visitor.open("/activity");
            page.getByLabel("Feature", new Page.GetByLabelOptions().setExact(true))
                    .selectOption("code");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show"))
                    .click();
            page.waitForURL(Pattern.compile("feature=code"));
            assertEquals(20, page.locator("table.history tbody tr").count());
            APIResponse csv = page.request()
                    .get(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("CSV"))
                            .getAttribute("href"));
            assertEquals(21, csv.text().strip().lines().count());
            assertFalse(
                    Pattern.compile("(^|,|\")=HYPERLINK").matcher(csv.text()).find(), csv.text());
            page.goBack();
            assertFalse(page.url().contains("feature=code"));
            page.locator(".chart .bar-link").last().click();
            page.waitForURL(Pattern.compile("at="));
            assertTrue(page.locator(".chart .chosen").count() == 1);
        }
    }

    @Test
    void aForeignRowIsNotThereAndAttacksAreText() {
        try (Visitor visitor = new Visitor(shop)) {
            visitor.signIn("ada").open("/activity?range=all");
            visitor.page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Older"))
                    .click();
            visitor.page().getByText(ATTACK).waitFor();
            assertEquals(0, visitor.page().locator("main img").count());
            String receipt =
                    visitor.page().locator("table.history tbody th a").first().getAttribute("href");
            try (Visitor bob = new Visitor(shop)) {
                bob.signIn("bob");
                assertEquals(404, bob.open(receipt));
                String cursor = receipt.substring(receipt.lastIndexOf('/') + 1);
                assertEquals(404, bob.open("/activity?older=" + cursor));
                assertEquals(404, bob.open("/activity/txn_00000000000000000000000000"));
            }
        }
    }

    @Test
    void everythingIsReachedByKeysAndReadWithoutScripts() {
        try (Visitor visitor = new Visitor(shop, false)) {
            String url = shop.calls()
                    .post("/v1/portal-sessions", null, "{\"account\":\"ada\"}")
                    .text("url");
            Page page = visitor.page();
            page.navigate(url);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Continue as ada"))
                    .click();
            visitor.open("/activity");
            assertTrue(page.locator(".chart rect.s0").count() > 0, "the chart is drawn by the server");
            page.locator(".chart .bar-link").last().focus();
            page.keyboard().press("Enter");
            page.waitForURL(Pattern.compile("at="));
            visitor.open("/prices");
            page.getByLabel("Text", new Page.GetByLabelOptions().setExact(true)).fill("Write a poem about credit.");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Estimate"))
                    .click();
            page.getByText("Most likely").waitFor();
            assertFalse(page.url().contains("poem"));
            visitor.open("/prices?q=large");
            assertTrue(visitor.text().contains("<b>large"));
        }
    }
}
