package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Questions to support and their answers, at real browsers on both sides, with a real mail box. */
class SupportPagesTest {
    private static final int SOON_MILLIS = 2_000;
    private static final Pattern LINK = Pattern.compile("http://\\S+(/support/link/\\S+)");

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

    /** A customer with $10.00 and one charge; answers the charge's id. */
    private static String customer(String id) {
        shop.calls()
                .post(
                        "/v1/accounts",
                        null,
                        "{\"id\":\"" + id + "\",\"name\":\"" + id + " <b>Example</b>\",\"email\":\"" + id
                                + "@customers.example\"}");
        shop.calls().put("/v1/accounts/" + id + "/plan", "{\"plan\":\"pro\"}");
        shop.calls()
                .post(
                        "/v1/accounts/" + id + "/grants",
                        id,
                        "{\"amount\":\"10.00\",\"kind\":\"promo\",\"reason\":\"test\"}");
        return shop.charge(id, "0.0031").text("id");
    }

    private static Visitor staff() {
        Visitor staff = new Visitor(shop);
        staff.open("/admin/support");
        staff.page().getByLabel("Operator key").fill(ServingProcess.OPERATOR_KEY);
        click(staff.page(), "Sign in");
        staff.page().waitForURL("**/admin/support");
        return staff;
    }

