package dev.florin.sandbox.stripe.billing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.sandbox.stripe.Shop;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** From one price to another. */
class SwitchTest {
    @TempDir
    private Path folder;

    private Shop shop;
    private String ada;
    private String id;

    @BeforeEach
    void open() {
        shop = new Shop(folder);
        ada = shop.customer("pm_card_visa");
        id = shop.subscribe(ada, "pro_monthly", "").path("id").asString();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private String toYearly(String more) {
        return "items[0][id]=" + Shop.item(shop.subscription(id)).path("id").asString() + "&items[0][price]="
                + shop.price("pro_yearly") + more;
    }

    /** What is left of a period, by the second, half up to a cent. */
    private static long left(long cents, JsonNode period, long moment) {
        long length = period.path("end").asLong() - period.path("start").asLong();
        long rest = period.path("end").asLong() - moment;
        return (2 * cents * rest + length) / (2 * length);
    }

    @Test
    void fromMonthToYearTheUnusedTimeIsCreditedAndTheYearBeginsNow() {
        shop.days(10);
        JsonNode billed = Shop.line(shop.latest(id), 0);
        String item = Shop.item(shop.subscription(id)).path("id").asString();
        JsonNode changed = shop.post(
                "/v1/subscriptions/" + id,
                toYearly("&proration_behavior=always_invoice&payment_behavior=pending_if_incomplete"));
        assertEquals("active", changed.path("status").asString());
        assertTrue(changed.path("pending_update").isNull());
        assertEquals(item, Shop.item(changed).path("id").asString());
        JsonNode invoice = shop.latest(id);
        assertEquals("paid", invoice.path("status").asString());
        assertEquals("subscription_update", invoice.path("billing_reason").asString());
        JsonNode credit = Shop.line(invoice, 0);
        JsonNode year = Shop.line(invoice, 1);
        long moment = year.path("period").path("start").asLong();
        assertEquals(
                -left(999, billed.path("period"), moment), credit.path("amount").asLong());
        JsonNode details = credit.path("parent").path("subscription_item_details");
        assertTrue(details.path("proration").asBoolean());
        assertEquals(
                billed.path("id"),
                details.path("proration_details")
                        .path("credited_items")
                        .path("invoice_line_items")
                        .get(0));
        assertEquals(9_900, year.path("amount").asLong());
        assertFalse(year.path("parent")
                .path("subscription_item_details")
                .path("proration")
                .asBoolean());
        assertEquals(
                9_900 + credit.path("amount").asLong(),
                invoice.path("amount_paid").asLong());
        assertEquals(moment, changed.path("billing_cycle_anchor").asLong());
        assertEquals(year.path("period").path("end"), Shop.item(changed).path("current_period_end"));
        assertFalse(shop.events(id).contains("customer.subscription.pending_update_applied"));
        shop.renew(id);
        assertEquals(9_900, shop.latest(id).path("amount_paid").asLong());
    }

    @Test
    void aSwitchThatIsNotPaidWaitsAndIsAppliedWhenItsInvoiceIsPaid() {
        shop.pays(ada, "pm_card_chargeCustomerFail");
        JsonNode waiting = shop.post(
                "/v1/subscriptions/" + id,
                toYearly("&proration_behavior=always_invoice&payment_behavior=pending_if_incomplete"));
        assertEquals("active", waiting.path("status").asString());
        assertEquals(
                shop.price("pro_monthly"),
                Shop.item(waiting).path("price").path("id").asString());
        JsonNode update = waiting.path("pending_update");
        assertEquals(
                shop.price("pro_yearly"),
                update.path("subscription_items")
                        .get(0)
                        .path("price")
                        .path("id")
                        .asString());
        String good = shop.pays(ada, "pm_card_visa");
        shop.post("/v1/invoices/" + waiting.path("latest_invoice").asString() + "/pay", "payment_method=" + good);
        JsonNode applied = shop.subscription(id);
        assertTrue(applied.path("pending_update").isNull());
        assertEquals(
                shop.price("pro_yearly"),
                Shop.item(applied).path("price").path("id").asString());
        assertTrue(shop.events(id).contains("customer.subscription.pending_update_applied"));
    }

    @Test
    void aSwitchThatIsNeverPaidIsForgottenAfterTwentyThreeHours() {
        shop.pays(ada, "pm_card_chargeCustomerFail");
        JsonNode waiting = shop.post(
                "/v1/subscriptions/" + id,
                toYearly("&proration_behavior=always_invoice&payment_behavior=pending_if_incomplete"));
        shop.hours(24);
        JsonNode after = shop.subscription(id);
        assertEquals("active", after.path("status").asString());
        assertTrue(after.path("pending_update").isNull());
        assertEquals(
                shop.price("pro_monthly"),
                Shop.item(after).path("price").path("id").asString());
        assertEquals(
                "void",
                shop.get("/v1/invoices/" + waiting.path("latest_invoice").asString())
                        .path("status")
                        .asString());
        assertTrue(shop.events(id).contains("customer.subscription.pending_update_expired"));
    }

    @Test
    void aSwitchThatMustBePaidOrFailChangesNothingWhenItFails() {
        shop.pays(ada, "pm_card_chargeCustomerFail");
        JsonNode before = shop.subscription(id);
        JsonNode error = shop.refused(
                402,
                "/v1/subscriptions/" + id,
                toYearly("&proration_behavior=always_invoice&payment_behavior=error_if_incomplete"));
        assertEquals("card_declined", error.path("code").asString());
        assertEquals(before, shop.subscription(id));
        assertEquals(1, shop.invoices(id).size());
    }

    @Test
    void aSwitchThatHappensAnywayLeavesTheSubscriptionPastDue() {
        shop.pays(ada, "pm_card_chargeCustomerFail");
        JsonNode changed = shop.post("/v1/subscriptions/" + id, toYearly("&proration_behavior=always_invoice"));
        assertEquals("past_due", changed.path("status").asString());
        assertEquals(
                shop.price("pro_yearly"),
                Shop.item(changed).path("price").path("id").asString());
        assertEquals("open", shop.latest(id).path("status").asString());
    }

    @Test
    void withoutProrationTheYearIsChargedInFull() {
        shop.days(10);
        shop.post("/v1/subscriptions/" + id, toYearly("&proration_behavior=none"));
        JsonNode invoice = shop.latest(id);
        assertEquals(1, invoice.path("lines").path("data").size());
        assertEquals(9_900, invoice.path("amount_paid").asLong());
    }

    @Test
    void moreOfTheSameIsBilledAtTheNextRenewalOrAtOnce() {
        shop.days(10);
        JsonNode period = Shop.line(shop.latest(id), 0).path("period");
        String item = Shop.item(shop.subscription(id)).path("id").asString();
        shop.post("/v1/subscriptions/" + id, "items[0][id]=" + item + "&items[0][quantity]=2");
        assertEquals(1, shop.invoices(id).size());
        JsonNode preview = shop.post("/v1/invoices/create_preview", "subscription=" + id);
        shop.renew(id);
        JsonNode renewal = shop.latest(id);
        assertEquals(3, renewal.path("lines").path("data").size());
        assertEquals(preview.path("total"), renewal.path("total"));
        long moment = Shop.line(renewal, 1).path("period").path("start").asLong();
        assertEquals(
                1_998 + left(1_998, period, moment) - left(999, period, moment),
                renewal.path("total").asLong());
        shop.post(
                "/v1/subscriptions/" + id,
                "items[0][id]=" + item + "&items[0][quantity]=3&proration_behavior=always_invoice");
        JsonNode atOnce = shop.latest(id);
        assertEquals("subscription_update", atOnce.path("billing_reason").asString());
        assertEquals("paid", atOnce.path("status").asString());
        assertEquals(3, shop.invoices(id).size());
    }

    @Test
    void aPreviewSaysWhatASwitchWouldCostAndChangesNothing() {
        shop.days(10);
        JsonNode before = shop.subscription(id);
        String item = Shop.item(before).path("id").asString();
        JsonNode preview = shop.post(
                "/v1/invoices/create_preview",
                "subscription=" + id + "&subscription_details[items][0][id]=" + item
                        + "&subscription_details[items][0][price]=" + shop.price("pro_yearly")
                        + "&subscription_details[proration_behavior]=always_invoice");
        assertTrue(preview.path("id").asString().startsWith("upcoming_in_"));
        assertEquals(2, preview.path("lines").path("data").size());
        assertEquals(before, shop.subscription(id));
        assertEquals(1, shop.invoices(id).size());
    }

    @Test
    void fromYearToMonthTheRestOfTheYearGoesToTheCustomersBalance() {
        String yearly = shop.subscribe(ada, "pro_yearly", "").path("id").asString();
        shop.days(30);
        String item = Shop.item(shop.subscription(yearly)).path("id").asString();
        shop.post(
                "/v1/subscriptions/" + yearly,
                "items[0][id]=" + item + "&items[0][price]=" + shop.price("pro_monthly"));
        JsonNode invoice = shop.latest(yearly);
        assertTrue(invoice.path("total").asLong() < 0);
        assertEquals("paid", invoice.path("status").asString());
        assertEquals(invoice.path("total"), shop.get("/v1/customers/" + ada).path("balance"));
    }

    @Test
    void aSwitchDuringATrialCostsNothingAndKeepsTheTrial() {
        String trial = shop.subscribe(ada, "pro_monthly", "&trial_period_days=14")
                .path("id")
                .asString();
        String item = Shop.item(shop.subscription(trial)).path("id").asString();
        JsonNode changed = shop.post(
                "/v1/subscriptions/" + trial, "items[0][id]=" + item + "&items[0][price]=" + shop.price("pro_yearly"));
        assertEquals("trialing", changed.path("status").asString());
        assertEquals(1, shop.invoices(trial).size());
        shop.renew(trial);
        assertEquals(9_900, shop.latest(trial).path("amount_paid").asLong());
    }

    @Test
    void onlyWhatCanWaitMayBeChangedTogetherWithASwitchThatWaits() {
        JsonNode error = shop.refused(
                400,
                "/v1/subscriptions/" + id,
                toYearly("&cancel_at_period_end=true&payment_behavior=pending_if_incomplete"));
        assertEquals("cancel_at_period_end", error.path("param").asString());
    }
}
