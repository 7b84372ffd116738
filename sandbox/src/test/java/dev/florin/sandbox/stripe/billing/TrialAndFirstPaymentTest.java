package dev.florin.sandbox.stripe.billing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.StripeException;
import com.stripe.model.Invoice;
import com.stripe.model.Subscription;
import com.stripe.param.SubscriptionCreateParams;
import dev.florin.sandbox.stripe.Shop;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** How subscriptions begin: with a trial, with a discount, with a payment that fails. */
class TrialAndFirstPaymentTest {
    private static final String INCOMPLETE = "incomplete";

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
    void stripesOwnClientReadsSubscriptionAndInvoice() throws StripeException {
        StripeClient stripe = shop.standIn().client();
        Subscription made = stripe.v1()
                .subscriptions()
                .create(SubscriptionCreateParams.builder()
                        .setCustomer(shop.customer("pm_card_visa"))
                        .addItem(SubscriptionCreateParams.Item.builder()
                                .setPrice(shop.price("pro_yearly"))
                                .build())
                        .addExpand("latest_invoice.payments")
                        .build());
        assertEquals("active", made.getStatus());
        Invoice invoice = made.getLatestInvoiceObject();
        assertEquals(9_900, invoice.getTotal());
        assertEquals(made.getId(), invoice.getParent().getSubscriptionDetails().getSubscription());
        assertEquals("paid", invoice.getPayments().getData().getFirst().getStatus());
        assertEquals(
                shop.price("pro_yearly"),
                invoice.getLines()
                        .getData()
                        .getFirst()
                        .getPricing()
                        .getPriceDetails()
                        .getPrice());
    }

    @Test
    void aTrialBeginsWithAPaidInvoiceOfNothingAndEndsInARenewal() {
        String ada = shop.customer("pm_card_visa");
        String id = shop.subscribe(ada, "pro_monthly", "&trial_period_days=14")
                .path("id")
                .asString();
        assertEquals("trialing", shop.status(id));
        JsonNode first = shop.latest(id);
        assertEquals("paid", first.path("status").asString());
        assertEquals(0, first.path("total").asLong());
        assertEquals("subscription_create", first.path("billing_reason").asString());
        assertFalse(shop.events(id).contains("customer.subscription.trial_will_end"));
        shop.days(11);
        assertTrue(shop.events(id).contains("customer.subscription.trial_will_end"));
        shop.renew(id);
        assertEquals("active", shop.status(id));
        JsonNode paid = shop.latest(id);
        assertEquals(999, paid.path("amount_paid").asLong());
        assertEquals("subscription_cycle", paid.path("billing_reason").asString());
        JsonNode now = shop.subscription(id);
        assertEquals(now.path("trial_end"), now.path("billing_cycle_anchor"));
        assertEquals(now.path("trial_end"), Shop.item(now).path("current_period_start"));
    }

    @Test
    void aTrialWithoutACardEndsAsItWasSetTo() {
        String settings = "&trial_period_days=14&trial_settings[end_behavior][missing_payment_method]=";
        String ada =
                shop.post("/v1/customers", "email=ada@example.test").path("id").asString();
        String cancelled = shop.subscribe(ada, "pro_monthly", settings + "cancel")
                .path("id")
                .asString();
        String paused = shop.subscribe(ada, "pro_monthly", settings + "pause")
                .path("id")
                .asString();
        String billed = shop.subscribe(ada, "pro_monthly", settings + "create_invoice")
                .path("id")
                .asString();
        shop.renew(cancelled);
        assertEquals("canceled", shop.status(cancelled));
        assertEquals("paused", shop.status(paused));
        assertTrue(shop.events(paused).contains("customer.subscription.paused"));
        assertEquals("past_due", shop.status(billed));
        shop.pays(ada, "pm_card_visa");
        shop.post("/v1/subscriptions/" + paused + "/resume", "billing_cycle_anchor=now");
        assertEquals("active", shop.status(paused));
        assertEquals(999, shop.latest(paused).path("amount_paid").asLong());
    }

    @Test
    void aFirstPaymentThatFailsLeavesItIncompleteForTwentyThreeHours() {
        String ada = shop.customer("pm_card_chargeCustomerFail");
        String id = shop.subscribe(ada, "pro_monthly", "").path("id").asString();
        assertEquals(INCOMPLETE, shop.status(id));
        assertEquals("open", shop.latest(id).path("status").asString());
        shop.hours(22);
        assertEquals(INCOMPLETE, shop.status(id));
        shop.hours(2);
        assertEquals("incomplete_expired", shop.status(id));
        assertEquals("void", shop.latest(id).path("status").asString());
        assertTrue(shop.events(shop.latest(id).path("id").asString()).contains("invoice.voided"));
        shop.days(60);
        assertEquals(1, shop.invoices(id).size());
    }

    @Test
    void anotherCardMakesAnIncompleteSubscriptionActive() {
        String ada = shop.customer("pm_card_chargeCustomerFail");
        String id = shop.subscribe(ada, "pro_monthly", "").path("id").asString();
        String good = shop.pays(ada, "pm_card_visa");
        String invoice = shop.latest(id).path("id").asString();
        JsonNode paid = shop.post("/v1/invoices/" + invoice + "/pay", "payment_method=" + good);
        assertEquals("paid", paid.path("status").asString());
        assertEquals("active", shop.status(id));
        shop.hours(30);
        assertEquals("active", shop.status(id));
        assertEquals(
                "invoice_already_paid",
                shop.refused(400, "/v1/invoices/" + invoice + "/pay", "")
                        .path("code")
                        .asString());
    }

