package dev.florin.sandbox.stripe.checkout;

import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.customers.Customers;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.Authentications;
import dev.florin.sandbox.stripe.payments.Confirmation;
import dev.florin.sandbox.stripe.payments.PaymentListener;
import dev.florin.sandbox.stripe.payments.PaymentMethods;
import dev.florin.sandbox.stripe.payments.PaymentOrder;
import dev.florin.sandbox.stripe.payments.PaymentOutcome;
import dev.florin.sandbox.stripe.payments.Payments;
import dev.florin.sandbox.stripe.payments.SetupOutcome;
import dev.florin.sandbox.stripe.payments.Setups;
import dev.florin.sandbox.world.Kind;
import dev.florin.sandbox.world.Turn;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a person does at a session's page. The hosted page and the control {@code visit} both come here, so a test that
 * visits sees what a browser would. A session ends once: whoever comes later finds the same end.
 */
public final class CheckoutDesk implements PaymentListener {
    private final Events events;
    private final Customers customers;
    private final PaymentMethods methods;
    private final Payments payments;
    private final Setups setups;
    private final Authentications authentications;
    private final SubscriptionCheckout subscriptions;

    public CheckoutDesk(
            Events events,
            Customers customers,
            PaymentMethods methods,
            Payments payments,
            Setups setups,
            Authentications authentications,
            SubscriptionCheckout subscriptions) {
        this.events = events;
        this.customers = customers;
        this.methods = methods;
        this.payments = payments;
        this.setups = setups;
        this.authentications = authentications;
        this.subscriptions = subscriptions;
        setups.onSuccess(this::saved);
    }

    /**
     * What a visit came to.
     *
     * @param session as it is now; the live tree
     * @param error what the page shows in red; the session stays open
     * @param threeDsUrl where the bank wants to see the customer
     * @param redirect where the browser goes
     */
    public record Visit(
            ObjectNode session, Optional<StripeError> error, Optional<String> threeDsUrl, Optional<String> redirect) {}

    public Optional<Visit> look(Turn turn, String id) {
        return turn.find(Kinds.CHECKOUT_SESSION, id).map(session -> visit(session, Optional.empty(), Optional.empty()));
    }

    private static Visit visit(ObjectNode session, Optional<StripeError> error, Optional<String> threeDsUrl) {
        boolean complete = session.path("status").asString().equals("complete");
        Optional<String> redirect = complete
                ? Optional.of(session.path("success_url")
                        .asString()
                        .replace("{CHECKOUT_SESSION_ID}", session.path("id").asString()))
                : Optional.empty();
        return new Visit(session, error, threeDsUrl, redirect);
    }

    /** Presses the button. What was typed wrong or is refused comes back as the visit's error. */
    public Visit pay(Turn turn, String id, PayWith with, Optional<String> email, boolean save) {
        ObjectNode found = turn.read(Kinds.CHECKOUT_SESSION, id);
        if (!CheckoutSessions.isOpen(found)) {
            return visit(found, Optional.empty(), Optional.empty());
        }
        ObjectNode session = turn.edit(Kinds.CHECKOUT_SESSION, id);
        try {
            String method = method(turn, session, with);
            String address = email.orElse(known(session));
            String name = turn.read(Kinds.PAYMENT_METHOD, method)
                    .path("billing_details")
                    .path("name")
                    .asString();
            CheckoutSessions.details(session, address, name.isEmpty() ? null : name);
            return switch (session.path("mode").asString()) {
                case "setup" -> setUp(turn, session, method);
                case "subscription" -> subscribe(turn, session, method);
                default -> purchase(turn, session, method, save);
            };
        } catch (StripeError e) {
            return visit(session, Optional.of(e), Optional.empty());
        }
    }

    private static String known(ObjectNode session) {
        return session.path("customer_details").path("email").asString();
    }

    private String method(Turn turn, ObjectNode session, PayWith with) {
        return switch (with) {
            case PayWith.NewCard(var card) ->
                methods.card(turn, card).path("id").asString();
            case PayWith.BankDebit() -> methods.bankDebit(turn).path("id").asString();
            case PayWith.SavedCard(var wanted) -> savedCard(turn, session, wanted);
        };
    }

    private static String savedCard(Turn turn, ObjectNode session, Optional<String> wanted) {
        String customer = session.path("customer").asString();
        return turn.newestFirst(Kinds.PAYMENT_METHOD)
                .filter(method -> !customer.isEmpty()
                        && method.path("customer").asString().equals(customer))
                .map(method -> method.path("id").asString())
                .filter(id -> wanted.isEmpty() || wanted.get().equals(id))
                .findFirst()
                .orElseThrow(() -> StripeError.invalid("resource_missing", "The customer has no such saved card."));
    }

