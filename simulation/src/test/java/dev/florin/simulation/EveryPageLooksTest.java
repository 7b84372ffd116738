package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every page that there is, taken from the routes: one that is new has to be named here, and is looked at from then on. */
class EveryPageLooksTest {
    /** More stops of the Tab key than any page has. */
    private static final int MOST_STOPS = 120;

    /** What is fetched by a page, taken home as a file, or leads on at once. */
    private static final Set<String> NO_PAGES = Set.of(
            "/assets/{hash}/{file}",
            "/embed/florin-balance.js",
            "/account/live",
            "/account/data/everything.json",
            "/account/billing/payment",
            "/account/billing/cards/added",
            "/account/billing/auto-recharge/preview",
            "/activity/export.csv",
            "/activity/export.json",
            "/activity/statements/{month}",
            "/support/{number}/live",
            "/admin/support/live",
            "/assistant/export",
            "/assistant/{number}/live",
            "/assistant/{number}/export",
            "/assistant/{number}/{message}/zip",
            "/assistant/{number}/{message}/file",
            "/code/export",
            "/code/{number}/live",
            "/code/{number}/export",
            "/code/{number}/{message}/zip",
            "/code/{number}/{message}/file");

    /** A test of the server compares it with what is served. */
    private static final Path LIST = Path.of("src", "test", "resources", "pages.txt");

    @TempDir
    private static Path folder;

    private static Shop shop;
    private static final Map<String, String> GUESTS = new LinkedHashMap<>();
    private static final Map<String, String> CUSTOMERS = new LinkedHashMap<>();
    private static final Map<String, String> STAFF = new LinkedHashMap<>();

    @BeforeAll
    static void start() {
        Chromium.shared();
        shop = new Shop(folder, 1);
        shop.calls()
                .put(
                        "/v1/prices/plain",
                        "{\"provider\":\"openai\",\"per_million\":{\"input\":\"3\",\"output\":\"15\"},"
                                + "\"context_tokens\":200000,\"max_output_tokens\":16000}");
        shop.free("eve");
        shop.subscribe("eve", "month");
        Shop.eventually(() -> shop.total("eve").equals("5.00"));
        String topUp = shop.buy("eve", "20.00").text("id");
        Shop.eventually(() -> shop.topUp(topUp).text("status").equals("succeeded"));
        String card = shop.cards("eve").path(0).path("id").asString();
        String key = shop.calls()
                .post("/v1/accounts/eve/keys", Shop.fresh(), "{\"name\":\"Laptop\"}")
                .text("id");
        GUESTS.putAll(Map.of(
                "/",
                "/",
                "/sign-in",
                "/sign-in",
                "/sign-in/link",
                "/sign-in/link?link=none",
                "/admin/sign-in",
                "/admin/sign-in",
                "/support/link/{secret}",
                "/support/link/none"));
        for (String same : List.of(
                "/account/profile",
                "/account/keys",
                "/account/notifications",
                "/account/data",
                "/account/billing",
                "/account/billing/add",
                "/account/billing/auto-recharge",
                "/account/billing/receipts",
                "/account/billing/upgrade",
                "/account/billing/upgraded",
                "/account/billing/plan/switch",
                "/account/billing/plan/cancel",
                "/activity",
                "/prices",
                "/help",
                "/support",
                "/assistant",
                "/code")) {
            CUSTOMERS.put(same, same);
        }
        CUSTOMERS.put("/account/keys/{key}", "/account/keys/" + key);
        CUSTOMERS.put("/account/billing/payments/{id}", "/account/billing/payments/" + topUp);
        CUSTOMERS.put("/account/billing/receipts/{id}", "/account/billing/receipts/" + topUp);
        CUSTOMERS.put("/account/billing/receipts/{id}/refund", "/account/billing/receipts/" + topUp + "/refund");
        CUSTOMERS.put("/account/billing/cards/remove", "/account/billing/cards/remove?card=" + card);
        CUSTOMERS.put(
                "/activity/{id}", "/activity/" + shop.charge("eve", "0.0031").text("id"));
        CUSTOMERS.put("/help/{name}", "/help/refunds");
        STAFF.put("/admin/support", "/admin/support");
        askEverywhere();
    }

    @AfterAll
    static void end() {
        if (shop != null) {
            shop.close();
        }
    }

    private static void ask(Visitor visitor, String path, String label) {
        visitor.open(path);
        visitor.page()
                .getByLabel(label, new Page.GetByLabelOptions().setExact(true))
                .fill("What does it cost?");
        visitor.page()
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Send").setExact(true))
                .first()
                .click();
        visitor.page().waitForURL(address -> address.matches(".*" + path + "/\\w+"));
    }

    /** A conversation of each kind, and a question to support, so that there is a page of each. */
    private static void askEverywhere() {
        Map<String, String> asked = Map.of("/assistant", "Message", "/code", "Task", "/support", "Your question");
        try (Visitor eve = new Visitor(shop).signIn("eve")) {
            asked.forEach((path, label) -> {
                ask(eve, path, label);
                CUSTOMERS.put(path + "/{number}", eve.page().url().replace(shop.publicUrl(), ""));
            });
        }
        STAFF.put("/admin/support/{number}", "/admin" + CUSTOMERS.get("/support/{number}"));
    }