    @Test
    void waitingForThePaymentMakesItIncompleteUntilItsPaymentIntentIsConfirmed() {
        String ada = shop.customer("pm_card_visa");
        String id = shop.subscribe(ada, "pro_monthly", "&payment_behavior=default_incomplete")
                .path("id")
                .asString();
        assertEquals(INCOMPLETE, shop.status(id));
        String intent = shop.get("/v1/invoice_payments?invoice="
                        + shop.latest(id).path("id").asString())
                .path("data")
                .get(0)
                .path("payment")
                .path("payment_intent")
                .asString();
        shop.post("/v1/payment_intents/" + intent + "/confirm", "payment_method=pm_card_visa");
        assertEquals("active", shop.status(id));
    }

    @Test
    void anErrorInsteadOfAnIncompleteSubscriptionLeavesNoSubscription() throws StripeException {
        String ada = shop.customer("pm_card_chargeCustomerFail");
        CardException declined = Assertions.assertThrows(
                CardException.class,
                () -> shop.standIn()
                        .client()
                        .v1()
                        .subscriptions()
                        .create(SubscriptionCreateParams.builder()
                                .setCustomer(ada)
                                .addItem(SubscriptionCreateParams.Item.builder()
                                        .setPrice(shop.price("pro_monthly"))
                                        .build())
                                .setPaymentBehavior(SubscriptionCreateParams.PaymentBehavior.ERROR_IF_INCOMPLETE)
                                .build()));
        assertEquals("card_declined", declined.getCode());
        assertEquals(
                0,
                shop.get("/v1/subscriptions?status=all&customer=" + ada)
                        .path("data")
                        .size());
        shop.pays(ada, "pm_card_visa");
        String id = shop.subscribe(ada, "pro_monthly", "&payment_behavior=error_if_incomplete")
                .path("id")
                .asString();
        assertEquals("active", shop.status(id));
        assertEquals(999, shop.latest(id).path("amount_paid").asLong());
    }

    @Test
    void withoutACardNothingIsSold() {
        String ada =
                shop.post("/v1/customers", "email=ada@example.test").path("id").asString();
        JsonNode error = shop.refused(
                400, "/v1/subscriptions", "customer=" + ada + "&items[0][price]=" + shop.price("pro_monthly"));
        assertEquals("resource_missing", error.path("code").asString());
    }

    @Test
    void aFullDiscountPaysWithoutAPaymentAndAPartDiscountShowsWhatItTook() {
        shop.post("/v1/coupons", "id=ALL&percent_off=100&duration=once");
        shop.post("/v1/coupons", "id=QUARTER&percent_off=25&duration=forever");
        String ada = shop.customer("pm_card_visa");
        String free = shop.subscribe(ada, "pro_monthly", "&discounts[0][coupon]=ALL")
                .path("id")
                .asString();
        JsonNode first = shop.latest(free);
        assertEquals("paid", first.path("status").asString());
        assertEquals(999, first.path("subtotal").asLong());
        assertEquals(0, first.path("total").asLong());
        assertEquals("active", shop.status(free));
        shop.renew(free);
        assertEquals(999, shop.latest(free).path("amount_paid").asLong());
        String cheaper = shop.subscribe(ada, "pro_monthly", "&discounts[0][coupon]=QUARTER")
                .path("id")
                .asString();
        JsonNode part = shop.latest(cheaper);
        assertEquals(749, part.path("amount_paid").asLong());
        assertEquals(
                250, part.path("total_discount_amounts").get(0).path("amount").asLong());
        assertEquals(
                250,
                Shop.line(part, 0)
                        .path("discount_amounts")
                        .get(0)
                        .path("amount")
                        .asLong());
        shop.renew(cheaper);
        assertEquals(749, shop.latest(cheaper).path("amount_paid").asLong());
    }

    @Test
    void theCustomersBalancePaysFirst() {
        String ada = shop.customer("pm_card_visa");
        shop.post("/v1/customers/" + ada, "balance=-1500");
        String id = shop.subscribe(ada, "pro_monthly", "").path("id").asString();
        JsonNode first = shop.latest(id);
        assertEquals("paid", first.path("status").asString());
        assertEquals(999, first.path("total").asLong());
        assertEquals(0, first.path("amount_due").asLong());
        assertEquals(-1_500, first.path("starting_balance").asLong());
        assertEquals(-501, first.path("ending_balance").asLong());
        assertEquals(0, shop.get("/v1/invoice_payments").path("data").size());
        shop.renew(id);
        assertEquals(498, shop.latest(id).path("amount_paid").asLong());
        assertEquals(0, shop.get("/v1/customers/" + ada).path("balance").asLong());
    }

    @Test
    void longInvoicesShowTheirFirstLinesAndListTheRest() {
        String ada = shop.customer("pm_card_visa");
        StringBuilder form = new StringBuilder("customer=" + ada);
        for (int i = 0; i < 12; i++) {
            form.append("&items[").append(i).append("][price]=").append(shop.price("pro_monthly"));
        }
        String id = shop.post("/v1/subscriptions", form.toString()).path("id").asString();
        JsonNode invoice = shop.latest(id);
        assertEquals(12 * 999, invoice.path("amount_paid").asLong());
        assertEquals(10, invoice.path("lines").path("data").size());
        assertTrue(invoice.path("lines").path("has_more").asBoolean());
        String lines = "/v1/invoices/" + invoice.path("id").asString() + "/lines?limit=10";
        JsonNode page = shop.get(lines).path("data");
        JsonNode rest =
                shop.get(lines + "&starting_after=" + page.get(9).path("id").asString());
        assertEquals(2, rest.path("data").size());
        assertEquals(List.of(false), List.of(rest.path("has_more").asBoolean()));
    }
}
