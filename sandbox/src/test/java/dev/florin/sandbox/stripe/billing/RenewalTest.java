package dev.florin.sandbox.stripe.billing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.sandbox.stripe.Shop;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Subscriptions in the course of time. */
class RenewalTest {
    @TempDir
    private Path folder;

    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(folder);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void theFirstInvoiceIsPaidAtOnceAndItsParentAndLinesSayWhatItBills() {
        String ada = shop.customer("pm_card_visa");
        JsonNode made = shop.subscribe(ada, "pro_monthly", "");
        String id = made.path("id").asString();
        assertEquals("active", made.path("status").asString());
        JsonNode invoice = shop.latest(id);
        assertEquals("paid", invoice.path("status").asString());
        assertEquals("subscription_create", invoice.path("billing_reason").asString());
        assertEquals(999, invoice.path("amount_paid").asLong());
        JsonNode details = invoice.path("parent").path("subscription_details");
        assertEquals(id, details.path("subscription").asString());
        assertEquals("acc_1", details.path("metadata").path("account_id").asString());
        JsonNode line = Shop.line(invoice, 0);
        JsonNode parent = line.path("parent").path("subscription_item_details");
        assertFalse(parent.path("proration").asBoolean());
        assertEquals(Shop.item(made).path("id"), parent.path("subscription_item"));
        assertEquals(
                shop.price("pro_monthly"),
                line.path("pricing").path("price_details").path("price").asString());
        assertEquals(
                Shop.item(made).path("current_period_end"), line.path("period").path("end"));
        assertEquals(
                List.of("customer.subscription.created", "customer.subscription.updated"),
                shop.events(id).stream()
                        .filter(type -> type.startsWith("customer."))
                        .toList());
        assertEquals(
                "incomplete",
                shop.event(id, "customer.subscription.updated")
                        .path("data")
                        .path("previous_attributes")
                        .path("status")
                        .asString());
    }

    @Test
    void aPaymentLeadsBackToItsInvoice() {
        String id = shop.subscribe(shop.customer("pm_card_visa"), "pro_monthly", "")
                .path("id")
                .asString();
        JsonNode invoice = shop.get("/v1/invoices/" + shop.latest(id).path("id").asString() + "?expand[0]=payments");
        JsonNode payment = invoice.path("payments").path("data").get(0);
        assertEquals("paid", payment.path("status").asString());
        String intent = payment.path("payment").path("payment_intent").asString();
        JsonNode found = shop.get("/v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]=" + intent)
                .path("data");
        assertEquals(1, found.size());
        assertEquals(invoice.path("id"), found.get(0).path("invoice"));
        assertTrue(shop.events(invoice.path("id").asString())
                .containsAll(List.of("invoice.created", "invoice.finalized", "invoice.paid", "invoice_payment.paid")));
    }

    @Test
    void aRenewalIsADraftForAnHourAndThenCollectedWithoutTheCustomer() {
        String id = shop.subscribe(shop.customer("pm_card_visa"), "pro_monthly", "")
                .path("id")
                .asString();
        JsonNode before = Shop.item(shop.subscription(id));
        shop.renew(id);
        JsonNode after = Shop.item(shop.subscription(id));
        assertEquals(before.path("current_period_end"), after.path("current_period_start"));
        JsonNode invoice = shop.latest(id);
        assertEquals("paid", invoice.path("status").asString());
        assertEquals("subscription_cycle", invoice.path("billing_reason").asString());
        assertEquals(
                3_600,
                invoice.path("status_transitions").path("finalized_at").asLong()
                        - invoice.path("created").asLong());
        assertEquals(
                after.path("current_period_end"),
                Shop.line(invoice, 0).path("period").path("end"));
        assertTrue(shop.events(id).contains("invoice.upcoming"));
        JsonNode money = shop.standIn().control("GET", "/money", null).body();
        assertTrue(money.path("payment_intents").get(1).path("off_session").asBoolean());
        assertEquals(invoice.path("id"), money.path("payment_intents").get(1).path("invoice"));
        assertEquals(1_998, money.path("totals").path("net").asLong());
    }

    @Test
    void twoYearsGoByInOneMoveOfTheClock() {
        String id = shop.subscribe(shop.customer("pm_card_visa"), "pro_monthly", "")
                .path("id")
                .asString();
        shop.days(731);
        assertEquals("active", shop.status(id));
        assertEquals(
                25,
                shop.get("/v1/invoices?limit=100&subscription=" + id)
                        .path("data")
                        .size());
    }

    @Test
    void aRenewalThatFailsIsTriedOnDaysThreeFiveAndSevenAndThenTheSubscriptionEnds() {
        String ada = shop.customer("pm_card_visa");
        String id = shop.subscribe(ada, "pro_monthly", "").path("id").asString();
        shop.pays(ada, "pm_card_chargeCustomerFail");
        shop.renew(id);
        assertEquals("past_due", shop.status(id));
        JsonNode open = shop.latest(id);
        assertEquals("open", open.path("status").asString());
        assertEquals(1, open.path("attempt_count").asInt());
        long first = open.path("status_transitions").path("finalized_at").asLong();
        assertEquals(first + 3 * 86_400, open.path("next_payment_attempt").asLong());
        shop.days(3);
        assertEquals(
                first + 5 * 86_400, shop.latest(id).path("next_payment_attempt").asLong());
        shop.days(2);
        assertEquals("past_due", shop.status(id));
        shop.days(2);
        JsonNode ended = shop.subscription(id);
        assertEquals("canceled", ended.path("status").asString());
        assertEquals(
                "payment_failed",
                ended.path("cancellation_details").path("reason").asString());
        JsonNode left = shop.latest(id);
        assertEquals(4, left.path("attempt_count").asInt());
        assertTrue(left.path("next_payment_attempt").isNull());
        assertEquals("open", left.path("status").asString());
        assertEquals(
                "customer.subscription.deleted",
                shop.events(id).stream()
                        .filter(type -> type.startsWith("customer."))
                        .toList()
                        .getLast());
    }