    @Test
    void everyAddressThatIsServedIsNamedHere() throws IOException {
        Set<String> named = new TreeSet<>(NO_PAGES);
        List.of(GUESTS, CUSTOMERS, STAFF).forEach(each -> named.addAll(each.keySet()));
        assertEquals(Files.readString(LIST).lines().toList(), List.copyOf(named));
    }

    @Test
    void theAccountsPagesAreReadableByEverybody() {
        try (Visitor eve = new Visitor(shop).signIn("eve")) {
            lookAt(eve, CUSTOMERS, path -> path.startsWith("/account/"));
        }
    }

    @Test
    void theOtherPagesOfACustomerAreReadableByEverybody() {
        try (Visitor eve = new Visitor(shop).signIn("eve")) {
            lookAt(eve, CUSTOMERS, path -> !path.startsWith("/account/"));
        }
    }

    @Test
    void guestsAndStaffCanReadTheirPages() {
        try (Visitor guest = new Visitor(shop);
                Visitor staff = new Visitor(shop)) {
            lookAt(guest, GUESTS, _ -> true);
            staff.open("/admin/sign-in");
            staff.page().getByLabel("Operator key").fill(ServingProcess.OPERATOR_KEY);
            staff.page()
                    .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                    .click();
            staff.page().waitForURL("**/admin/support");
            lookAt(staff, STAFF, _ -> true);
        }
    }

    private static void lookAt(Visitor visitor, Map<String, String> pages, Predicate<String> wanted) {
        assertAll(pages.entrySet().stream()
                .filter(each -> wanted.test(each.getKey()))
                .map(each -> () -> {
                    String path = each.getValue();
                    assertTrue(visitor.open(path) < 500, path);
                    assertFalse(visitor.page().url().contains("/sign-in?next="), path + " wants a sign-in");
                    visitor.look(each.getKey());
                }));
    }

    /** What has the focus: its text, and whether that can be seen. */
    private static String focus(Page page) {
        return String.valueOf(page.evaluate("""
                () => {
                  const at = document.activeElement;
                  if (!at || at === document.body) {
                    return '';
                  }
                  const shown = getComputedStyle(at.type === 'radio' || at.type === 'checkbox' ? (at.nextElementSibling ?? at) : at);
                  const own = getComputedStyle(at);
                  const bar = at.querySelector('.slot');
                  const outlined = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
                  const seen = style => outlined(style) || style.boxShadow !== 'none';
                  const around = at.closest('.composer'); // a field that fills its frame is marked by the frame
                  const dated = at.type === 'date'; // the browser marks the part of it that has the focus, where we cannot look
                  const box = at.getBoundingClientRect();
                  const there = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
                  const name = (at.getAttribute('aria-label') ?? at.textContent.trim()) || at.name || at.id;
                  return (seen(shown) || seen(own) || dated || (bar && getComputedStyle(bar).stroke !== 'none')
                      || (around && outlined(getComputedStyle(around))) ? there ? '' : 'HIDDEN ' : 'UNSEEN ') + at.tagName + ' ' + name.slice(0, 40);
                }"""));
    }

    @Test
    void theTabKeyReachesEverythingAndTheFocusIsSeen() {
        try (Visitor eve = new Visitor(shop).signIn("eve")) {
            for (String path : List.of("/account/billing", "/activity", "/assistant", "/account/keys")) {
                eve.open(path);
                Page page = eve.page();
                page.keyboard().press("Tab");
                assertTrue(focus(page).endsWith("Skip to content"), path + ": " + focus(page));
                int stops = 1;
                page.keyboard().press("Tab");
                for (String at = focus(page); !at.isEmpty() && !at.endsWith("Skip to content"); at = focus(page)) {
                    assertFalse(at.startsWith("UNSEEN") || at.startsWith("HIDDEN"), path + ": " + at);
                    assertTrue(++stops < MOST_STOPS, path + " does not let go of the focus");
                    page.keyboard().press("Tab");
                }
                assertTrue(stops > 5, path + " has few stops: " + stops);
            }
        }
    }

    @Test
    void aDialogKeepsTheFocusAndGivesItBack() {
        try (Visitor eve = new Visitor(shop).signIn("eve")) {
            eve.open("/account/billing");
            Page page = eve.page();
            Locator opener = page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName("Add balance").setExact(true))
                    .first();
            opener.focus();
            page.keyboard().press("Enter");
            page.locator("dialog[open]").waitFor();
            for (int i = 0; i < 20; i++) {
                page.keyboard().press("Tab");
                assertEquals(true, page.evaluate("""
                                document.activeElement === document.body
                                  || document.activeElement.closest('dialog') !== null"""), focus(page));
            }
            eve.picture("dialog-by-keyboard");
            page.keyboard().press("Escape");
            assertEquals(0, page.locator("dialog[open]").count());
            assertTrue(focus(page).endsWith("Add balance"), focus(page));
            page.getByLabel("Ask support").focus();
            page.keyboard().press("Enter");
            page.getByLabel("Your question").waitFor();
            page.keyboard().press("Escape");
            assertEquals(0, page.locator(".chat-panel").count());
            assertTrue(focus(page).endsWith("Ask support"), focus(page));
            page.getByLabel("Account menu of eve").focus();
            page.keyboard().press("Enter");
            page.keyboard().press("Tab");
            assertTrue(focus(page).endsWith("Account settings"), focus(page));
            page.keyboard().press("Escape");
            assertTrue(focus(page).endsWith("Account menu of eve"), focus(page));
        }
    }
}
