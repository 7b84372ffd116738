package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes payment methods, saves them with customers and takes them away again. */
public final class PaymentMethods {
    /** What a bank debit is called where a card says its behaviour. */
    static final String BANK_DEBIT = "bank_debit";

    private static final int FINGERPRINT_CHARACTERS = 16;

    private final Events events;

    public PaymentMethods(Events events) {
        this.events = events;
    }

    /** A card that belongs to nobody yet. */
    public ObjectNode card(Turn turn, CardInput input) {
        TestCard test = input.card();
        ObjectNode method = blank(turn, "card");
        input.name().ifPresent(name -> method.withObject("billing_details").put("name", name));
        input.postalCode()
                .ifPresent(code -> method.withObject("billing_details")
                        .putObject("address")
                        .putNull("city")
                        .putNull("country")
                        .putNull("line1")
                        .putNull("line2")
                        .put("postal_code", code)
                        .putNull("state"));
        ObjectNode card = method.putObject("card");
        card.put("brand", test.brand());
        card.putObject("checks")
                .putNull("address_line1_check")
                .putNull("address_postal_code_check")
                .put("cvc_check", "pass");
        card.put("country", "US")
                .put("display_brand", test.brand())
                .put("exp_month", input.expiry().getMonthValue())
                .put("exp_year", input.expiry().getYear())
                .put("fingerprint", fingerprint(test.behaviour()))
                .put("funding", test.funding())
                .putNull("generated_from")
                .put("last4", test.last4());
        card.putObject("networks").putNull("preferred").putArray("available").add(test.brand());
        card.putNull("regulated_status");
        card.putObject("three_d_secure_usage").put("supported", true);
        card.putNull("wallet");
        return keep(turn, method, test.behaviour());
    }

    /** The card that a {@code pm_card_…} name stands for, made anew. */
    public ObjectNode card(Turn turn, TestCard card) {
        return card(turn, CardInput.of(card, YearMonth.from(turn.now().atZone(ZoneOffset.UTC))));
    }

    /** A bank account that takes days to be debited. */
    public ObjectNode bankDebit(Turn turn) {
        ObjectNode method = blank(turn, "us_bank_account");
        ObjectNode bank = method.putObject("us_bank_account");
        bank.put("account_holder_type", "individual")
                .put("account_type", "checking")
                .put("bank_name", "STRIPE TEST BANK")
                .putNull("financial_connections_account")
                .put("fingerprint", fingerprint(BANK_DEBIT))
                .put("last4", "6789");
        bank.putObject("networks").put("preferred", "ach").putArray("supported").add("ach");
        bank.put("routing_number", "110000000").putNull("status_details");
        return keep(turn, method, BANK_DEBIT);
    }

    private static ObjectNode blank(Turn turn, String type) {
        ObjectNode method = Blanks.of("payment_method");
        method.put("id", turn.id("pm_")).put("created", turn.seconds()).put("type", type);
        method.put("allow_redisplay", "unspecified").putObject("metadata");
        return method;
    }

    private static ObjectNode keep(Turn turn, ObjectNode method, String behaviour) {
        ObjectNode inner = JsonNodeFactory.instance.objectNode();
        inner.put("behaviour", behaviour).put("set_up", false).put("spent", false);
        turn.put(Kinds.CARD_BEHAVIOUR, method.path("id").asString(), inner);
        return turn.add(Kinds.PAYMENT_METHOD, method);
    }

    /** The same for the same card, and nothing that leads back to its number. */
    private static String fingerprint(String behaviour) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("fingerprint of " + behaviour).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, FINGERPRINT_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The payment method with an id, or a fresh one for a {@code pm_card_…} name. */
    public Optional<ObjectNode> named(Turn turn, String id) {
        return TestCards.aliased(id)
                .map(card -> card(turn, card))
                .or(() -> id.equals("pm_usBankAccount_success") ? Optional.of(bankDebit(turn)) : Optional.empty())
                .or(() -> turn.find(Kinds.PAYMENT_METHOD, id));
    }

    public static boolean isBankDebit(Turn turn, String id) {
        return inner(turn, id).path("behaviour").asString().equals(BANK_DEBIT);
    }

