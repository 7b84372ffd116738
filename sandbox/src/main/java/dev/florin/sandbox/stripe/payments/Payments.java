package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.TestCard.Authentication;
import dev.florin.sandbox.stripe.payments.TestCard.Trait;
import dev.florin.sandbox.world.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The state machine of a PaymentIntent: requires_payment_method, requires_confirmation, requires_action, processing,
 * requires_capture, succeeded, canceled. Whoever pays, an API call, a page or an invoice, pays through here.
 */
public final class Payments {
    private static final Set<String> CONFIRMABLE =
            Set.of("requires_payment_method", "requires_confirmation", "requires_action");
    private static final Set<String> CANCELABLE =
            Set.of("requires_payment_method", "requires_confirmation", "requires_action", "requires_capture");

    private final Events events;
    private final PaymentMethods methods;
    private final Charges charges;
    private final Authentications authentications;
    private final List<PaymentListener> listeners = new ArrayList<>();

    public Payments(Events events, PaymentMethods methods, Charges charges, Authentications authentications) {
        this.events = events;
        this.methods = methods;
        this.charges = charges;
        this.authentications = authentications;
    }

    public void listen(PaymentListener listener) {
        listeners.add(listener);
    }

    /** A PaymentIntent that waits for its payment method. */
    public ObjectNode create(Turn turn, PaymentOrder order) {
        ObjectNode intent = blank(turn, order.amount(), order.currency());
        order.customer().ifPresent(id -> intent.put("customer", id));
        order.description().ifPresent(text -> intent.put("description", text));
        order.futureUsage().ifPresent(usage -> intent.put("setup_future_usage", usage));
        order.receiptEmail().ifPresent(address -> intent.put("receipt_email", address));
        intent.set("metadata", order.metadata().deepCopy());
        return created(turn, intent);
    }

    static ObjectNode blank(Turn turn, long amount, String currency) {
        ObjectNode intent = Blanks.of("payment_intent");
        String id = turn.id("pi_");
        intent.put("id", id).put("amount", amount).put("currency", currency).put("created", turn.seconds());
        intent.put("client_secret", turn.id(id + "_secret_")).put("status", "requires_payment_method");
        intent.putObject("payment_method_options")
                .putObject("card")
                .putNull("installments")
                .putNull("mandate_options")
                .putNull("network")
                .put("request_three_d_secure", "automatic");
        intent.putArray("payment_method_types").add("card").add("us_bank_account");
        return intent;
    }

    ObjectNode created(Turn turn, ObjectNode intent) {
        turn.add(Kinds.PAYMENT_INTENT, intent);
        events.emit(turn, "payment_intent.created", intent);
        return intent;
    }

    /** Tries to pay. A request that makes no sense throws; what the bank says is the outcome. */
    public PaymentOutcome confirm(Turn turn, String id, Confirmation asked) {
        ObjectNode intent = turn.read(Kinds.PAYMENT_INTENT, id);
        checkConfirmable(intent);
        String method = asked.method()
                .or(() -> Optional.of(intent.path("payment_method").asString()).filter(named -> !named.isEmpty()))
                .orElseThrow(() -> unexpected(
                        intent,
                        "You cannot confirm this PaymentIntent because it's missing a payment method. You can either"
                                + " update the PaymentIntent with a payment method and then confirm it again, or"
                                + " confirm it again directly with a payment method."));
        usable(turn, intent, method);
        ObjectNode edited = turn.edit(Kinds.PAYMENT_INTENT, id);
        authentications.withdraw(turn, id);
        if (asked.offSession()) {
            turn.put(Kinds.OFF_SESSION, id, JsonNodeFactory.instance.objectNode());
        }
        edited.put("payment_method", method).putNull("next_action").putNull("last_payment_error");
        edited.putNull("processing");
        TestCard card = PaymentMethods.behaviour(turn, method);
        boolean needed = authenticationNeeded(turn, method, card, asked);
        if (needed && (asked.offSession() || asked.refuseAction())) {
            return declined(turn, edited, method, authenticationRequired(), false);
        }
        return needed ? needsAction(turn, edited, asked) : settle(turn, edited, method, card);
    }

    /** What has ended or is under way is not confirmed, whatever else is wrong with the call. */
    static void checkConfirmable(ObjectNode intent) {
        if (!CONFIRMABLE.contains(status(intent))) {
            throw unexpected(
                    intent,
                    "You cannot confirm this PaymentIntent because it has already ended or is under"
                            + " way: its status is " + status(intent) + ".");
        }
    }

    private static boolean authenticationNeeded(Turn turn, String method, TestCard card, Confirmation asked) {
        if (PaymentMethods.isBankDebit(turn, method)) {
            return false;
        }
        if (!asked.offSession()) {
            return asked.forceAuthentication() || card.authentication() != Authentication.NEVER;
        }
        return card.authentication() == Authentication.ALWAYS
                || (card.authentication() == Authentication.UNTIL_SET_UP && !PaymentMethods.isSetUp(turn, method));
    }

