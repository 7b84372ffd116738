package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Billing tab at a real browser, paid at Stripe's stand-in. */
class BillingPagesTest {
    private static final Pattern ANY_PAYMENT = Pattern.compile(".*/account/billing/payments/tu_.*");

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

    private static Locator link(Page page, String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void choose(Page page, String amount) {
        page.getByLabel(amount, new Page.GetByLabelOptions().setExact(true)).check();
    }

    private static void atCheckout(Page page, String card) {
        page.getByLabel("Card number").fill(card);
        page.getByLabel("Expires").fill("12 / 40");
        page.getByLabel("CVC").fill("123");
        page.locator("button.button").last().click();
    }

    private static void sees(Page page, String text) {
        page.getByText(text).first().waitFor();
    }

    private static int topUps(String account) {
        return shop.calls()
                .get("/v1/accounts/" + account + "/top-ups")
                .body()
                .path("data")
                .size();
    }

    @Test
    void theFirstBalanceIsPaidAtCheckoutAndTheNextByTheSavedCard() {
        shop.open("first");
        try (Visitor visitor = new Visitor(shop)) {
            Page page = visitor.signIn("first").page();
            assertEquals(200, visitor.open("/account/billing"));
            visitor.inspect("billing-new");
            link(page, "Add balance").click();
            choose(page, "$20");
            visitor.picture("add-dialog-no-card");
            button(page, "Continue to payment").click();
            page.waitForURL(Pattern.compile(".*/c/pay/.*"));
            atCheckout(page, Shop.GOOD_CARD);
            page.waitForURL(ANY_PAYMENT);
            sees(page, "$20.00 added");
            visitor.inspect("payment-done");
            link(page, "Done").click();
            sees(page, "Visa •••• 4242");
            visitor.inspect("billing-paid");
            link(page, "Add balance").click();
            choose(page, "Other");
            page.getByLabel("Other amount").fill("7.50");
            visitor.picture("add-dialog-saved-card");
            button(page, "Pay $7.50").click();
            page.waitForURL(ANY_PAYMENT);
            sees(page, "$7.50 added");
            assertEquals("27.50", shop.total("first"));
            link(page, "Receipt").click();
            sees(page, "No. 2");
            visitor.inspect("receipt");
        }
    }

    @Test
    void twoTabsBuyOnceAndTheBackButtonShowsWhatCameOfIt() {
        shop.firstTopUp("tabs");
        try (Visitor visitor = new Visitor(shop)) {
            Page one = visitor.signIn("tabs").page();
            Page two = visitor.newTab();
            Page three = visitor.newTab();
            one.navigate("/account/billing/add?amount=50");
            two.navigate("/account/billing/add?amount=50");
            three.navigate("/account/billing/add?amount=10");
            button(one, "Pay $50.00").click();
            one.waitForURL(ANY_PAYMENT);
            button(two, "Pay $50.00").click();
            two.waitForURL(ANY_PAYMENT);
            assertEquals(one.url(), two.url());
            sees(two, "$50.00 added");
            one.reload();
            sees(one, "$50.00 added");
            button(three, "Pay $10.00").click();
            sees(three, "You added $50.00 in another tab");
            one.goBack();
            sees(one, "You added $50.00 a moment ago");
            assertEquals("70.00", shop.total("tabs"));
            assertEquals(2, topUps("tabs"));
        }
    }

    @Test
    void aDeclinedCardIsToldAndAnotherWayIsOffered() {
        shop.firstTopUp("declined");
        shop.behave("declined", Shop.NO_FUNDS);
        try (Visitor visitor = new Visitor(shop)) {
            Page page = visitor.signIn("declined").page();
            page.navigate("/account/billing/add?amount=20");
            button(page, "Pay $20.00").click();
            page.waitForURL(ANY_PAYMENT);
            sees(page, "The card does not have enough funds.");
            visitor.inspect("payment-declined");
            assertEquals("20.00", shop.total("declined"));
            link(page, "Use another card").click();
            button(page, "Continue to payment").click();
            page.waitForURL(Pattern.compile(".*/c/pay/.*"));
            page.goBack();
            assertEquals("20.00", shop.total("declined"));
        }
    }

    @Test
    void aBankThatAsksIsConfirmedAndTheBalanceFollows() {
        shop.firstTopUp("secure");
        shop.behave("secure", Shop.NEEDS_BANK);
        try (Visitor visitor = new Visitor(shop)) {
            Page page = visitor.signIn("secure").page();
            page.navigate("/account/billing/add?amount=10");
            button(page, "Pay $10.00").click();
            page.waitForURL(ANY_PAYMENT);
            sees(page, "Please confirm with your bank");
            visitor.inspect("payment-confirm");
            link(page, "Confirm with your bank").click();
            button(page, "Complete authentication").click();
            page.waitForURL(ANY_PAYMENT);
            sees(page, "$10.00 added");
            assertEquals("30.00", shop.total("secure"));
        }
    }

    @Test
    void theBalanceCardMovesWithoutAReload() {
        shop.firstTopUp("moves");
        try (Visitor visitor = new Visitor(shop)) {
            Page page = visitor.signIn("moves").page();
            visitor.open("/account/billing");
            visitor.assertSteady();
            page.waitForTimeout(500);
            shop.charge("moves", "4.00");
            page.locator("[data-balance-card] .figure")
                    .getByText("$16.00")
                    .waitFor(new Locator.WaitForOptions().setTimeout(2_000));
        }
    }

    @Test
    void autoRechargeSaysWhatItDoesBeforeItIsSwitchedOn() {
        shop.firstTopUp("auto");
        try (Visitor visitor = new Visitor(shop)) {
            Page page = visitor.signIn("auto").page();
            visitor.open("/account/billing/auto-recharge");
            assertFalse(page.getByLabel("Recharge automatically").isChecked());
            page.getByLabel("Recharge automatically").check();
            page.getByLabel("When the balance falls below").fill("25");
            page.getByLabel("Recharge up to").fill("40");
            sees(page, "Saving charges Visa •••• 4242 $20.00 now");
            visitor.picture("recharge-charges-now");
            page.getByLabel("When the balance falls below").fill("5");
            sees(page, "Saving charges nothing now.");
            sees(page, "a call leaves $4.80, so we charge $35.20");
            button(page, "Save").click();
            sees(page, "Please tick this");
            visitor.inspect("recharge-consent");
            page.getByLabel(Pattern.compile("I allow")).check();
            button(page, "Save").click();
            sees(page, "Auto-recharge is on.");
            shop.charge("auto", "16.00");
            Shop.eventually(() -> shop.attempts("auto").size() == 1);
            Shop.eventually(() -> shop.total("auto").equals("40.00"));
            page.reload();
            visitor.inspect("recharge-on");
            button(page, "Turn off").click();
            sees(page, "Nothing is charged automatically.");
        }
    }

    @Test
    void theFreePlanIsAskedToUpgradeAndThenHasItsBonus() {
        shop.free("bobby");
        try (Visitor visitor = new Visitor(shop)) {
            Page page = visitor.signIn("bobby").page();
            visitor.open("/account/billing");
            visitor.inspect("billing-free");
            visitor.open("/account/billing/add");
            sees(page, "Upgrade to Pro");
            visitor.inspect("upgrade");
            button(page, "Choose monthly").click();
            page.waitForURL(Pattern.compile(".*/c/pay/.*"));
            atCheckout(page, Shop.GOOD_CARD);
            sees(page, "You are on Pro");
            visitor.inspect("upgraded");
            Shop.eventually(() -> shop.total("bobby").equals("5.00"));
            link(page, "Go to Billing").click();
            link(page, "Switch to yearly").click();
            visitor.inspect("plan-switch");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("and switch")))
                    .click();
            sees(page, "You pay yearly from now on.");
            link(page, "Cancel Pro").click();
            visitor.inspect("plan-cancel");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("Cancel Pro on")))
                    .click();
            sees(page, "You can resume it until then.");
            visitor.inspect("billing-ending");
            button(page, "Keep Pro as it was").click();
            sees(page, "Pro goes on.");
        }
    }

    @Test
    void unspentCreditIsRefundedAndACardRemoved() {
        shop.firstTopUp("back");
        shop.charge("back", "3.50");
        try (Visitor visitor = new Visitor(shop)) {
            Page page = visitor.signIn("back").page();
            visitor.open("/account/billing/receipts");
            visitor.inspect("receipts");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("Refund")))
                    .click();
            visitor.inspect("refund");
            button(page, "Refund $16.50").click();
            sees(page, "$16.50 goes back to your card.");
            assertEquals("0.00", shop.total("back"));
            String everything = visitor.context()
                    .request()
                    .get(shop.publicUrl() + "/account/data/everything.json")
                    .text();
            JsonNode taken = new JsonMapper().readTree(everything);
            assertEquals("4242", taken.at("/billing/payment_methods/0/last4").asString());
            assertEquals("16.50", taken.at("/payments/0/refunds/0/amount").asString());
            visitor.open("/account/billing");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("Remove")))
                    .click();
            visitor.inspect("card-remove");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("Remove Visa")))
                    .click();
            sees(page, "is removed.");
            button(page, "Add a payment method").click();
            page.waitForURL(Pattern.compile(".*/c/pay/.*"));
            atCheckout(page, Shop.GOOD_CARD);
            sees(page, "Your payment method is saved.");
        }
    }

    @Test
    void buyingWorksByPlainForms() {
        shop.firstTopUp("plain");
        try (Visitor visitor = new Visitor(shop, false)) {
            Page page = visitor.page();
            page.navigate(shop.calls()
                    .post("/v1/portal-sessions", null, "{\"account\":\"plain\"}")
                    .text("url"));
            page.locator("button.primary").click();
            visitor.open("/account/billing/add");
            choose(page, "$50");
            button(page, "Pay $20.00").click();
            sees(page, "Please check: this charges $50.00.");
            assertEquals("20.00", shop.total("plain"));
            button(page, "Pay $50.00").click();
            sees(page, "$50.00 added");
            assertEquals("70.00", shop.total("plain"));
        }
    }

    @Test
    void buyingAtCheckoutWorksByPlainForms() {
        shop.open("plainly");
        try (Visitor visitor = new Visitor(shop, false)) {
            Page page = visitor.page();
            page.navigate(shop.calls()
                    .post("/v1/portal-sessions", null, "{\"account\":\"plainly\"}")
                    .text("url"));
            page.locator("button.primary").click();
            visitor.open("/account/billing");
            link(page, "Add balance").click();
            choose(page, "$20");
            button(page, "Continue to payment").click();
            page.waitForURL(Pattern.compile(".*/c/pay/.*"));
            atCheckout(page, Shop.GOOD_CARD);
            page.waitForURL(ANY_PAYMENT);
            Shop.eventually(() -> shop.total("plainly").equals("20.00"));
            page.reload();
            sees(page, "$20.00 added");
            assertEquals(1, topUps("plainly"));
        }
    }

    @Test
    void whatIsAnotherAccountsIsNotThere() {
        String theirs = shop.firstTopUp("theirs");
        shop.open("mine");
        try (Visitor visitor = new Visitor(shop)) {
            visitor.signIn("mine");
            assertEquals(404, visitor.open("/account/billing/payments/" + theirs));
            assertEquals(404, visitor.open("/account/billing/receipts/" + theirs));
            assertEquals(404, visitor.open("/account/billing/receipts/" + theirs + "/refund"));
            assertTrue(visitor.text().contains("We cannot find that page"));
        }
    }
}
