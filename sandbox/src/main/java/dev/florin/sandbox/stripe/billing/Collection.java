package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.Confirmation;
import dev.florin.sandbox.stripe.payments.PaymentListener;
import dev.florin.sandbox.stripe.payments.PaymentOrder;
import dev.florin.sandbox.stripe.payments.PaymentOutcome;
import dev.florin.sandbox.stripe.payments.Payments;
import dev.florin.sandbox.world.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Collects what an invoice asks for. Whoever pays its PaymentIntent (a renewal, a page, a call of the API) ends here,
 * because it listens to payments.
 */
final class Collection implements PaymentListener {
    /** Scheduled for the id of an invoice that is to be tried again. */
    static final String RETRY = "invoice.retry";

    /** Scheduled for the id of a draft. */
    static final String FINALIZE = "invoice.finalize";

    /** When a renewal that failed is tried again, counted from the first failure. */
    static final List<Duration> RETRIES = List.of(Duration.ofDays(3), Duration.ofDays(5), Duration.ofDays(7));

    private final Events events;
    private final Payments payments;
    private final Invoices invoices;
    private final Standing standing;

    /** What an invoice's end means to its subscription. */
    interface Standing {
        void paid(Turn turn, ObjectNode invoice);

        /**
         * It was tried and not paid.
         *
         * @param last nothing more is tried by itself
         */
        void unpaid(Turn turn, ObjectNode invoice, boolean last);

        /** The payment takes days; Stripe trusts it until it fails. */
        void underWay(Turn turn, ObjectNode invoice);
    }

    Collection(Events events, Payments payments, Invoices invoices, Standing standing) {
        this.events = events;
        this.payments = payments;
        this.invoices = invoices;
        this.standing = standing;
    }

    /** Opens a draft; what asks for nothing is paid at once, all else gets its PaymentIntent. */
    void finalizeDraft(Turn turn, String id) {
        turn.unschedule(FINALIZE, id);
        ObjectNode invoice = invoices.open(turn, id);
        if (invoice.path("amount_due").asLong() == 0) {
            settle(turn, id);
        } else {
            ask(turn, invoice);
        }
    }

    /** Paid without a payment. */
    void settle(Turn turn, String id) {
        invoices.paid(turn, id);
        standing.paid(turn, turn.read(Kinds.INVOICE, id));
    }

    private ObjectNode ask(Turn turn, ObjectNode invoice) {
        ObjectNode intent = payments.create(
                turn,
                new PaymentOrder(
                        invoice.path("amount_due").asLong(),
                        invoice.path("currency").asString(),
                        Optional.of(invoice.path("customer").asString()),
                        Optional.of(description(invoice)),
                        Optional.of("off_session"),
                        Optional.empty(),
                        JsonNodeFactory.instance.objectNode()));
        attach(turn, invoice, intent.path("id").asString());
        return intent;
    }

    private static String description(ObjectNode invoice) {
        return invoice.path("billing_reason").asString().equals("subscription_create")
                ? "Subscription creation"
                : "Subscription update";
    }

    private static void attach(Turn turn, ObjectNode invoice, String intent) {
        String id = invoice.path("id").asString();
        turn.put(Kinds.INVOICE_OF, intent, JsonNodeFactory.instance.objectNode().put("invoice", id));
        ObjectNode payment = Blanks.of("invoice_payment");
        payment.put("id", turn.id("inpay_")).put("created", turn.seconds()).put("invoice", id);
        payment.set("amount_requested", invoice.get("amount_due"));
        payment.set("currency", invoice.get("currency"));
        payment.put("is_default", true).put("status", "open");
        payment.putObject("payment").put("payment_intent", intent).put("type", "payment_intent");
        turn.add(Kinds.INVOICE_PAYMENT, payment);
    }

    /** The payment that an invoice waits for. */
    static Optional<ObjectNode> openPayment(Turn turn, String invoice) {
        return turn.newestFirst(Kinds.INVOICE_PAYMENT)
                .filter(payment -> payment.path("invoice").asString().equals(invoice)
                        && payment.path("status").asString().equals("open"))
                .findFirst();
    }

    /** The PaymentIntent of an open invoice; a new one if somebody cancelled the last. */
    String intent(Turn turn, ObjectNode invoice) {
        Optional<ObjectNode> open = openPayment(turn, invoice.path("id").asString());
        if (open.isPresent()) {
            String intent = open.get().path("payment").path("payment_intent").asString();
            if (!turn.read(Kinds.PAYMENT_INTENT, intent)
                    .path("status")
                    .asString()
                    .equals("canceled")) {
                return intent;
            }
            close(turn, open.get());
        }
        return ask(turn, invoice).path("id").asString();
    }

