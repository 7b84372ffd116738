package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is the same on all pages, at a real browser. */
class FramePagesTest {
    private static final int MOST_BYTES_OF_A_FIRST_PAGE = 100_000;

    @TempDir
    private static Path folder;

    private static Shop shop;
    private static HostSite host;

    @BeforeAll
    static void start() {
        Chromium.shared();
        host = new HostSite();
        shop = new Shop(folder, 1, Map.of("FLORIN_FRAME_ORIGINS", host.origin()));
        host.serve(shop, "ada");
        shop.open("ada");
        shop.calls()
                .post(
                        "/v1/accounts/ada/grants",
                        "ada",
                        "{\"amount\":\"12.404512345\",\"kind\":\"promo\",\"reason\":\"test\"}");
    }

    @AfterAll
    static void end() {
        if (shop != null) {
            host.close();
            shop.close();
        }
    }

    @Test
    void everyPageOfTheFrameCanBeReadByEverybody() {
        try (Visitor visitor = new Visitor(shop)) {
            assertEquals(200, visitor.open("/"));
            visitor.inspect("sign-in");
            assertEquals(404, visitor.open("/nowhere"));
            visitor.inspect("not-found");
            visitor.signIn("ada");
            assertEquals(200, visitor.open("/account/profile"));
            visitor.inspect("profile");
            for (String page :
                    List.of("/account/keys", "/account/notifications", "/account/data", "/help", "/help/refunds")) {
                assertEquals(200, visitor.open(page));
                visitor.inspect(page.substring(page.lastIndexOf('/') + 1));
            }
            visitor.page().getByLabel(Pattern.compile("Account menu")).click();
            visitor.picture("menu");
        }
    }

    @Test
    void theBalanceMovesWithoutAReload() {
        try (Visitor visitor = new Visitor(shop)) {
            visitor.signIn("ada").open("/account/profile");
            visitor.page().getByText("$12.40").first().waitFor();
            visitor.assertSteady();
            shop.charge("ada", "0.50");
            visitor.page().locator(".chip").getByText("$11.90").waitFor(new Locator.WaitForOptions().setTimeout(2_000));
        }
    }

    @Test
    void aKeyIsShownOnceHasLimitsAndIsRevoked() {
        try (Visitor visitor = new Visitor(shop)) {
            visitor.signIn("ada").open("/account/keys");
            Page page = visitor.page();
            page.getByLabel("Name").fill("=HYPERLINK(\"x\") <script>alert(1)</script>");
            page.locator("#new-day").fill("abc");
            button(visitor, "Make key").click();
            assertTrue(visitor.text().contains("Please write an amount"));
            visitor.inspect("keys-wrong");
            page.locator("#new-day").fill("20");
            button(visitor, "Make key").click();
            String secret = page.locator("#secret").innerText();
            assertTrue(secret.startsWith("fk_"), secret);
            visitor.inspect("key-made");
            visitor.open("/account/keys");
            assertFalse(visitor.text().contains(secret));
            assertTrue(visitor.text().contains("<script>alert(1)</script>"));
            visitor.inspect("keys-with-one");
            page.getByLabel(Pattern.compile("Change or revoke")).click();
            visitor.inspect("key");
            button(visitor, "Revoke key").click();
            assertTrue(visitor.text().contains("is revoked"));
        }
    }

    @Test
    void whoDeletesTheAccountIsToldAboutTheBalanceFirst() {
        shop.open("leaving");
        shop.calls()
                .post(
                        "/v1/accounts/leaving/grants",
                        "leaving",
                        "{\"amount\":\"3\",\"kind\":\"promo\",\"reason\":\"test\"}");
        try (Visitor visitor = new Visitor(shop)) {
            visitor.signIn("leaving").open("/account/data");
            Page page = visitor.page();
            assertTrue(visitor.text().contains("$3.00 of credit is left"));
            page.getByLabel("Type “delete” to confirm").fill("delete");
            button(visitor, "Delete my account").click();
            assertTrue(visitor.text().contains("Please tick this"));
            page.getByLabel("I give up my remaining credit").check();
            button(visitor, "Delete my account").click();
            assertTrue(visitor.text().contains("Your account is deleted"));
            visitor.inspect("deleted");
            visitor.open("/account/data");
            assertTrue(page.url().contains("/sign-in"), page.url());
        }
    }

    @Test
    void aHostShowsTheBalanceAndThePagesAsItsDocumentationSays() {
        try (Visitor visitor = new Visitor(shop)) {
            Page page = visitor.page();
            page.navigate(host.origin() + "/example0");
            page.locator("florin-balance")
                    .getByText(Pattern.compile("^\\$1[12]\\."))
                    .waitFor();
            page.getByText("Add balance").click();
            page.waitForURL(Pattern.compile(shop.publicUrl() + "/account/.*"));
        }
        try (Visitor visitor = new Visitor(shop)) {
            Page page = visitor.page();
            page.navigate(host.origin() + "/example1");
            FrameLocator frame = page.frameLocator("iframe");
            frame.getByText("AI Credits Balance").waitFor();
            assertFalse(frame.locator(".bar").isVisible());
            page.navigate(host.origin().replace("127.0.0.1", "localhost") + "/example1");
            visitor.expectRefusedFrame();
        }
    }

    private static Locator button(Visitor visitor, String name) {
        return visitor.page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    @Test
    void signingInAndSavingWorkWithoutScripts() {
        shop.free("plain");
        try (Visitor visitor = new Visitor(shop, false)) {
            String url = shop.calls()
                    .post("/v1/portal-sessions", null, "{\"account\":\"plain\"}")
                    .text("url");
            Page page = visitor.page();
            page.navigate(url);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Continue as plain"))
                    .click();
            visitor.open("/account/profile");
            page.getByLabel("Name").fill("<b>Grace</b> & \"Co\"");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Save"))
                    .click();
            assertTrue(visitor.text().contains("Saved."));
            assertEquals("<b>Grace</b> & \"Co\"", page.getByLabel("Name").inputValue());
            page.getByLabel(Pattern.compile("Account menu")).click();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                    .click();
            visitor.open("/account/profile");
            assertTrue(page.url().contains("/sign-in?next=%2Faccount%2Fprofile"), page.url());
            page.navigate(url);
            assertTrue(visitor.text().contains("cannot be used any more"));
        }
    }

    @Test
    void theFirstPageIsLight() {
        try (Visitor visitor = new Visitor(shop)) {
            visitor.open("/");
            Object bytes = visitor.page().evaluate("""
                    performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
                      .reduce((sum, entry) => sum + entry.transferSize, 0)""");
            assertTrue(((Number) bytes).intValue() < MOST_BYTES_OF_A_FIRST_PAGE, "bytes: " + bytes);
        }
    }
}
