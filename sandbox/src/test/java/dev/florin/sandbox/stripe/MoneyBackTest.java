package dev.florin.sandbox.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Dispute;
import com.stripe.model.Refund;
import com.stripe.param.DisputeListParams;
import com.stripe.param.DisputeUpdateParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.RefundCreateParams;
import dev.florin.sandbox.StandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Money that goes back: refunds, disputes, warnings. */
class MoneyBackTest {
    @TempDir
    private Path folder;

    private StandIn standIn;
    private StripeClient stripe;

    @BeforeEach
    void open() {
        standIn = new StandIn(folder);
        stripe = standIn.client();
    }

    @AfterEach
    void close() {
        standIn.everythingHasStripesShape();
        standIn.close();
    }

    private String paid(String alias, long cents) throws StripeException {
        return stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(cents)
                        .setCurrency("usd")
                        .setPaymentMethod(alias)
                        .setConfirm(true)
                        .setReturnUrl("https://shop.test/back")
                        .build())
                .getId();
    }

    private Refund refund(String payment, long cents) throws StripeException {
        return stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(payment)
                        .setAmount(cents)
                        .build());
    }

    private List<Dispute> disputes(String payment) throws StripeException {
        return stripe.v1()
                .disputes()
                .list(DisputeListParams.builder().setPaymentIntent(payment).build())
                .getData();
    }

    private JsonNode totals() {
        return standIn.control("GET", "/money", null).body().path("totals");
    }

    @Test
    void aPaymentIsRefundedInPartsAndNeverMoreThanItWas() throws StripeException {
        String payment = paid("pm_card_visa", 1_000);
        assertEquals("succeeded", refund(payment, 400).getStatus());
        assertThrows(InvalidRequestException.class, () -> refund(payment, 601));
        refund(payment, 600);
        InvalidRequestException over = assertThrows(InvalidRequestException.class, () -> refund(payment, 1));
        assertEquals("charge_already_refunded", over.getCode());
        assertEquals(0, totals().path("net").asLong());
    }

    @Test
    void oneCardsRefundArrivesLaterAndAnothersFailsLater() throws StripeException {
        Refund pending = refund(paid("pm_card_pendingRefund", 1_000), 300);
        Refund failing = refund(paid("pm_card_refundFail", 1_000), 300);
        assertEquals("pending", pending.getStatus());
        assertEquals("succeeded", failing.getStatus());
        standIn.advance(Duration.ofHours(1));
        assertEquals(
                "succeeded", stripe.v1().refunds().retrieve(pending.getId()).getStatus());
        assertEquals("failed", stripe.v1().refunds().retrieve(failing.getId()).getStatus());
        assertEquals(300, totals().path("refunded").asLong());
        standIn.flush();
        assertTrue(standIn.receivedTypes().contains("refund.failed"));
    }

    @Test
    void aDisputeTakesTheMoneyAndWinningEvidenceBringsItBack() throws StripeException {
        String payment = paid("pm_card_createDispute", 1_000);
        assertEquals(0, disputes(payment).size());
        standIn.advance(Duration.ofMinutes(1));
        Dispute dispute = disputes(payment).getFirst();
        assertEquals("needs_response", dispute.getStatus());
        assertEquals(-1_000, dispute.getBalanceTransactions().getFirst().getAmount());
        InvalidRequestException refused = assertThrows(InvalidRequestException.class, () -> refund(payment, 1));
        assertEquals("charge_disputed", refused.getCode());
        stripe.v1()
                .disputes()
                .update(
                        dispute.getId(),
                        DisputeUpdateParams.builder()
                                .setEvidence(DisputeUpdateParams.Evidence.builder()
                                        .setUncategorizedText("winning_evidence")
                                        .build())
                                .setSubmit(true)
                                .build());
        assertEquals(1_000, totals().path("disputed_open").asLong());
        standIn.advance(Duration.ofMinutes(1));
        assertEquals("won", stripe.v1().disputes().retrieve(dispute.getId()).getStatus());
        assertEquals(1_000, totals().path("net").asLong());
    }

    @Test
    void anInquiryOnlyFlagsAndSeveralDisputesShareTheAmount() throws StripeException {
        String asked = paid("pm_card_createDisputeInquiry", 1_000);
        String twice = paid("pm_card_createMultipleDisputes", 1_000);
        String warned = paid("pm_card_createIssuerFraudRecord", 1_000);
        standIn.advance(Duration.ofMinutes(1));
        assertEquals("warning_needs_response", disputes(asked).getFirst().getStatus());
        assertEquals(0, disputes(asked).getFirst().getBalanceTransactions().size());
        assertEquals(
                1_000, disputes(twice).stream().mapToLong(Dispute::getAmount).sum());
        assertEquals(
                warned,
                stripe.v1()
                        .radar()
                        .earlyFraudWarnings()
                        .list()
                        .getData()
                        .getFirst()
                        .getPaymentIntent());
        assertEquals(1_000, totals().path("disputed_open").asLong());
    }

    @Test
    void aTestOpensAndLosesADisputeOfItsOwn() throws StripeException {
        String payment = paid("pm_card_visa", 1_000);
        StandIn.Reply opened = standIn.control("POST", "/disputes", Map.of("payment_intent", payment, "amount", 400));
        assertEquals(201, opened.status());
        String id = opened.body().path("id").asString();
        assertEquals(
                400,
                standIn.control("POST", "/disputes/" + id + "/close", Map.of("status", "warning_closed"))
                        .status());
        assertEquals(
                "lost",
                standIn.control("POST", "/disputes/" + id + "/close", Map.of("status", "lost"))
                        .body()
                        .path("status")
                        .asString());
        assertEquals(400, totals().path("disputed_lost").asLong());
        assertEquals(600, totals().path("net").asLong());
        assertEquals(
                404,
                standIn.control("POST", "/disputes", Map.of("payment_intent", "pi_nobody"))
                        .status());
    }
}