    /** A payment method may be used if it belongs to this customer, or to nobody and was never used. */
    private static void usable(Turn turn, ObjectNode intent, String id) {
        ObjectNode method = turn.find(Kinds.PAYMENT_METHOD, id)
                .orElseThrow(() -> StripeError.invalid("resource_missing", "No such PaymentMethod: '" + id + "'")
                        .about("payment_method"));
        String owner = method.path("customer").asString();
        if (owner.isEmpty() && PaymentMethods.isSpent(turn, id)) {
            throw PaymentMethods.used();
        }
        if (!owner.isEmpty() && intent.path("customer").asString().isEmpty()) {
            throw StripeError.invalid("The payment method you provided belongs to a customer. Please include the"
                            + " customer in the `customer` parameter on the PaymentIntent.")
                    .about("payment_method");
        }
        if (!owner.isEmpty() && !owner.equals(intent.path("customer").asString())) {
            throw StripeError.invalid(
                            "resource_missing",
                            "The customer does not have a payment method with the ID " + id
                                    + ". The payment method must be attached to the customer.")
                    .about("payment_method");
        }
    }

    private PaymentOutcome needsAction(Turn turn, ObjectNode intent, Confirmation asked) {
        String url = authentications.open(turn, intent, asked.returnUrl(), asked.session());
        intent.put("status", "requires_action");
        ObjectNode action = intent.putObject("next_action");
        if (asked.returnUrl().isPresent()) {
            action.put("type", "redirect_to_url")
                    .putObject("redirect_to_url")
                    .put("return_url", asked.returnUrl().get())
                    .put("url", url);
        } else {
            action.put("type", "use_stripe_sdk")
                    .putObject("use_stripe_sdk")
                    .put("type", "three_d_secure_redirect")
                    .put("stripe_js", url);
        }
        events.emit(turn, "payment_intent.requires_action", intent);
        return new PaymentOutcome.NeedsAction(intent, url);
    }

    /** The bank has heard all it wants to hear and decides. */
    private PaymentOutcome settle(Turn turn, ObjectNode intent, String method, TestCard card) {
        if (PaymentMethods.isBankDebit(turn, method)) {
            return processing(turn, intent, method);
        }
        if (card.code().isPresent()) {
            return declined(turn, intent, method, PaymentMethods.refusal(card), card.is(Trait.BLOCKED_BY_RADAR));
        }
        boolean captured = !intent.path("capture_method").asString().equals("manual");
        save(turn, intent, method);
        ObjectNode charge = charges.succeeded(turn, intent, turn.read(Kinds.PAYMENT_METHOD, method), captured);
        intent.put("latest_charge", charge.path("id").asString());
        if (!captured) {
            intent.put("status", "requires_capture");
            intent.set("amount_capturable", intent.get("amount"));
            events.emit(turn, "payment_intent.amount_capturable_updated", intent);
            return new PaymentOutcome.Authorized(intent);
        }
        return succeeded(turn, intent);
    }

    private PaymentOutcome succeeded(Turn turn, ObjectNode intent) {
        intent.put("status", "succeeded").putNull("processing");
        if (intent.path("amount_received").asLong() == 0) {
            intent.set("amount_received", intent.get("amount"));
        }
        intent.put("amount_capturable", 0);
        events.emit(turn, "payment_intent.succeeded", intent);
        listeners.forEach(listener -> listener.succeeded(turn, intent));
        return new PaymentOutcome.Succeeded(intent);
    }

    /** {@code setup_future_usage} saves the method with the customer; without it, it is used up. */
    private void save(Turn turn, ObjectNode intent, String method) {
        String customer = intent.path("customer").asString();
        boolean owned =
                !turn.read(Kinds.PAYMENT_METHOD, method).path("customer").isNull();
        String usage = intent.path("setup_future_usage").asString();
        if (usage.isEmpty() && !owned) {
            PaymentMethods.spend(turn, method);
        }
        if (!usage.isEmpty() && !owned && !customer.isEmpty()) {
            methods.attach(turn, method, customer);
        }
        if (usage.equals("off_session")) {
            PaymentMethods.setUp(turn, method);
        }
    }

    private PaymentOutcome processing(Turn turn, ObjectNode intent, String method) {
        save(turn, intent, method);
        ObjectNode charge = charges.pending(turn, intent, turn.read(Kinds.PAYMENT_METHOD, method));
        intent.put("latest_charge", charge.path("id").asString()).put("status", "processing");
        events.emit(turn, "payment_intent.processing", intent);
        return new PaymentOutcome.Processing(intent);
    }

