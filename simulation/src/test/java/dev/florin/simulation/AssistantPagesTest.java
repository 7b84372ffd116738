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

/** The assistant and the code generator, at a real browser, with models of the stand-in. */
class AssistantPagesTest {
    private static final int SOON_MILLIS = 15_000;
    private static final String ANSWER =
            "# Two ways\\n\\n1. **fast**\\n2. [slow](https://example.com/) <script>alert(1)</script>\\n\\n"
                    + "![spy](https://tracker.example/pixel.png)\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |\\n\\n"
                    + "```java\\nclass Main {\\n    int one = 1; // one\\n}\\n```\\n";

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

    private static Visitor customer(String id, String credit) {
        shop.open(id);
        give(id, credit);
        return new Visitor(shop).signIn(id);
    }

    private static void give(String id, String credit) {
        shop.calls()
                .post(
                        "/v1/accounts/" + id + "/grants",
                        Shop.fresh(),
                        "{\"amount\":\"" + credit + "\",\"kind\":\"promo\",\"reason\":\"test\"}");
    }

    private static void model(String name) {
        assertEquals(
                201,
                shop.calls()
                        .put(
                                "/v1/prices/" + name,
                                "{\"provider\":\"openai\",\"per_million\":{\"input\":\"3\",\"output\":\"15\"},"
                                        + "\"context_tokens\":200000,\"max_output_tokens\":16000}")
                        .status());
    }

    private static void script(String model, String answer) {
        shop.stripe().models("/scripts", "{\"model\":\"" + model + "\",\"answer\":" + answer + "}");
    }

