package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.Confirmation;
import dev.florin.sandbox.stripe.payments.PaymentOutcome;
import dev.florin.sandbox.world.Turn;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/invoices} and {@code /v1/invoice_payments}; the page of an open invoice comes here, too. */
public final class InvoiceRoutes {
    private final SubscriptionRoutes changes;
    private final Invoices invoices;
    private final Collection collection;

    InvoiceRoutes(SubscriptionRoutes changes, Invoices invoices, Collection collection) {
        this.changes = changes;
        this.invoices = invoices;
        this.collection = collection;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/invoices/create_preview", "invoice_create_preview", changes::preview),
                Route.get("/v1/invoices", "invoice_list", InvoiceRoutes::list),
                Route.get("/v1/invoices/{id}", "retrieve", call -> call.subject(Kinds.INVOICE)),
                Route.post("/v1/invoices/{id}", "invoice_update", this::update),
                Route.get("/v1/invoices/{id}/lines", "list", InvoiceRoutes::lines),
                Route.post("/v1/invoices/{id}/pay", "invoice_pay", this::pay),
                Route.post("/v1/invoices/{id}/void", "retrieve", this::withdraw),
                Route.post("/v1/invoices/{id}/mark_uncollectible", "retrieve", this::giveUp),
                Route.post("/v1/invoices/{id}/finalize", "invoice_finalize", this::finalizeDraft),
                Route.get("/v1/invoice_payments", "invoice_payment_list", InvoiceRoutes::payments),
                Route.get("/v1/invoice_payments/{id}", "retrieve", call -> call.subject(Kinds.INVOICE_PAYMENT)));
    }

    private static JsonNode list(Call call) {
        Parameters asked = call.parameters();
        return Listing.page(
                call,
                Kinds.INVOICE,
                invoice -> same(asked, "customer", invoice.path("customer").asString())
                        && same(asked, "status", Invoices.status(invoice))
                        && same(asked, "subscription", Invoices.subscription(invoice)));
    }

    private static boolean same(Parameters asked, String name, String value) {
        return asked.text(name).map(value::equals).orElse(true);
    }

    /** Oldest first, as on the invoice itself. */
    private static JsonNode lines(Call call) {
        ObjectNode invoice = call.subject(Kinds.INVOICE);
        return Listing.page(call, Invoices.lines(call.turn(), invoice).stream());
    }

    private static JsonNode payments(Call call) {
        Parameters asked = call.parameters();
        Parameters payment = asked.child("payment");
        return Listing.page(
                call,
                Kinds.INVOICE_PAYMENT,
                found -> same(asked, "invoice", found.path("invoice").asString())
                        && same(asked, "status", found.path("status").asString())
                        && same(
                                payment,
                                "payment_intent",
                                found.path("payment").path("payment_intent").asString()));
    }

    private JsonNode update(Call call) {
        ObjectNode invoice = call.subject(Kinds.INVOICE);
        ObjectNode customer =
                call.turn().read(Kinds.CUSTOMER, invoice.path("customer").asString());
        Wish.method(call.turn(), customer, call.parameters());
        return invoices.update(call.turn(), call.id(), call.parameters());
    }

    private JsonNode pay(Call call) {
        Turn turn = call.turn();
        ObjectNode invoice = call.subject(Kinds.INVOICE);
        Parameters asked = call.parameters();
        return Clocks.by(turn, invoice, () -> {
            if (Invoices.status(turn.read(Kinds.INVOICE, call.id())).equals("draft")) {
                collection.finalizeDraft(turn, call.id());
            }
            ObjectNode open = open(turn, call.id());
            if (asked.flag("paid_out_of_band")) {
                collection.payOutside(turn, call.id());
                return turn.read(Kinds.INVOICE, call.id());
            }
            String method = asked.text("payment_method")
                    .or(() -> Collection.method(turn, open))
                    .orElseThrow(() -> StripeError.invalid(
                            "resource_missing",
                            "There is no `default_payment_method` set on this Customer or Invoice. Please set one"
                                    + " before paying the invoice."));
            boolean offSession = asked.maybeFlag("off_session").orElse(true);
            PaymentOutcome outcome = collection.attempt(turn, call.id(), Sales.how(method, offSession));
            if (outcome instanceof PaymentOutcome.Declined(ObjectNode intent, StripeError error)) {
                throw error;
            }
            if (outcome instanceof PaymentOutcome.NeedsAction(ObjectNode intent, String url)) {
                throw StripeError.card(
                        "invoice_payment_intent_requires_action",
                        "Payment for this invoice requires additional user action before it can be completed"
                                + " successfully.");
            }
            return turn.read(Kinds.INVOICE, call.id());
        });
    }

    private static ObjectNode open(Turn turn, String id) {
        ObjectNode invoice = turn.read(Kinds.INVOICE, id);
        switch (Invoices.status(invoice)) {
            case "paid" -> throw StripeError.invalid("invoice_already_paid", "Invoice is already paid");
            case "open", "uncollectible" -> {}
            default ->
                throw StripeError.invalid("This invoice is " + Invoices.status(invoice) + " and cannot be paid.");
        }
        return invoice;
    }

    /** With the customer at the invoice's page. */
    public PaymentOutcome payAtPage(Turn turn, String id, String method, String returnUrl) {
        ObjectNode invoice = open(turn, id);
        return Clocks.by(turn, invoice, () -> collection.attempt(turn, id, Confirmation.present(method, returnUrl)));
    }

    /** The PaymentIntent that an open invoice waits for. */
    public static Optional<ObjectNode> waitingFor(Turn turn, String id) {
        return Collection.openPayment(turn, id)
                .flatMap(payment -> turn.find(
                        Kinds.PAYMENT_INTENT,
                        payment.path("payment").path("payment_intent").asString()));
    }

    private JsonNode withdraw(Call call) {
        ObjectNode invoice = call.subject(Kinds.INVOICE);
        if (!List.of("open", "uncollectible").contains(Invoices.status(invoice))) {
            throw StripeError.invalid("You can only pass in open invoices. This invoice isn't open.");
        }
        return Clocks.by(call.turn(), invoice, () -> {
            collection.withdraw(call.turn(), call.id());
            return call.turn().read(Kinds.INVOICE, call.id());
        });
    }

    private JsonNode giveUp(Call call) {
        ObjectNode invoice = call.subject(Kinds.INVOICE);
        if (!Invoices.status(invoice).equals("open")) {
            throw StripeError.invalid("You can only pass in open invoices. This invoice isn't open.");
        }
        return Clocks.by(call.turn(), invoice, () -> invoices.uncollectible(call.turn(), call.id()));
    }

    private JsonNode finalizeDraft(Call call) {
        ObjectNode invoice = call.subject(Kinds.INVOICE);
        if (!Invoices.status(invoice).equals("draft")) {
            throw StripeError.invalid(
                    "invoice_not_editable", "This invoice is already finalized, you can't re-finalize it.");
        }
        return Clocks.by(call.turn(), invoice, () -> {
            collection.finalizeDraft(call.turn(), call.id());
            return call.turn().read(Kinds.INVOICE, call.id());
        });
    }
}