    @Test
    void anAccountMayLeaveUnpaidSubscriptionsAndALatePaymentRevivesThem() {
        assertEquals(
                200,
                shop.standIn()
                        .control("POST", "/billing", Map.of("after_retries", "unpaid"))
                        .status());
        String ada = shop.customer("pm_card_visa");
        String id = shop.subscribe(ada, "pro_monthly", "").path("id").asString();
        shop.pays(ada, "pm_card_chargeCustomerFail");
        shop.renew(id);
        shop.days(8);
        assertEquals("unpaid", shop.status(id));
        shop.pays(ada, "pm_card_visa");
        shop.post("/v1/invoices/" + shop.latest(id).path("id").asString() + "/pay", "");
        assertEquals("active", shop.status(id));
    }

    @Test
    void aNewCardPaysTheRetryAndTheSubscriptionIsActiveAgain() {
        String ada = shop.customer("pm_card_visa");
        String id = shop.subscribe(ada, "pro_monthly", "").path("id").asString();
        shop.pays(ada, "pm_card_chargeCustomerFail");
        shop.renew(id);
        shop.pays(ada, "pm_card_visa");
        shop.days(3);
        assertEquals("active", shop.status(id));
        assertEquals("paid", shop.latest(id).path("status").asString());
        shop.days(10);
        assertEquals(2, shop.invoices(id).size());
    }

    @Test
    void aRenewalThatNeedsAuthenticationSaysSo() {
        String ada = shop.customer("pm_card_visa");
        String id = shop.subscribe(ada, "pro_monthly", "").path("id").asString();
        shop.pays(ada, "pm_card_authenticationRequired");
        shop.renew(id);
        assertEquals("past_due", shop.status(id));
        List<String> types = shop.events(shop.latest(id).path("id").asString());
        assertTrue(types.containsAll(List.of("invoice.payment_failed", "invoice.payment_action_required")));
    }

    @Test
    void theSubscriptionsOwnCardComesBeforeTheCustomersDefault() {
        String ada = shop.customer("pm_card_visa");
        String own = shop.post("/v1/payment_methods/pm_card_mastercard/attach", "customer=" + ada)
                .path("id")
                .asString();
        String id = shop.subscribe(ada, "pro_monthly", "&default_payment_method=" + own)
                .path("id")
                .asString();
        shop.pays(ada, "pm_card_chargeCustomerFail");
        shop.renew(id);
        assertEquals("active", shop.status(id));
    }

    @Test
    void cancelledAtThePeriodsEndItRunsUntilThenAndCanBeTakenBack() {
        String id = shop.subscribe(shop.customer("pm_card_visa"), "pro_monthly", "")
                .path("id")
                .asString();
        JsonNode later = shop.post("/v1/subscriptions/" + id, "cancel_at_period_end=true");
        assertTrue(later.path("cancel_at_period_end").asBoolean());
        assertEquals(Shop.item(later).path("current_period_end"), later.path("cancel_at"));
        assertFalse(shop.event(id, "customer.subscription.updated")
                .path("data")
                .path("previous_attributes")
                .path("cancel_at_period_end")
                .asBoolean(true));
        shop.post("/v1/subscriptions/" + id, "cancel_at_period_end=false");
        shop.renew(id);
        assertEquals("active", shop.status(id));
        shop.post("/v1/subscriptions/" + id, "cancel_at_period_end=true");
        shop.renew(id);
        JsonNode ended = shop.subscription(id);
        assertEquals("canceled", ended.path("status").asString());
        assertEquals(ended.path("cancel_at"), ended.path("ended_at"));
        assertEquals(2, shop.invoices(id).size());
    }

    @Test
    void cancelledNowItIsGone() {
        String id = shop.subscribe(shop.customer("pm_card_visa"), "pro_monthly", "")
                .path("id")
                .asString();
        assertEquals(
                "canceled",
                shop.delete("/v1/subscriptions/" + id).path("status").asString());
        assertTrue(shop.events(id).contains("customer.subscription.deleted"));
        assertEquals(
                404,
                shop.standIn().call("DELETE", "/v1/subscriptions/" + id, "").status());
        shop.days(40);
        assertEquals(1, shop.invoices(id).size());
    }

    @Test
    void whatWasDueWhileTheProcessWasDownIsDoneAfterwards() {
        String id = shop.subscribe(shop.customer("pm_card_visa"), "pro_monthly", "")
                .path("id")
                .asString();
        shop.standIn().restart();
        shop.renew(id);
        assertEquals("active", shop.status(id));
        assertEquals(2, shop.invoices(id).size());
    }

    @Test
    void aTestClockMovesItsOwnCustomersOnly() {
        long now = shop.get("/v1/customers").path("data").size() + 1_800_000_000L;
        String clock = shop.post("/v1/test_helpers/test_clocks", "frozen_time=" + now)
                .path("id")
                .asString();
        String ada = shop.post("/v1/customers", "email=ada@example.test&test_clock=" + clock)
                .path("id")
                .asString();
        shop.pays(ada, "pm_card_visa");
        String id = shop.subscribe(ada, "pro_monthly", "").path("id").asString();
        assertEquals(
                now,
                Shop.item(shop.subscription(id)).path("current_period_start").asLong());
        shop.post("/v1/test_helpers/test_clocks/" + clock + "/advance", "frozen_time=" + (now + 32 * 86_400));
        assertEquals(2, shop.invoices(id).size());
        assertEquals("paid", shop.latest(id).path("status").asString());
    }
}
