package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/payment_intents}. */
public final class PaymentIntentRoutes {
    /** Stripe's limits for dollars. */
    private static final long LEAST_CENTS = 50;

    private static final long MOST_CENTS = 99_999_999;

    private static final Set<String> CHANGEABLE =
            Set.of("requires_payment_method", "requires_confirmation", "requires_action");

    private final PaymentMethods methods;
    private final Payments payments;

    public PaymentIntentRoutes(PaymentMethods methods, Payments payments) {
        this.methods = methods;
        this.payments = payments;
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/v1/payment_intents", "payment_intent_create", this::create),
                Route.get("/v1/payment_intents", "payment_intent_list", PaymentIntentRoutes::list),
                Route.get(
                        "/v1/payment_intents/{id}",
                        "payment_intent_retrieve",
                        call -> call.subject(Kinds.PAYMENT_INTENT)),
                Route.post("/v1/payment_intents/{id}", "payment_intent_update", this::update),
                Route.post("/v1/payment_intents/{id}/confirm", "payment_intent_confirm", this::confirm),
                Route.post("/v1/payment_intents/{id}/capture", "payment_intent_capture", this::capture),
                Route.post("/v1/payment_intents/{id}/cancel", "payment_intent_cancel", this::cancel));
    }

    private static JsonNode list(Call call) {
        String customer = call.parameters().text("customer").orElse("");
        return Listing.page(
                call,
                Kinds.PAYMENT_INTENT,
                intent ->
                        customer.isEmpty() || intent.path("customer").asString().equals(customer));
    }

    private JsonNode create(Call call) {
        Parameters asked = call.parameters();
        boolean confirmed = asked.flag("confirm");
        for (String onlyConfirmed : List.of("off_session", "return_url", "error_on_requires_action")) {
            if (!confirmed && asked.has(onlyConfirmed)) {
                throw StripeError.invalid("You can only set `" + onlyConfirmed + "` when `confirm` is true.")
                        .about(onlyConfirmed);
            }
        }
        long amount = amount(asked);
        ObjectNode intent =
                Payments.blank(call.turn(), amount, asked.require("currency").toLowerCase(Locale.ROOT));
        call.customer("customer").ifPresent(found -> intent.set("customer", found.get("id")));
        fill(call, intent);
        payments.created(call.turn(), intent);
        if (!confirmed) {
            return intent;
        }
        return outcome(payments.confirm(call.turn(), intent.path("id").asString(), confirmation(call, intent)));
    }

    private static long amount(Parameters asked) {
        long amount = asked.requireNumber("amount");
        if (amount < LEAST_CENTS) {
            throw StripeError.invalid("amount_too_small", "Amount must be at least $0.50 usd")
                    .about("amount");
        }
        if (amount > MOST_CENTS) {
            throw StripeError.invalid("amount_too_large", "Amount must be no more than $999,999.99")
                    .about("amount");
        }
        return amount;
    }

    private void fill(Call call, ObjectNode intent) {
        Parameters asked = call.parameters();
        asked.copy(intent, "capture_method", "confirmation_method", "description", "receipt_email");
        asked.copy(intent, "setup_future_usage", "statement_descriptor", "statement_descriptor_suffix", "shipping");
        asked.mergeMetadata(intent);
        if (asked.has("automatic_payment_methods")) {
            Parameters automatic = asked.child("automatic_payment_methods");
            intent.putObject("automatic_payment_methods")
                    .put("allow_redirects", automatic.text("allow_redirects").orElse("always"))
                    .put("enabled", automatic.flag("enabled"));
        } else if (asked.has("payment_method_types")) {
            intent.set(
                    "payment_method_types",
                    asked.tree().get("payment_method_types").deepCopy());
        } else if (intent.path("automatic_payment_methods").isNull() && !asked.has("allowed_payment_method_types")) {
            intent.putObject("automatic_payment_methods")
                    .put("allow_redirects", "always")
                    .put("enabled", true);
        }
        method(call).ifPresent(id -> intent.put("payment_method", id).put("status", "requires_confirmation"));
    }

    private Optional<String> method(Call call) {
        return call.parameters()
                .text("payment_method")
                .map(id -> methods.named(call.turn(), id)
                        .orElseThrow(
                                () -> StripeError.invalid("resource_missing", "No such PaymentMethod: '" + id + "'")
                                        .about("payment_method"))
                        .path("id")
                        .asString());
    }

    private Confirmation confirmation(Call call, ObjectNode intent) {
        Parameters asked = call.parameters();
        boolean offSession =
                asked.text("off_session").filter(text -> !text.equals("false")).isPresent();
        Optional<String> returnUrl = asked.text("return_url");
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        ObjectNode automatic = intent.path("automatic_payment_methods") instanceof ObjectNode found ? found : none;
        boolean mayRedirect = automatic.path("enabled").asBoolean(false)
                && !automatic.path("allow_redirects").asString().equals("never");
        if (mayRedirect && returnUrl.isEmpty() && !offSession) {
            throw StripeError.invalid("This PaymentIntent is configured to accept payment methods enabled in your"
                    + " Dashboard. Because some of these payment methods might redirect your customer off of your page,"
                    + " you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set"
                    + " `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]`"
                    + " to `never` when creating Setup Intents and Payment Intents.");
        }
        String secure = asked.child("payment_method_options")
                .child("card")
                .text("request_three_d_secure")
                .orElse("automatic");
        return new Confirmation(
                Optional.of(intent.path("payment_method").asString()).filter(id -> !id.isEmpty()),
                offSession,
                returnUrl,
                asked.flag("error_on_requires_action"),
                !secure.equals("automatic"),
                Optional.empty());
    }

    /** What a call answers: a decline is an error that keeps its traces. */
    static JsonNode outcome(PaymentOutcome outcome) {
        return switch (outcome) {
            case PaymentOutcome.Succeeded(ObjectNode intent) -> intent;
            case PaymentOutcome.Processing(ObjectNode intent) -> intent;
            case PaymentOutcome.Authorized(ObjectNode intent) -> intent;
            case PaymentOutcome.NeedsAction(ObjectNode intent, String url) -> intent;
            case PaymentOutcome.Declined(ObjectNode intent, StripeError error) -> throw error;
        };
    }

    private JsonNode confirm(Call call) {
        Turn turn = call.turn();
        ObjectNode found = call.subject(Kinds.PAYMENT_INTENT);
        Payments.checkConfirmable(found);
        ObjectNode asked = found.deepCopy();
        method(call).ifPresent(id -> asked.put("payment_method", id));
        if (CHANGEABLE.contains(Payments.status(found))) {
            ObjectNode edited = turn.edit(Kinds.PAYMENT_INTENT, call.id());
            call.parameters().copy(edited, "setup_future_usage", "receipt_email", "capture_method");
        }
        return outcome(payments.confirm(turn, call.id(), confirmation(call, asked)));
    }

    private JsonNode update(Call call) {
        ObjectNode intent = call.subject(Kinds.PAYMENT_INTENT);
        Parameters asked = call.parameters();
        boolean open = CHANGEABLE.contains(Payments.status(intent));
        boolean harmless = asked.tree().propertyNames().stream()
                .allMatch(Set.of("metadata", "description", "receipt_email", "expand")::contains);
        if (!open && !harmless) {
            throw Payments.unexpected(
                    intent,
                    "This PaymentIntent's parameters could not be updated because it has a status of "
                            + Payments.status(intent) + ".");
        }
        if (asked.has("amount")) {
            amount(asked);
        }
        ObjectNode edited = call.turn().edit(Kinds.PAYMENT_INTENT, call.id());
        call.customer("customer").ifPresent(found -> edited.set("customer", found.get("id")));
        asked.copy(edited, "amount", "currency");
        fill(call, edited);
        return edited;
    }

    private JsonNode capture(Call call) {
        call.subject(Kinds.PAYMENT_INTENT);
        Optional<Long> amount = call.parameters().number("amount_to_capture");
        ObjectNode intent = payments.capture(call.turn(), call.id(), amount);
        call.parameters().mergeMetadata(intent);
        return intent;
    }

    private JsonNode cancel(Call call) {
        call.subject(Kinds.PAYMENT_INTENT);
        return payments.cancel(
                call.turn(),
                call.id(),
                call.parameters().text("cancellation_reason").orElse(null));
    }
}
