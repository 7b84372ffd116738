package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.TestCard.Authentication;
import dev.florin.sandbox.world.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The state machine of a SetupIntent, which saves a payment method without charging it. */
public final class Setups {
    private static final Set<String> OPEN =
            Set.of("requires_payment_method", "requires_confirmation", "requires_action");

    private final Events events;
    private final PaymentMethods methods;
    private final Authentications authentications;
    private final List<BiConsumer<Turn, ObjectNode>> onSuccess = new ArrayList<>();

    public Setups(Events events, PaymentMethods methods, Authentications authentications) {
        this.events = events;
        this.methods = methods;
        this.authentications = authentications;
    }

    /** Called with each SetupIntent that succeeds, in the same turn. */
    public void onSuccess(BiConsumer<Turn, ObjectNode> listener) {
        onSuccess.add(listener);
    }

    static ObjectNode blank(Turn turn) {
        ObjectNode intent = Blanks.of("setup_intent");
        String id = turn.id("seti_");
        intent.put("id", id).put("created", turn.seconds()).put("client_secret", turn.id(id + "_secret_"));
        intent.put("status", "requires_payment_method").put("usage", "off_session");
        intent.putObject("metadata");
        intent.putObject("payment_method_options")
                .putObject("card")
                .putNull("mandate_options")
                .putNull("network")
                .put("request_three_d_secure", "automatic");
        intent.putArray("payment_method_types").add("card").add("us_bank_account");
        return intent;
    }

    /** A SetupIntent that waits for its payment method. */
    public ObjectNode create(Turn turn, Optional<String> customer, Optional<String> description, ObjectNode metadata) {
        ObjectNode intent = blank(turn);
        customer.ifPresent(id -> intent.put("customer", id));
        description.ifPresent(text -> intent.put("description", text));
        intent.set("metadata", metadata.deepCopy());
        return created(turn, intent);
    }

    ObjectNode created(Turn turn, ObjectNode intent) {
        turn.add(Kinds.SETUP_INTENT, intent);
        events.emit(turn, "setup_intent.created", intent);
        return intent;
    }

    /** Tries to save a payment method. */
    public SetupOutcome confirm(
            Turn turn, String id, Optional<String> with, Optional<String> returnUrl, Optional<String> session) {
        ObjectNode intent = turn.read(Kinds.SETUP_INTENT, id);
        if (!OPEN.contains(status(intent))) {
            throw unexpected(
                    intent, "You cannot confirm this SetupIntent because it has already " + status(intent) + ".");
        }
        String method = with.or(() ->
                        Optional.of(intent.path("payment_method").asString()).filter(named -> !named.isEmpty()))
                .orElseThrow(() -> unexpected(
                        intent, "You cannot confirm this SetupIntent because it's missing a payment method."));
        String owner = turn.read(Kinds.PAYMENT_METHOD, method).path("customer").asString();
        if (!owner.isEmpty() && !owner.equals(intent.path("customer").asString())) {
            throw StripeError.invalid(
                            "resource_missing",
                            "The customer does not have a payment method with the ID " + method
                                    + ". The payment method must be attached to the customer.")
                    .about("payment_method");
        }
        ObjectNode edited = turn.edit(Kinds.SETUP_INTENT, id);
        authentications.withdraw(turn, id);
        edited.put("payment_method", method).putNull("next_action").putNull("last_setup_error");
        TestCard card = PaymentMethods.behaviour(turn, method);
        boolean needed =
                card.authentication() == Authentication.UNTIL_SET_UP || card.authentication() == Authentication.ALWAYS;
        if (!needed || PaymentMethods.isBankDebit(turn, method)) {
            return settle(turn, edited, method);
        }
        String url = authentications.open(turn, edited, returnUrl, session);
        edited.put("status", "requires_action");
        edited.putObject("next_action")
                .put("type", "redirect_to_url")
                .putObject("redirect_to_url")
                .put("return_url", returnUrl.orElse(null))
                .put("url", url);
        events.emit(turn, "setup_intent.requires_action", edited);
        return new SetupOutcome.NeedsAction(edited, url);
    }

    private SetupOutcome settle(Turn turn, ObjectNode intent, String method) {
        TestCard card = PaymentMethods.behaviour(turn, method);
        if (card.cannotBeSaved()) {
            return refused(turn, intent, method, PaymentMethods.refusal(card));
        }
        String customer = intent.path("customer").asString();
        if (!customer.isEmpty()) {
            methods.attach(turn, method, customer);
        }
        if (intent.path("usage").asString().equals("off_session")) {
            PaymentMethods.setUp(turn, method);
        }
        intent.put("status", "succeeded").putNull("next_action");
        events.emit(turn, "setup_intent.succeeded", intent);
        onSuccess.forEach(listener -> listener.accept(turn, intent));
        return new SetupOutcome.Succeeded(intent);
    }

    private SetupOutcome refused(Turn turn, ObjectNode intent, String method, StripeError error) {
        intent.put("status", "requires_payment_method")
                .putNull("payment_method")
                .putNull("next_action");
        error.with("payment_method", turn.read(Kinds.PAYMENT_METHOD, method));
        intent.set("last_setup_error", error.error().deepCopy());
        error.with("setup_intent", intent);
        events.emit(turn, "setup_intent.setup_failed", intent);
        return new SetupOutcome.Declined(intent, error);
    }

    /** The customer came back from the bank's page; nothing happens if nobody waits for that any more. */
    Optional<SetupOutcome> authenticated(Turn turn, String id, boolean agreed) {
        if (!status(turn.read(Kinds.SETUP_INTENT, id)).equals("requires_action")) {
            return Optional.empty();
        }
        ObjectNode intent = turn.edit(Kinds.SETUP_INTENT, id);
        String method = intent.path("payment_method").asString();
        if (agreed) {
            return Optional.of(settle(turn, intent, method));
        }
        return Optional.of(refused(
                turn,
                intent,
                method,
                StripeError.invalid(
                        "setup_intent_authentication_failure",
                        "We are unable to authenticate your payment method. Please choose a different payment method"
                                + " and try again.")));
    }

    public ObjectNode cancel(Turn turn, String id, @Nullable String reason) {
        ObjectNode intent = turn.read(Kinds.SETUP_INTENT, id);
        if (!OPEN.contains(status(intent))) {
            throw unexpected(
                    intent, "You cannot cancel this SetupIntent because it has a status of " + status(intent) + ".");
        }
        ObjectNode edited = turn.edit(Kinds.SETUP_INTENT, id);
        authentications.withdraw(turn, id);
        edited.put("status", "canceled").put("cancellation_reason", reason).putNull("next_action");
        events.emit(turn, "setup_intent.canceled", edited);
        return edited;
    }

    static String status(ObjectNode intent) {
        return intent.path("status").asString();
    }

    private static StripeError unexpected(ObjectNode intent, String message) {
        return StripeError.invalid("setup_intent_unexpected_state", message).with("setup_intent", intent);
    }
}
