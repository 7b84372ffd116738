package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A demo as somebody tries it for the first time, from its first page. */
final class JourneyTest {
    /** More, and people give up. */
    private static final int MOST_STEPS = 40;

    /** How soon a page shows what has happened. */
    private static final int SOON_MILLIS = 2_000;

    private static final int WIDE = 1_280;
    private static final int HIGH = 800;
    private static final int PHONE_WIDE = 390;
    private static final int PHONE_HIGH = 800;

    @TempDir
    private static Path folder;

    private static DemoProcess demo;

    @BeforeAll
    static void start() throws IOException {
        Chromium.shared();
        demo = DemoProcess.start(folder);
    }

    @AfterAll
    static void end() {
        if (demo != null) {
            demo.close();
        }
    }

    private static void payAtCheckout(Newcomer newcomer, Pattern button) {
        newcomer.page().waitForURL(Pattern.compile(".*/c/pay/.*"));
        newcomer.fill("Card number", Shop.GOOD_CARD)
                .fill("Expires", "12 / 40")
                .fill("CVC", "123")
                .press(button);
    }

    private static String chip(Newcomer newcomer) {
        return newcomer.page().locator("[data-live='balance.text']").first().innerText();
    }

    @Test
    void bobUpgradesAddsBalanceAsksFindsTheReceiptSetsAutoRechargeAndAsksSupport() {
        try (Newcomer bob = new Newcomer(demo.address())) {
            bob.press("Sign in as Bob").sees("AI Credits Balance").picture("free");
            bob.follow("Upgrade to Pro").press("Choose monthly");
            payAtCheckout(bob, Pattern.compile("^Subscribe"));
            bob.sees("You are on Pro").picture("upgraded").follow("Go to Billing");
            bob.follow("Add balance").choose("$20").sees("Visa •••• 4242").picture("add");
            bob.press("Pay $20.00").sees("$20.00 added").picture("added");
            assertEquals("$25.00", chip(bob));
            askAModel(bob);
            bob.follow("Receipt").sees("Balance after").picture("receipt");
            bob.follow("Activity").sees("Spending").picture("activity");
            setAutoRecharge(bob);
            bob.follow("Ask support").fill("Your question", "Does my balance ever expire?");
            bob.press("Send").sees(Pattern.compile("[0-9]{4,}")).picture("support");
            assertTrue(bob.steps().size() <= MOST_STEPS, () -> bob.steps().size() + " steps: " + bob.steps());
        }
    }

    private static void askAModel(Newcomer bob) {
        String before = chip(bob);
        bob.follow("Assistant").fill("Message", "Why is the sky blue? Two sentences, please.");
        bob.sees(Pattern.compile("^~\\$")).picture("before-asking").press("Send");
        Locator cost = bob.page().locator(".cost summary");
        cost.waitFor();
        bob.page()
                .waitForCondition(
                        () -> !chip(bob).equals(before), new Page.WaitForConditionOptions().setTimeout(SOON_MILLIS));
        bob.picture("answered").unfold(Pattern.compile("\\$0\\.0"));
    }

    private static void setAutoRecharge(Newcomer bob) {
        bob.unfold(Pattern.compile("^Account menu")).follow("Account settings").follow("Billing");
        bob.follow("Auto-Recharge Settings").choose("Recharge automatically");
        bob.fill("When the balance falls below", "5").fill("Recharge up to", "20");
        bob.agree(Pattern.compile("^I allow")).press("Save").sees("Auto-recharge is on.");
        bob.picture("auto-recharge");
    }

    @Test
    void carolWhoHasNoCardPaysAtCheckoutAndComesBack() {
        try (Newcomer carol = new Newcomer(demo.address())) {
            carol.press("Sign in as Carol").sees("AI Credits Balance");
            carol.follow("Add balance").choose("$20").press("Continue to payment");
            payAtCheckout(carol, Pattern.compile("^Pay"));
            carol.sees("$20.00 added").follow("Done").sees("Visa •••• 4242");
            carol.page()
                    .locator("[data-balance-card] .figure")
                    .getByText("$20.85")
                    .waitFor(new Locator.WaitForOptions().setTimeout(SOON_MILLIS));
            carol.picture("carol-paid");
            assertTrue(
                    carol.steps().size() <= MOST_STEPS / 2, () -> carol.steps().toString());
        }
    }

    /** Its pictures are those of docs/images, made anew where the pages have changed. */
    @Test
    void adasPagesLookAsTheDocumentationShowsThem() throws IOException {
        try (Newcomer ada = new Newcomer(demo.address())) {
            ada.press("Sign in as Ada").sees("AI Credits Balance");
            documented(ada, "billing");
            ada.follow("Activity").sees("Spending");
            documented(ada, "activity");
            ada.follow("Assistant").fill("Message", "How do I find our top customers by spend with SQL?");
            ada.press("Send").page().locator(".cost summary").waitFor();
            documented(ada, "assistant");
            ada.page().setViewportSize(WIDE, HIGH);
            ada.follow("Code").fill("Task", "An LRU cache for a thousand pages");
            ada.press("Send").page().locator(".cost summary").waitFor();
            documented(ada, "code");
        }
        Path docs = Path.of("").toAbsolutePath().resolveSibling("docs");
        String tour = Files.readString(docs.resolve("pages.md"));
        for (String page : List.of("billing", "activity", "assistant", "code")) {
            for (String look : List.of("light", "dark", "phone")) {
                String picture = "images/" + page + "-" + look + ".png";
                assertTrue(tour.contains(picture) && Files.exists(docs.resolve(picture)), picture);
            }
        }
    }

    private static void documented(Newcomer ada, String page) {
        ada.documented(page + "-light", WIDE, HIGH, ColorScheme.LIGHT);
        ada.documented(page + "-dark", WIDE, HIGH, ColorScheme.DARK);
        ada.documented(page + "-phone", PHONE_WIDE, PHONE_HIGH, ColorScheme.LIGHT);
        ada.page().setViewportSize(WIDE, HIGH);
    }
}