    private static void close(Turn turn, ObjectNode payment) {
        ObjectNode closed = turn.edit(Kinds.INVOICE_PAYMENT, payment.path("id").asString());
        closed.put("status", "canceled").withObject("status_transitions").put("canceled_at", turn.seconds());
    }

    /** Gives an open invoice a PaymentIntent that was paid before it existed. */
    void payWith(Turn turn, String id, ObjectNode intent) {
        ObjectNode invoice = invoices.open(turn, id);
        attach(turn, invoice, intent.path("id").asString());
        if (intent.path("status").asString().equals("succeeded")) {
            succeeded(turn, intent);
        }
    }

    /** What the invoice, its subscription or its customer pays with, in Stripe's order. */
    static Optional<String> method(Turn turn, ObjectNode invoice) {
        String customer = invoice.path("customer").asString();
        String ofSubscription = turn.find(Kinds.SUBSCRIPTION, Invoices.subscription(invoice))
                .map(found -> found.path("default_payment_method").asString())
                .orElse("");
        String ofCustomer = turn.read(Kinds.CUSTOMER, customer)
                .path("invoice_settings")
                .path("default_payment_method")
                .asString();
        return List.of(invoice.path("default_payment_method").asString(), ofSubscription, ofCustomer).stream()
                .filter(id -> !id.isEmpty() && owns(turn, customer, id))
                .findFirst();
    }

    static boolean owns(Turn turn, String customer, String method) {
        return turn.find(Kinds.PAYMENT_METHOD, method)
                .map(found -> found.path("customer").asString().equals(customer))
                .orElse(false);
    }

    /** Tries to collect an open invoice; the listener below has already acted on what it came to. */
    PaymentOutcome attempt(Turn turn, String id, Confirmation how) {
        ObjectNode invoice = turn.read(Kinds.INVOICE, id);
        PaymentOutcome outcome = payments.confirm(turn, intent(turn, invoice), how);
        if (outcome instanceof PaymentOutcome.NeedsAction) {
            ObjectNode edited = turn.edit(Kinds.INVOICE, id);
            edited.put("attempted", true);
            events.emit(turn, "invoice.payment_action_required", edited);
            standing.unpaid(turn, edited, false);
        }
        if (outcome instanceof PaymentOutcome.Processing) {
            ObjectNode edited = turn.edit(Kinds.INVOICE, id);
            edited.put("attempted", true);
            standing.underWay(turn, edited);
        }
        return outcome;
    }

    /** The renewal's own try, without the customer. */
    void collect(Turn turn, String id) {
        ObjectNode invoice = turn.read(Kinds.INVOICE, id);
        if (!Invoices.status(invoice).equals("open")) {
            return;
        }
        ObjectNode intent = turn.read(Kinds.PAYMENT_INTENT, intent(turn, invoice));
        if (intent.path("status").asString().equals("processing")) {
            return;
        }
        turn.edit(Kinds.COLLECTION, id).put("automatic", true);
        Optional<String> method = method(turn, invoice);
        if (method.isPresent()) {
            attempt(turn, id, Confirmation.offSession(method.get()));
        } else {
            failed(turn, intent);
        }
        turn.edit(Kinds.COLLECTION, id).put("automatic", false);
    }

    private static Optional<String> invoiceOf(Turn turn, ObjectNode intent) {
        return turn.find(Kinds.INVOICE_OF, intent.path("id").asString())
                .map(link -> link.path("invoice").asString());
    }

    @Override
    public void succeeded(Turn turn, ObjectNode intent) {
        Optional<String> found = invoiceOf(turn, intent);
        if (found.isEmpty()
                || !Invoices.status(turn.read(Kinds.INVOICE, found.get())).equals("open")) {
            return;
        }
        String id = found.get();
        turn.unschedule(RETRY, id);
        ObjectNode invoice = turn.edit(Kinds.INVOICE, id);
        invoice.put("attempt_count", invoice.path("attempt_count").asLong() + 1);
        openPayment(turn, id).ifPresent(payment -> {
            ObjectNode paid =
                    turn.edit(Kinds.INVOICE_PAYMENT, payment.path("id").asString());
            paid.set("amount_paid", paid.get("amount_requested"));
            paid.put("status", "paid").withObject("status_transitions").put("paid_at", turn.seconds());
            events.emit(turn, "invoice_payment.paid", paid);
        });
        settle(turn, id);
    }

