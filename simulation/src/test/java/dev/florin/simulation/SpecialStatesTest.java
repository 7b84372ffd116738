package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What customers see when something is missing, over, away or broken, where no test of a single page comes by. */
class SpecialStatesTest {
    private static final String STRIPE_AWAY =
            "{\"on\":\"call\",\"method\":\"*\",\"path\":\"*\",\"times\":null,\"do\":\"status\",\"status\":503,\"when\":\"before\"}";

    /** Stripe thinks about a payment for longer than anybody waits for a page. */
    private static final String STRIPE_SLOW =
            "{\"on\":\"call\",\"method\":\"POST\",\"path\":\"/v1/payment_intents\",\"times\":null,\"do\":\"timeout\","
                    + "\"when\":\"before\",\"delay_ms\":12000}";

    @TempDir
    private static Path folder;

    private static Shop shop;

    @BeforeAll
    static void start() {
        Chromium.shared();
        shop = new Shop(folder, 1);
        shop.calls()
                .put(
                        "/v1/prices/plain",
                        "{\"provider\":\"openai\",\"per_million\":{\"input\":\"3\",\"output\":\"15\"},"
                                + "\"context_tokens\":200000,\"max_output_tokens\":16000}");
    }

    @AfterAll
    static void end() {
        if (shop != null) {
            shop.close();
        }
    }

    private static void click(Page page, String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .first()
                .click();
    }

    private static void sees(Page page, String text) {
        page.getByText(text).first().waitFor();
    }

    @Test
    void whoIsOnTheFreePlanIsToldWhatProBringsWhereverAiIsAsked() {
        shop.free("free");
        try (Visitor visitor = new Visitor(shop).signIn("free")) {
            visitor.open("/assistant");
            visitor.inspect("state-free-assistant");
            visitor.page().getByLabel("Message").fill("May I?");
            click(visitor.page(), "Send");
            visitor.page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Upgrade to Pro"))
                    .first()
                    .waitFor();
            sees(visitor.page(), "May I?");
            visitor.inspect("state-free-asked");
        }
    }

    @Test
    void whenProHasEndedTheBalanceWaits() {
        shop.free("ended");
        shop.subscribe("ended", "month");
        Shop.eventually(() -> shop.total("ended").equals("5.00"));
        shop.about("ended", "cancel", "{\"at\":\"period_end\"}");
        shop.pass(Duration.ofDays(32));
        shop.jobs();
        try (Visitor visitor = new Visitor(shop).signIn("ended")) {
            visitor.open("/account/billing");
            sees(visitor.page(), "Upgrade to Pro");
            visitor.inspect("state-pro-ended");
        }
    }

    @Test
    void withoutStripeTheBalanceIsRightAndBuyingWaits() {
        shop.firstTopUp("away");
        try (Visitor visitor = new Visitor(shop).signIn("away")) {
            Page page = visitor.page();
            shop.fault(STRIPE_AWAY);
            visitor.open("/account/billing");
            sees(page, "$20.00");
            visitor.open("/account/billing/add?card=new");
            click(page, "Continue to payment");
            sees(page, "Stripe cannot be reached");
            visitor.inspect("state-stripe-down");
            assertEquals("20.00", shop.total("away"));
            visitor.open("/account/billing");
            sees(page, "buying may have to wait");
            visitor.inspect("state-stripe-away-said-first");
            shop.endFaults();
            visitor.open("/account/billing/add?card=new");
            click(page, "Continue to payment");
            page.waitForURL("**/c/pay/**");
            visitor.open("/account/billing");
            sees(page, "$20.00");
            assertEquals(0, page.getByText("buying may have to wait").count());
        } finally {
            shop.endFaults();
        }
    }

    @Test
    void aPaymentThatTakesLongIsStillLookedAfter() throws InterruptedException {
        shop.firstTopUp("slow");
        try (Visitor visitor = new Visitor(shop).signIn("slow")) {
            Page page = visitor.page();
            shop.fault(STRIPE_SLOW);
            Thread buying = Thread.ofVirtual().start(() -> shop.buy("slow", "20.00"));
            page.waitForCondition(() -> {
                visitor.open("/account/billing");
                return page.getByText("A payment is on its way.").count() > 0;
            });
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("See how it stands"))
                    .click();
            sees(page, "You will not be charged twice");
            visitor.inspect("state-loading");
            shop.endFaults();
            sees(page, "$20.00 added");
            buying.join();
        } finally {
            shop.endFaults();
        }
    }

    @Test
    void whatWasTypedOutlivesTheSession() {
        shop.firstTopUp("gone");
        try (Visitor visitor = new Visitor(shop).signIn("gone")) {
            Page page = visitor.page();
            visitor.open("/assistant");
            page.getByLabel("Message").fill("Half an hour of typing");
            visitor.context().clearCookies();
            click(page, "Send");
            sees(page, "You were signed out");
            sees(page, "Half an hour of typing");
            visitor.inspect("state-session-expired");
            visitor.signInBeside("gone");
            click(page, "Send again");
            sees(page, "Please send it once more");
            visitor.inspect("state-send-again");
            click(page, "Send again");
            page.locator(".message .cost summary").waitFor();
            assertTrue(visitor.text().contains("Half an hour of typing"), visitor.text());
        }
    }

    @Test
    void ourOwnMistakeIsAPageThatSaysSoAndHowToWriteToUs() throws SQLException {
        shop.firstTopUp("unlucky");
        try (Visitor visitor = new Visitor(shop).signIn("unlucky");
                Connection connection = shop.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE florin.conversation RENAME TO mislaid");
            try {
                assertEquals(500, visitor.open("/assistant"));
                sees(visitor.page(), "If you write to us about it");
                visitor.inspect("state-500");
            } finally {
                statement.execute("ALTER TABLE florin.mislaid RENAME TO conversation");
            }
            assertEquals(404, visitor.open("/assistant/999"));
            visitor.inspect("state-404");
        }
    }
}