    private PaymentOutcome declined(Turn turn, ObjectNode intent, String method, StripeError error, boolean blocked) {
        ObjectNode used = turn.read(Kinds.PAYMENT_METHOD, method);
        ObjectNode charge = charges.failed(turn, intent, used, error, blocked);
        intent.put("latest_charge", charge.path("id").asString());
        error.with("charge", charge.path("id").asString());
        return refused(turn, intent, used, error);
    }

    private PaymentOutcome refused(Turn turn, ObjectNode intent, ObjectNode method, StripeError error) {
        intent.put("status", "requires_payment_method")
                .putNull("payment_method")
                .putNull("next_action");
        intent.putNull("processing");
        error.with("payment_method", method);
        intent.set("last_payment_error", error.error().deepCopy());
        error.with("payment_intent", intent);
        events.emit(turn, "payment_intent.payment_failed", intent);
        listeners.forEach(listener -> listener.failed(turn, intent));
        return new PaymentOutcome.Declined(intent, error);
    }

    private static StripeError authenticationRequired() {
        return StripeError.card(
                        "authentication_required", "Your card was declined. This transaction requires authentication.")
                .with("decline_code", "authentication_required");
    }

    /** The customer came back from the bank's page; nothing happens if the payment no longer waits for that. */
    Optional<PaymentOutcome> authenticated(Turn turn, String id, boolean agreed) {
        if (!status(turn.read(Kinds.PAYMENT_INTENT, id)).equals("requires_action")) {
            return Optional.empty();
        }
        ObjectNode intent = turn.edit(Kinds.PAYMENT_INTENT, id);
        String method = intent.path("payment_method").asString();
        intent.putNull("next_action");
        if (agreed) {
            return Optional.of(settle(turn, intent, method, PaymentMethods.behaviour(turn, method)));
        }
        StripeError error = StripeError.invalid(
                "payment_intent_authentication_failure",
                "We are unable to authenticate your payment method. Please choose a different payment method and try"
                        + " again.");
        return Optional.of(refused(turn, intent, turn.read(Kinds.PAYMENT_METHOD, method), error));
    }

    /** Ends a payment that takes days; empty if it does not wait for that. */
    public Optional<PaymentOutcome> finish(Turn turn, String id, boolean paid) {
        ObjectNode intent = turn.read(Kinds.PAYMENT_INTENT, id);
        if (!status(intent).equals("processing")) {
            return Optional.empty();
        }
        ObjectNode edited = turn.edit(Kinds.PAYMENT_INTENT, id);
        String charge = edited.path("latest_charge").asString();
        if (paid) {
            charges.arrived(turn, charge);
            return Optional.of(succeeded(turn, edited));
        }
        StripeError error = StripeError.card(
                "payment_intent_payment_attempt_failed", "The customer's bank account could not be debited.");
        charges.bounced(turn, charge, error);
        error.with("charge", charge);
        ObjectNode method =
                turn.read(Kinds.PAYMENT_METHOD, edited.path("payment_method").asString());
        return Optional.of(refused(turn, edited, method, error));
    }

    public ObjectNode capture(Turn turn, String id, Optional<Long> asked) {
        ObjectNode intent = turn.read(Kinds.PAYMENT_INTENT, id);
        if (!status(intent).equals("requires_capture")) {
            throw unexpected(
                    intent, "This PaymentIntent could not be captured because its status is " + status(intent) + ".");
        }
        long amount = asked.orElse(intent.path("amount").asLong());
        if (amount < 1 || amount > intent.path("amount").asLong()) {
            throw StripeError.invalid("amount_too_large", "The amount to capture is more than was authorized.")
                    .about("amount_to_capture");
        }
        ObjectNode edited = turn.edit(Kinds.PAYMENT_INTENT, id);
        charges.captured(turn, edited.path("latest_charge").asString(), amount);
        edited.put("amount_received", amount);
        succeeded(turn, edited);
        return edited;
    }

    public ObjectNode cancel(Turn turn, String id, @Nullable String reason) {
        ObjectNode intent = turn.read(Kinds.PAYMENT_INTENT, id);
        if (!CANCELABLE.contains(status(intent))) {
            throw unexpected(
                    intent, "You cannot cancel this PaymentIntent because it has a status of " + status(intent) + ".");
        }
        ObjectNode edited = turn.edit(Kinds.PAYMENT_INTENT, id);
        authentications.withdraw(turn, id);
        edited.put("status", "canceled").put("canceled_at", turn.seconds()).put("cancellation_reason", reason);
        edited.putNull("next_action").put("amount_capturable", 0);
        events.emit(turn, "payment_intent.canceled", edited);
        return edited;
    }

    /** Whether it was ever confirmed without the customer. */
    public static boolean wasOffSession(Turn turn, String id) {
        return turn.holds(Kinds.OFF_SESSION, id);
    }

    static String status(ObjectNode intent) {
        return intent.path("status").asString();
    }

    static StripeError unexpected(ObjectNode intent, String message) {
        return StripeError.invalid("payment_intent_unexpected_state", message).with("payment_intent", intent);
    }
}