    /** The session's customer, made now if it has none and the mode needs one. */
    private Optional<String> customer(Turn turn, ObjectNode session) {
        String known = session.path("customer").asString();
        if (!known.isEmpty()) {
            return Optional.of(known);
        }
        if (session.path("customer_creation").asString().equals("if_required")) {
            return Optional.empty();
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        fields.put("email", known(session));
        String name = session.path("customer_details").path("name").asString();
        fields.put("name", name);
        ObjectNode made = customers.create(turn, new Parameters(fields, ""));
        session.set("customer", made.get("id"));
        return Optional.of(made.path("id").asString());
    }

    private Visit purchase(Turn turn, ObjectNode session, String method, boolean save) {
        String id = session.path("id").asString();
        Parameters data = new Parameters(
                        (ObjectNode) turn.read(Kinds.CHECKOUT_ORDER, id).get("asked"), "")
                .child("payment_intent_data");
        String intent = session.path("payment_intent").asString();
        boolean ticked = save
                && session.path("saved_payment_method_options")
                        .path("payment_method_save")
                        .asString()
                        .equals("enabled");
        if (intent.isEmpty()) {
            ObjectNode metadata = JsonNodeFactory.instance.objectNode();
            data.mergeMetadata(metadata);
            ObjectNode made = payments.create(
                    turn,
                    new PaymentOrder(
                            session.path("amount_total").asLong(),
                            session.path("currency").asString(),
                            customer(turn, session),
                            data.text("description"),
                            data.text("setup_future_usage")
                                    .or(() -> ticked ? Optional.of("off_session") : Optional.empty()),
                            data.text("receipt_email"),
                            metadata.path("metadata") instanceof ObjectNode given ? given : metadata));
            data.text("capture_method").ifPresent(capture -> made.put("capture_method", capture));
            intent = made.path("id").asString();
            session.put("payment_intent", intent);
            CheckoutSessions.link(turn, intent, id);
        }
        if (turn.read(Kinds.PAYMENT_METHOD, method).path("customer").isNull()) {
            turn.edit(Kinds.PAYMENT_METHOD, method).put("allow_redisplay", ticked ? "always" : "limited");
        }
        PaymentOutcome outcome = payments.confirm(turn, intent, Confirmation.atCheckout(method, id));
        return paid(turn, session, outcome);
    }

    private Visit paid(Turn turn, ObjectNode session, PaymentOutcome outcome) {
        return switch (outcome) {
            case PaymentOutcome.Succeeded(ObjectNode intent) -> {
                complete(turn, session, "paid");
                yield visit(session, Optional.empty(), Optional.empty());
            }
            case PaymentOutcome.Authorized(ObjectNode intent) -> {
                complete(turn, session, "unpaid");
                yield visit(session, Optional.empty(), Optional.empty());
            }
            case PaymentOutcome.Processing(ObjectNode intent) -> {
                complete(turn, session, "unpaid");
                yield visit(session, Optional.empty(), Optional.empty());
            }
            case PaymentOutcome.NeedsAction(ObjectNode intent, String url) ->
                visit(session, Optional.empty(), Optional.of(url));
            case PaymentOutcome.Declined(ObjectNode intent, StripeError error) ->
                visit(session, Optional.of(error), Optional.empty());
        };
    }

    private Visit setUp(Turn turn, ObjectNode session, String method) {
        String intent = session.path("setup_intent").asString();
        customer(turn, session)
                .ifPresent(id -> turn.edit(Kinds.SETUP_INTENT, intent).put("customer", id));
        Optional<String> here = Optional.of(session.path("id").asString());
        return switch (setups.confirm(turn, intent, Optional.of(method), Optional.empty(), here)) {
            case SetupOutcome.Succeeded(ObjectNode saved) -> visit(session, Optional.empty(), Optional.empty());
            case SetupOutcome.NeedsAction(ObjectNode open, String url) ->
                visit(session, Optional.empty(), Optional.of(url));
            case SetupOutcome.Declined(ObjectNode open, StripeError error) ->
                visit(session, Optional.of(error), Optional.empty());
        };
    }

    private void saved(Turn turn, ObjectNode setupIntent) {
        sessionOf(turn, setupIntent)
                .filter(CheckoutSessions::isOpen)
                .ifPresent(session -> complete(turn, session, "no_payment_required"));
    }

    private Visit subscribe(Turn turn, ObjectNode session, String method) {
        String id = session.path("id").asString();
        String customer = customer(turn, session).orElseThrow();
        if (session.path("amount_total").asLong() == 0) {
            methods.attach(turn, method, customer);
        }
        ObjectNode asked = (ObjectNode) turn.read(Kinds.CHECKOUT_ORDER, id).get("asked");
        SubscriptionCheckout.Attempt attempt = subscriptions.attempt(turn, session, asked, customer, method);
        ObjectNode order = turn.edit(Kinds.CHECKOUT_ORDER, id);
        order.put("subscription", attempt.subscription());
        attempt.invoice().ifPresent(invoice -> order.put("invoice", invoice));
        if (attempt.outcome().isEmpty()) {
            complete(turn, session, "no_payment_required");
            return visit(session, Optional.empty(), Optional.empty());
        }
        PaymentOutcome outcome = attempt.outcome().get();
        CheckoutSessions.link(turn, intent(outcome).path("id").asString(), id);
        return paid(turn, session, outcome);
    }

    private static ObjectNode intent(PaymentOutcome outcome) {
        return switch (outcome) {
            case PaymentOutcome.Succeeded(ObjectNode intent) -> intent;
            case PaymentOutcome.Authorized(ObjectNode intent) -> intent;
            case PaymentOutcome.Processing(ObjectNode intent) -> intent;
            case PaymentOutcome.NeedsAction(ObjectNode intent, String url) -> intent;
            case PaymentOutcome.Declined(ObjectNode intent, StripeError error) -> intent;
        };
    }

    private static Optional<ObjectNode> sessionOf(Turn turn, ObjectNode intent) {
        return turn.find(Kinds.SESSION_OF, intent.path("id").asString())
                .map(link ->
                        turn.edit(Kinds.CHECKOUT_SESSION, link.path("session").asString()));
    }

    private void complete(Turn turn, ObjectNode session, String paymentStatus) {
        if (!CheckoutSessions.isOpen(session)) {
            return;
        }
        ObjectNode order = turn.read(Kinds.CHECKOUT_ORDER, session.path("id").asString());
        session.put("status", "complete").put("payment_status", paymentStatus).putNull("url");
        if (order.has("subscription")) {
            session.set("subscription", order.get("subscription"));
            session.put("invoice", order.has("invoice") ? order.path("invoice").asString() : null);
        }
        events.emit(turn, "checkout.session.completed", session);
    }

    /** Somebody authenticated, confirmed by the API, or the bank's days are over. */
    @Override
    public void succeeded(Turn turn, ObjectNode paymentIntent) {
        sessionOf(turn, paymentIntent).ifPresent(session -> {
            if (CheckoutSessions.isOpen(session)) {
                complete(turn, session, "paid");
            } else if (session.path("payment_status").asString().equals("unpaid")) {
                session.put("payment_status", "paid");
                events.emit(turn, "checkout.session.async_payment_succeeded", session);
            }
        });
    }

    @Override
    public void failed(Turn turn, ObjectNode paymentIntent) {
        sessionOf(turn, paymentIntent)
                .filter(session -> session.path("status").asString().equals("complete"))
                .ifPresent(session -> events.emit(turn, "checkout.session.async_payment_failed", session));
    }

    /** Presses Cancel: the session stays open, the browser goes back to the shop. */
    public Visit cancel(Turn turn, String id) {
        ObjectNode session = turn.read(Kinds.CHECKOUT_SESSION, id);
        Visit seen = visit(session, Optional.empty(), Optional.empty());
        return CheckoutSessions.isOpen(session)
                ? new Visit(
                        session,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(session.path("cancel_url").asString()).filter(url -> !url.isEmpty()))
                : seen;
    }

    /** Ends an open session without a payment; what was begun for it is withdrawn. */
    ObjectNode expire(Turn turn, String id) {
        ObjectNode session = turn.edit(Kinds.CHECKOUT_SESSION, id);
        session.put("status", "expired").putNull("url");
        String intent = session.path("payment_intent").asString();
        if (!intent.isEmpty() && !isCanceled(turn, Kinds.PAYMENT_INTENT, intent)) {
            payments.cancel(turn, intent, "automatic");
        }
        String setup = session.path("setup_intent").asString();
        if (!setup.isEmpty() && !isCanceled(turn, Kinds.SETUP_INTENT, setup)) {
            setups.cancel(turn, setup, "abandoned");
        }
        if (session.path("mode").asString().equals("subscription")) {
            subscriptions.abandon(turn, session);
        }
        events.emit(turn, "checkout.session.expired", session);
        return session;
    }

    private static boolean isCanceled(Turn turn, Kind kind, String intent) {
        return turn.read(kind, intent).path("status").asString().equals("canceled");
    }

    /** The bank's page that an open session waits for. */
    public Optional<String> openBankPage(Turn turn, ObjectNode session) {
        String intent = session.path("mode").asString().equals("setup")
                ? session.path("setup_intent").asString()
                : session.path("payment_intent").asString();
        return authentications.ofIntent(turn, intent).map(authentications::address);
    }
}