    /** How a card behaves; a bank account behaves like a good card once it is debited. */
    public static TestCard behaviour(Turn turn, String id) {
        return isBankDebit(turn, id)
                ? TestCards.behaving("visa")
                : TestCards.behaving(inner(turn, id).path("behaviour").asString());
    }

    private static ObjectNode inner(Turn turn, String id) {
        return turn.read(Kinds.CARD_BEHAVIOUR, id);
    }

    /** From now on it behaves as another test card; brand, last4 and ids stay. */
    public void behaveAs(Turn turn, String id, TestCard card) {
        turn.edit(Kinds.CARD_BEHAVIOUR, id).put("behaviour", card.behaviour()).put("set_up", false);
    }

    /** The bank has seen the customer agree to later payments. */
    static void setUp(Turn turn, String id) {
        turn.edit(Kinds.CARD_BEHAVIOUR, id).put("set_up", true);
    }

    static boolean isSetUp(Turn turn, String id) {
        return inner(turn, id).path("set_up").asBoolean();
    }

    /** It was detached, or used up by a payment that did not save it. */
    static boolean isSpent(Turn turn, String id) {
        return inner(turn, id).path("spent").asBoolean();
    }

    static void spend(Turn turn, String id) {
        turn.edit(Kinds.CARD_BEHAVIOUR, id).put("spent", true);
    }

    /** Saves it with a customer; a card that the bank refuses even to look at throws. */
    public ObjectNode attach(Turn turn, String id, String customer) {
        ObjectNode method = turn.read(Kinds.PAYMENT_METHOD, id);
        String owner = method.path("customer").asString();
        if (owner.equals(customer)) {
            return method;
        }
        if (!owner.isEmpty()) {
            throw StripeError.invalid("The payment method you provided has already been attached to a customer.");
        }
        if (isSpent(turn, id)) {
            throw used();
        }
        TestCard card = behaviour(turn, id);
        if (card.cannotBeSaved()) {
            throw refusal(card).with("payment_method", method);
        }
        ObjectNode kept = turn.edit(Kinds.PAYMENT_METHOD, id);
        kept.put("customer", customer);
        events.emit(turn, "payment_method.attached", kept);
        return kept;
    }

    static StripeError used() {
        return StripeError.invalid("The provided PaymentMethod was previously used with a PaymentIntent without"
                + " Customer attachment, shared with a connected account without Customer attachment, or was detached"
                + " from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach"
                + " it to a Customer first.");
    }

    /** What the bank says to a card that it refuses. */
    static StripeError refusal(TestCard card) {
        return StripeError.card(card.code().orElseThrow(), card.message())
                .with("decline_code", card.declineCode().orElse(null))
                .with("advice_code", card.advice().orElse(null));
    }

    public ObjectNode detach(Turn turn, String id) {
        ObjectNode method = turn.read(Kinds.PAYMENT_METHOD, id);
        String owner = method.path("customer").asString();
        if (owner.isEmpty()) {
            throw StripeError.invalid(
                    "The payment method you provided is not attached to a customer so detachment is" + " impossible.");
        }
        ObjectNode before = method.deepCopy();
        ObjectNode kept = turn.edit(Kinds.PAYMENT_METHOD, id);
        kept.putNull("customer");
        spend(turn, id);
        forget(turn, owner, id);
        events.emitUpdated(turn, "payment_method.detached", kept, before);
        return kept;
    }

    /** A customer's default that is gone is no default. */
    private void forget(Turn turn, String customer, String id) {
        Optional<ObjectNode> owner = turn.find(Kinds.CUSTOMER, customer);
        if (owner.isPresent()
                && owner.get()
                        .path("invoice_settings")
                        .path("default_payment_method")
                        .asString()
                        .equals(id)) {
            ObjectNode before = owner.get().deepCopy();
            ObjectNode kept = turn.edit(Kinds.CUSTOMER, customer);
            kept.withObject("invoice_settings").putNull("default_payment_method");
            events.emitUpdated(turn, "customer.updated", kept, before);
        }
    }
}