    private static void click(Page page, String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    private static void soon(Page page, String text) {
        page.getByText(text).first().waitFor(new Locator.WaitForOptions().setTimeout(SOON_MILLIS));
    }

    private static JsonNode mail(String address, String subject) {
        Shop.eventually(() -> shop.stripe()
                .mails(address)
                .valueStream()
                .anyMatch(mail -> mail.path("subject").asString().startsWith(subject)));
        return shop.stripe()
                .mails(address)
                .valueStream()
                .filter(mail -> mail.path("subject").asString().startsWith(subject))
                .findFirst()
                .orElseThrow();
    }

    private static String number(Page page) {
        page.waitForURL(Pattern.compile(".*/support/\\d+"));
        return page.url().replaceAll(".*/", "");
    }

    @Test
    void aQuestionAboutAChargeIsAnsweredWithoutAReloadAndByMail() {
        String charge = customer("ada");
        try (Visitor ada = new Visitor(shop);
                Visitor staff = staff()) {
            ada.signIn("ada").open("/support?about=" + charge);
            assertTrue(ada.text().contains("$0.0031"), ada.text());
            ada.inspect("support-about");
            ada.page().getByLabel("What would you like to know about it?").fill("Why this?\n<script>alert(1)</script>");
            click(ada.page(), "Send");
            String number = number(ada.page());
            String everything = ada.context()
                    .request()
                    .get(shop.publicUrl() + "/account/data/everything.json")
                    .text();
            assertEquals(
                    charge,
                    new JsonMapper().readTree(everything).at("/support/0/about").asString());
            assertTrue(mail("support@florin.example", "Question " + number)
                    .path("text")
                    .asString()
                    .contains("Why this?"));
            soon(staff.page(), "ada <b>Example</b>");
            staff.inspect("inbox");
            staff.page().getByText("Why this?").click();
            staff.page().waitForURL("**/admin/support/" + number);
            assertTrue(staff.text().contains("$9.99"), staff.text());
            staff.page().getByLabel("Answer").fill("For 1,200 tokens. See https://example.com/prices.");
            staff.inspect("inbox-answer");
            click(staff.page(), "Send answer");
            soon(ada.page(), "For 1,200 tokens.");
            ada.inspect("support-answered");
            assertEquals(
                    List.of("https://example.com/prices"),
                    ada.page().locator(".words a").evaluateAll("all => all.map(each => each.href)"));
            assertTrue(mail("ada@customers.example", "Answer to your question " + number)
                    .path("text")
                    .asString()
                    .contains("/support/" + number));
            ada.page().getByLabel("Your message").fill("Thank you!");
            click(ada.page(), "Send");
            soon(staff.page(), "Thank you!");
            click(ada.page(), "That answers it: close this question");
            soon(staff.page(), "Closed");
        }
    }

    @Test
    void aVisitorAsksFromTheButtonOnAnyPageAndReadsOnByALinkInAMail() {
        try (Visitor visitor = new Visitor(shop);
                Visitor staff = staff();
                Visitor elsewhere = new Visitor(shop, false)) {
            visitor.open("/");
            visitor.page().getByLabel("Ask support").click();
            visitor.page().getByLabel("Your e-mail address").waitFor();
            visitor.inspect("support-panel");
            visitor.page().getByLabel("Your e-mail address").fill("vic@visitors.example");
            visitor.page().getByLabel("Your question").fill("What does a message cost?");
            click(visitor.page(), "Send");
            soon(visitor.page(), "Waiting for us");
            staff.page().getByText("What does a message cost?").click();
            staff.page().getByLabel("Answer").fill("Mostly less than a cent.");
            click(staff.page(), "Send answer");
            soon(visitor.page(), "Mostly less than a cent.");
            visitor.inspect("support-panel-answered");
            visitor.page().keyboard().press("Escape");
            assertEquals(0, visitor.page().locator(".chat-panel").count());
            assertFalse(visitor.page().url().contains("vic"), visitor.page().url());
            String text = mail("vic@visitors.example", "Answer").path("text").asString();
            Matcher link = LINK.matcher(text);
            assertTrue(link.find(), text);
            elsewhere.open(link.group(1));
            String number = number(elsewhere.page());
            assertTrue(elsewhere.text().contains("Mostly less than a cent."), elsewhere.text());
            elsewhere.page().getByLabel("Your message").fill("Thanks, I read it elsewhere.");
            click(elsewhere.page(), "Send");
            assertTrue(elsewhere.text().contains("Thanks, I read it elsewhere."));
            assertEquals(200, elsewhere.open("/support/" + number));
        }
    }

    @Test
    void aNewAnswerIsToldOnWhateverPageTheCustomerIs() {
        customer("eve");
        try (Visitor eve = new Visitor(shop, true);
                Visitor staff = staff()) {
            eve.signIn("eve").open("/support");
            eve.page().getByLabel("Your question").fill("Are you there?");
            click(eve.page(), "Send");
            String number = number(eve.page());
            eve.open("/account/profile");
            staff.open("/admin/support/" + number);
            staff.page().getByLabel("Answer").fill("Yes, we are.");
            click(staff.page(), "Send answer");
            eve.page()
                    .getByLabel("Ask support: 1 new answer")
                    .waitFor(new Locator.WaitForOptions().setTimeout(SOON_MILLIS));
            eve.page().getByLabel("Ask support").click();
            eve.page().getByText("New answer").click();
            soon(eve.page(), "Yes, we are.");
            eve.page()
                    .getByLabel("Ask support", new Page.GetByLabelOptions().setExact(true))
                    .waitFor();
        }
    }

    @Test
    void nobodyReadsWhatIsAnothersAndNothingIsLostWhenAFormIsWrong() {
        customer("cleo");
        customer("dan");
        try (Visitor cleo = new Visitor(shop, false);
                Visitor dan = new Visitor(shop);
                Visitor nobody = new Visitor(shop)) {
            cleo.page()
                    .navigate(shop.calls()
                            .post("/v1/portal-sessions", null, "{\"account\":\"cleo\"}")
                            .text("url"));
            click(cleo.page(), "Continue as cleo <b>Example</b>");
            cleo.open("/support");
            cleo.page().getByLabel("Your question").evaluate("each => each.removeAttribute('required')");
            click(cleo.page(), "Send");
            assertTrue(cleo.text().contains("Please write something first."), cleo.text());
            cleo.page().getByLabel("Your question").fill("My secret question");
            click(cleo.page(), "Send");
            String number = number(cleo.page());
            assertEquals(404, dan.signIn("dan").open("/support/" + number));
            assertEquals(404, dan.open("/support/link/" + "x".repeat(43)));
            nobody.open("/support/" + number);
            assertTrue(nobody.page().url().contains("/sign-in"), nobody.page().url());
            nobody.open("/admin/support/" + number);
            assertTrue(
                    nobody.page().url().contains("/admin/sign-in"),
                    nobody.page().url());
            dan.open("/admin/support");
            assertTrue(dan.page().url().contains("/admin/sign-in"), dan.page().url());
            Object status = dan.page()
                    .evaluate(
                            "number => fetch('/support/' + number, {method: 'POST', body: new URLSearchParams({text: 'x', csrf: document.body.dataset.csrf})}).then(answer => answer.status)",
                            number);
            assertEquals(404, ((Number) Objects.requireNonNull(status)).intValue());
            Object without = dan.page()
                    .evaluate(
                            "() => fetch('/support', {method: 'POST', body: new URLSearchParams({text: 'x'})}).then(answer => answer.status)");
            assertEquals(403, ((Number) Objects.requireNonNull(without)).intValue());
        }
    }
}