    @Override
    public void failed(Turn turn, ObjectNode intent) {
        Optional<String> found = invoiceOf(turn, intent);
        if (found.isEmpty()
                || !Invoices.status(turn.read(Kinds.INVOICE, found.get())).equals("open")) {
            return;
        }
        String id = found.get();
        ObjectNode invoice = turn.edit(Kinds.INVOICE, id);
        invoice.put("attempted", true);
        invoice.put("attempt_count", invoice.path("attempt_count").asLong() + 1);
        boolean automatic = turn.read(Kinds.COLLECTION, id).path("automatic").asBoolean();
        boolean last = automatic && !again(turn, invoice);
        events.emit(turn, "invoice.payment_failed", invoice);
        boolean authentication =
                intent.path("last_payment_error").path("code").asString().equals("authentication_required");
        if (authentication) {
            events.emit(turn, "invoice.payment_action_required", invoice);
        }
        standing.unpaid(turn, invoice, last);
    }

    /** Puts the next try on the schedule; false if there is none left. */
    private static boolean again(Turn turn, ObjectNode invoice) {
        String id = invoice.path("id").asString();
        ObjectNode kept = turn.edit(Kinds.COLLECTION, id);
        if (!kept.has("first_failure")) {
            kept.put("first_failure", turn.seconds()).put("retries", 0);
        }
        int retries = kept.path("retries").asInt();
        if (retries == RETRIES.size()) {
            invoice.putNull("next_payment_attempt");
            return false;
        }
        Instant next =
                Instant.ofEpochSecond(kept.path("first_failure").asLong()).plus(RETRIES.get(retries));
        kept.put("retries", retries + 1);
        invoice.put("next_payment_attempt", next.getEpochSecond());
        turn.schedule(next, RETRY, id, Clocks.of(invoice));
        return true;
    }

    /** Nothing is to be collected any more. */
    void withdraw(Turn turn, String id) {
        turn.unschedule(RETRY, id);
        turn.unschedule(FINALIZE, id);
        openPayment(turn, id).ifPresent(payment -> {
            String intent = payment.path("payment").path("payment_intent").asString();
            String status =
                    turn.read(Kinds.PAYMENT_INTENT, intent).path("status").asString();
            if (status.startsWith("requires_")) {
                payments.cancel(turn, intent, "void_invoice");
            }
            close(turn, payment);
        });
        invoices.voided(turn, id);
    }

    /** The customer paid by some other way than Stripe. */
    void payOutside(Turn turn, String id) {
        turn.unschedule(RETRY, id);
        openPayment(turn, id).ifPresent(payment -> {
            payments.cancel(turn, payment.path("payment").path("payment_intent").asString(), "void_invoice");
            close(turn, payment);
        });
        settle(turn, id);
        ObjectNode invoice = turn.edit(Kinds.INVOICE, id);
        invoice.set("amount_paid_off_stripe", invoice.get("amount_due"));
    }

    /** Pays before there is anything to pay for; a refusal throws and leaves only the attempt. */
    ObjectNode payFirst(Turn turn, ObjectNode sketch, Confirmation how) {
        ObjectNode intent = payments.create(
                turn,
                new PaymentOrder(
                        sketch.path("amount_due").asLong(),
                        sketch.path("currency").asString(),
                        Optional.of(sketch.path("customer").asString()),
                        Optional.of(description(sketch)),
                        Optional.of("off_session"),
                        Optional.empty(),
                        JsonNodeFactory.instance.objectNode()));
        String id = intent.path("id").asString();
        return switch (payments.confirm(turn, id, how)) {
            case PaymentOutcome.Succeeded(ObjectNode paid) -> paid;
            case PaymentOutcome.Declined(ObjectNode refused, StripeError error) -> {
                payments.cancel(turn, id, "abandoned");
                throw error;
            }
            case PaymentOutcome.NeedsAction(ObjectNode waiting, String url) -> {
                payments.cancel(turn, id, "abandoned");
                throw StripeError.card(
                        "subscription_payment_intent_requires_action",
                        "Payment for this subscription requires additional user action before it can be completed"
                                + " successfully.");
            }
            case PaymentOutcome.Processing(ObjectNode waiting) -> waiting;
            case PaymentOutcome.Authorized(ObjectNode waiting) -> waiting;
        };
    }
}