    private static void ask(Page page, String model, String label, String text) {
        page.getByLabel("Model and its price").selectOption(model);
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).fill(text);
        click(page, "Send");
    }

    private static void click(Page page, String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    private static Locator waitFor(Locator what) {
        what.waitFor(new Locator.WaitForOptions().setTimeout(SOON_MILLIS));
        return what;
    }

    @Test
    void whatAMessageCostsIsSeenBeforeAndAfterAndTheAnswerDoesNoHarm() {
        model("polite");
        script("polite", "{\"text\":\"" + ANSWER + "\"}");
        try (Visitor ada = customer("ada", "12.40")) {
            Page page = ada.page();
            ada.open("/assistant");
            ada.inspect("assistant-new");
            page.getByLabel("Model and its price").selectOption("polite");
            String before = waitFor(page.getByText(Pattern.compile("^~\\$"))).innerText();
            page.getByLabel("Message").fill("How? ".repeat(2_000));
            page.waitForCondition(
                    () -> !page.locator("[data-range]").innerText().equals(before));
            assertTrue(ada.text().contains("balance $12.40"), ada.text());
            ask(page, "polite", "Message", "How do I do that?");
            waitFor(page.locator(".message .cost summary")).click();
            waitFor(page.getByText("Receipt"));
            ada.inspect("assistant-answered");
            assertEquals(0, page.locator(".markdown script, .markdown img").count());
            assertEquals(
                    "noopener noreferrer nofollow ugc",
                    page.locator(".markdown a").first().getAttribute("rel"));
            String cost = page.locator(".cost .amount").innerText();
            assertTrue(cost.startsWith("$0.00"), cost);
            assertEquals(1, shop.rows("ada").stream().filter("charge"::equals).count());
            assertEquals(200, ada.open(page.url().replace(shop.publicUrl(), "")));
            assertTrue(ada.text().contains("How do I do that?") && ada.text().contains("Two ways"), ada.text());
        }
    }

    @Test
    void anAnswerIsSeenWhileItComesAndCanBeStopped() {
        model("slow");
        script("slow", "{\"frames\":400,\"pause_ms\":100}");
        try (Visitor bob = customer("bob", "5.00")) {
            Page page = bob.page();
            bob.open("/assistant");
            ask(page, "slow", "Message", "Tell me everything");
            waitFor(page.getByText(Pattern.compile("word word word")));
            waitFor(page.locator("[data-cost]").getByText(Pattern.compile("~\\$")));
            bob.picture("assistant-running");
            click(page, "Stop");
            waitFor(page.getByText("Stopped."));
            waitFor(page.locator(".message .cost summary"));
            assertEquals("charge", shop.rows("bob").getFirst());
        }
    }

    @Test
    void whatFailedIsNotChargedAndCanBeTriedAgain() {
        model("moody");
        script("moody", "{\"status\":500}");
        try (Visitor cleo = customer("cleo", "5.00")) {
            Page page = cleo.page();
            cleo.open("/assistant");
            ask(page, "moody", "Message", "Are you well?");
            waitFor(page.getByText("Not charged"));
            cleo.inspect("assistant-failed");
            assertEquals("not_charged", shop.rows("cleo").getFirst());
            click(page, "Try again");
            waitFor(page.locator(".message .cost summary"));
            assertEquals(1, page.locator(".question").count());
        }
    }

    @Test
    void outOfCreditTheSameMessageGoesOnAfterPayment() {
        model("dear");
        try (Visitor dan = customer("dan", "0.0001")) {
            Page page = dan.page();
            dan.open("/assistant");
            ask(page, "dear", "Message", "Say hello");
            waitFor(page.getByText("It is kept: add balance, and it goes on by itself."));
            dan.inspect("assistant-no-credit");
            give("dan", "5.00");
            waitFor(page.locator(".message .cost summary"));
            assertEquals(1, page.locator(".question").count());
            assertFalse(dan.text().contains("add balance, and it goes on"), dan.text());
        }
    }

    @Test
    void balanceIsAddedInPlaceAndTheSameMessageGoesOn() {
        model("near");
        shop.firstTopUp("ida");
        shop.charge("ida", "20.00");
        try (Visitor ida = new Visitor(shop).signIn("ida")) {
            Page page = ida.page();
            ida.open("/assistant");
            ask(page, "near", "Message", "Say hello");
            waitFor(page.getByText("It is kept: add balance, and it goes on by itself."));
            page.getByLabel("Add $10.00").click();
            waitFor(page.getByText("Total charged"));
            ida.inspect("assistant-add-in-place");
            click(page, "Pay $10.00");
            waitFor(page.locator(".message .cost summary"));
            assertEquals(0, page.locator("dialog[open]").count());
            assertEquals(1, page.locator(".question").count());
            assertTrue(page.url().contains("/assistant/"), page.url());
        }
    }

    @Test
    void whatWasTypedIsKeptWhenTheSessionIsOver() {
        model("patient");
        try (Visitor hal = customer("hal", "1.00")) {
            Page page = hal.page();
            hal.open("/assistant");
            page.getByLabel("Message").fill("A long thought");
            Page other = hal.newTab();
            other.navigate("/account/billing");
            other.getByLabel(Pattern.compile("Account menu")).click();
            click(other, "Sign out");
            waitFor(other.getByText("Sign in").first());
            click(page, "Send");
            waitFor(page.getByText("You were signed out"));
            assertTrue(hal.text().contains("A long thought"), hal.text());
        }
    }

    @Test
    void codeComesAsFilesToCopyAndTakeAway() {
        model("coder");
        script(
                "coder",
                "{\"text\":\"Two files.\\n\\n```java src/Main.java\\nclass Main {}\\n```\\n\\n```sql schema.sql\\nselect 1;\\n```\\n\"}");
        try (Visitor eve = customer("eve", "5.00")) {
            Page page = eve.page();
            eve.open("/code");
            page.getByLabel("Language").selectOption("Java");
            ask(page, "coder", "Task", "A program");
            waitFor(page.getByLabel("Copy src/Main.java"));
            eve.inspect("code-answered");
            assertEquals(
                    "class Main {}\n",
                    page.waitForDownload(() -> page.getByText("↓ src/Main.java").click())
                                    .suggestedFilename()
                                    .equals("Main.java")
                            ? page.locator("figure.code code").first().textContent()
                            : "");
            assertEquals(
                    "code-1.zip",
                    page.waitForDownload(() -> page.getByText("↓ All as zip").click())
                            .suggestedFilename());
        }
    }

    @Test
    void withoutScriptsTheWholePageComesWhenTheAnswerIsThere() {
        model("plain");
        script("plain", "{\"text\":\"All at once.\"}");
        shop.open("fay");
        give("fay", "5.00");
        try (Visitor fay = new Visitor(shop, false)) {
            Page page = fay.page();
            page.navigate(shop.calls()
                    .post("/v1/portal-sessions", null, "{\"account\":\"fay\"}")
                    .text("url"));
            click(page, "Continue as fay");
            fay.open("/assistant");
            ask(page, "plain", "Message", "Everything, please");
            assertTrue(fay.text().contains("All at once."), fay.text());
            String path = page.url().replace(shop.publicUrl(), "");
            try (Visitor other = customer("gus", "5.00")) {
                assertEquals(404, other.open(path));
                assertEquals(404, other.open(path + "/export"));
                assertEquals(404, other.open(path + "/2/zip"));
            }
            String everything = fay.context()
                    .request()
                    .get(shop.publicUrl() + "/account/data/everything.json")
                    .text();
            assertTrue(everything.contains("Everything, please") && everything.contains("\"support\":["), everything);
            page.getByText("More").click();
            click(page, "Delete for good");
            assertTrue(fay.text().contains("The conversation is deleted."), fay.text());
            assertEquals(404, fay.open(path));
        }
    }
}
