package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.payments.TestCard.Authentication;
import dev.florin.sandbox.stripe.payments.TestCard.Trait;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Every test card that is modelled, as Stripe's testing page lists them. */
public final class TestCards {
    private static final String DECLINED = "card_declined";

    public static final List<TestCard> ALL = List.of(
            good("4242424242424242", "pm_card_visa", "visa", "visa"),
            good("5555555555554444", "pm_card_mastercard", "mastercard", "mastercard"),
            good("378282246310005", "pm_card_amex", "amex", "amex"),
            good("6011111111111117", "pm_card_discover", "discover", "discover"),
            debit("4000056655665556", "pm_card_visa_debit", "visa_debit"),
            declined("4000000000000002", "pm_card_visa_chargeDeclined", "generic_decline"),
            declined("4000000000009995", "pm_card_visa_chargeDeclinedInsufficientFunds", "insufficient_funds"),
            declined("4000000000009987", "pm_card_visa_chargeDeclinedLostCard", "lost_card"),
            declined("4000000000009979", "pm_card_visa_chargeDeclinedStolenCard", "stolen_card"),
            refused("4000000000000069", "pm_card_chargeDeclinedExpiredCard", "expired_card"),
            refused("4000000000000127", "pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc"),
            refused("4000000000000119", "pm_card_chargeDeclinedProcessingError", "processing_error"),
            declined("4000000000006975", "pm_card_visa_chargeDeclinedVelocityLimitExceeded", "card_velocity_exceeded"),
            new TestCard(
                    "4000000000000341",
                    Optional.of("pm_card_chargeCustomerFail"),
                    "fails_when_charged",
                    "visa",
                    "credit",
                    Authentication.NEVER,
                    Optional.of(DECLINED),
                    Optional.of("generic_decline"),
                    Set.of(Trait.ATTACHES)),
            authenticated(
                    "4000002500003155",
                    "pm_card_authenticationRequiredOnSetup",
                    "authentication_until_set_up",
                    Authentication.UNTIL_SET_UP,
                    ""),
            authenticated(
                    "4000002760003184",
                    "pm_card_authenticationRequired",
                    "authentication_always",
                    Authentication.ALWAYS,
                    ""),
            authenticated(
                    "4000003800000446",
                    "pm_card_authenticationRequiredSetupForOffSession",
                    "authentication_when_present",
                    Authentication.PRESENT_ONLY,
                    ""),
            authenticated(
                    "4000008260003178",
                    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
                    "authentication_then_insufficient_funds",
                    Authentication.UNTIL_SET_UP,
                    "insufficient_funds"),
            authenticated(
                    "4000008400001629", "", "authentication_then_declined", Authentication.ALWAYS, "generic_decline"),
            special("4000000000000259", "pm_card_createDispute", "dispute_fraudulent", Trait.DISPUTED_FRAUDULENT),
            special(
                    "4000000000002685",
                    "pm_card_createDisputeProductNotReceived",
                    "dispute_product_not_received",
                    Trait.DISPUTED_NOT_RECEIVED),
            special("4000000000001976", "pm_card_createDisputeInquiry", "dispute_inquiry", Trait.INQUIRED),
            special("4000000000005423", "pm_card_createIssuerFraudRecord", "early_fraud_warning", Trait.FRAUD_WARNING),
            special("4000000404000079", "pm_card_createMultipleDisputes", "several_disputes", Trait.DISPUTED_TWICE),
            special("4000000000007726", "pm_card_pendingRefund", "refund_pends", Trait.REFUND_PENDS),
            special("4000000000005126", "pm_card_refundFail", "refund_fails", Trait.REFUND_FAILS),
            new TestCard(
                    "4100000000000019",
                    Optional.of("pm_card_radarBlock"),
                    "blocked",
                    "visa",
                    "credit",
                    Authentication.NEVER,
                    Optional.of(DECLINED),
                    Optional.of("fraudulent"),
                    Set.of(Trait.BLOCKED_BY_RADAR)),
            special("4000000000000077", "pm_card_bypassPending", "available_at_once", Trait.AVAILABLE_AT_ONCE));

    private static final Map<String, TestCard> BY_NUMBER = new LinkedHashMap<>();
    private static final Map<String, TestCard> BY_ALIAS = new LinkedHashMap<>();
    private static final Map<String, TestCard> BY_BEHAVIOUR = new LinkedHashMap<>();

    static {
        for (TestCard card : ALL) {
            BY_NUMBER.put(card.number(), card);
            BY_BEHAVIOUR.put(card.behaviour(), card);
            card.alias().ifPresent(alias -> BY_ALIAS.put(alias, card));
        }
    }

    private TestCards() {}

    private static TestCard good(String number, String alias, String behaviour, String brand) {
        return new TestCard(
                number,
                Optional.of(alias),
                behaviour,
                brand,
                "credit",
                Authentication.NEVER,
                Optional.empty(),
                Optional.empty(),
                Set.of());
    }

    private static TestCard debit(String number, String alias, String behaviour) {
        return new TestCard(
                number,
                Optional.of(alias),
                behaviour,
                "visa",
                "debit",
                Authentication.NEVER,
                Optional.empty(),
                Optional.empty(),
                Set.of());
    }

    private static TestCard declined(String number, String alias, String declineCode) {
        return new TestCard(
                number,
                Optional.of(alias),
                declineCode,
                "visa",
                "credit",
                Authentication.NEVER,
                Optional.of(DECLINED),
                Optional.of(declineCode),
                Set.of());
    }

    /** Refused with a code of its own that has no decline code beside it. */
    private static TestCard refused(String number, String alias, String code) {
        return new TestCard(
                number,
                Optional.of(alias),
                code,
                "visa",
                "credit",
                Authentication.NEVER,
                Optional.of(code),
                Optional.empty(),
                Set.of());
    }

    private static TestCard authenticated(
            String number, String alias, String behaviour, Authentication when, String declineCode) {
        Optional<String> decline = Optional.of(declineCode).filter(code -> !code.isEmpty());
        return new TestCard(
                number,
                Optional.of(alias).filter(name -> !name.isEmpty()),
                behaviour,
                "visa",
                "credit",
                when,
                decline.map(code -> DECLINED),
                decline,
                Set.of());
    }

    private static TestCard special(String number, String alias, String behaviour, Trait trait) {
        return new TestCard(
                number,
                Optional.of(alias),
                behaviour,
                "visa",
                "credit",
                Authentication.NEVER,
                Optional.empty(),
                Optional.empty(),
                Set.of(trait));
    }

    /** Spaces between the digits are ignored. */
    public static Optional<TestCard> numbered(String number) {
        return Optional.ofNullable(BY_NUMBER.get(number.replace(" ", "").replace("-", "")));
    }

    public static Optional<TestCard> aliased(String alias) {
        return Optional.ofNullable(BY_ALIAS.get(alias));
    }

    public static TestCard behaving(String behaviour) {
        return Objects.requireNonNull(BY_BEHAVIOUR.get(behaviour), behaviour);
    }
}
