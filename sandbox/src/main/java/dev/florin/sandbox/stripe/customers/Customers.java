package dev.florin.sandbox.stripe.customers;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.PaymentMethods;
import dev.florin.sandbox.world.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes, changes and deletes customers. */
public final class Customers {
    private static final int PREFIX_CHARACTERS = 8;

    private final Events events;
    private final PaymentMethods methods;
    private final List<BiConsumer<Turn, String>> onDelete = new ArrayList<>();

    public Customers(Events events, PaymentMethods methods) {
        this.events = events;
        this.methods = methods;
    }

    /** Called with the id of each customer that is deleted, before it is. */
    public void onDelete(BiConsumer<Turn, String> listener) {
        onDelete.add(listener);
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/v1/customers", "customer_create", this::create),
                Route.get("/v1/customers", "customer_list", Customers::list),
                Route.get("/v1/customers/{id}", "retrieve", call -> call.subject(Kinds.CUSTOMER)),
                Route.post("/v1/customers/{id}", "customer_update", this::update),
                Route.delete("/v1/customers/{id}", "nothing", this::delete),
                Route.get("/v1/customers/{id}/payment_methods", "customer_payment_methods", Customers::saved),
                Route.get("/v1/customers/{id}/payment_methods/{pm}", "retrieve", Customers::oneSaved));
    }

    private JsonNode create(Call call) {
        Parameters asked = call.parameters();
        ObjectNode customer = create(call.turn(), asked);
        asked.text("payment_method").ifPresent(id -> {
            ObjectNode method = methods.named(call.turn(), id)
                    .orElseThrow(() -> StripeError.invalid("resource_missing", "No such PaymentMethod: '" + id + "'")
                            .about("payment_method"));
            methods.attach(
                    call.turn(),
                    method.path("id").asString(),
                    customer.path("id").asString());
        });
        useAsDefault(call, customer);
        return customer;
    }

    /** A customer with the fields that were asked for; checkout makes some, too. */
    public ObjectNode create(Turn turn, Parameters asked) {
        ObjectNode customer = Blanks.of("customer");
        String id = turn.id("cus_");
        customer.put("id", id)
                .put("created", turn.seconds())
                .put("delinquent", false)
                .put("tax_exempt", "none");
        customer.put(
                "invoice_prefix", id.substring(id.length() - PREFIX_CHARACTERS).toUpperCase(Locale.ROOT));
        customer.put("next_invoice_sequence", 1).putArray("preferred_locales");
        fill(customer, asked);
        asked.text("test_clock").ifPresent(clock -> customer.put("test_clock", clock));
        turn.add(Kinds.CUSTOMER, customer);
        events.emit(turn, "customer.created", customer);
        return customer;
    }

    private static void fill(ObjectNode customer, Parameters asked) {
        asked.text("email").filter(address -> !address.contains("@")).ifPresent(address -> {
            throw StripeError.invalid("email_invalid", "Invalid email address: " + address)
                    .about("email");
        });
        asked.copy(customer, "balance", "description", "email", "invoice_prefix", "name", "phone", "tax_exempt");
        asked.copy(customer, "next_invoice_sequence", "preferred_locales", "shipping");
        if (asked.cleared("address")) {
            customer.putNull("address");
        } else if (asked.has("address")) {
            ObjectNode address = customer.putObject("address");
            for (String part : List.of("city", "country", "line1", "line2", "postal_code", "state")) {
                address.put(part, asked.child("address").text(part).orElse(null));
            }
        }
        Parameters settings = asked.child("invoice_settings");
        settings.copy(customer.withObject("invoice_settings"), "custom_fields", "footer", "rendering_options");
        asked.mergeMetadata(customer);
    }

    /** The default payment method must be the customer's own. */
    private static void useAsDefault(Call call, ObjectNode customer) {
        Parameters settings = call.parameters().child("invoice_settings");
        settings.text("default_payment_method").ifPresent(id -> {
            String owner = call.turn()
                    .find(Kinds.PAYMENT_METHOD, id)
                    .map(method -> method.path("customer").asString())
                    .orElse("");
            if (!owner.equals(customer.path("id").asString())) {
                throw StripeError.invalid(
                                "resource_missing",
                                "The customer does not have a payment method with the ID " + id
                                        + ". The payment method must be attached to the customer.")
                        .about("invoice_settings[default_payment_method]");
            }
        });
        settings.copy(customer.withObject("invoice_settings"), "default_payment_method");
    }

    private JsonNode update(Call call) {
        ObjectNode before = living(call).deepCopy();
        ObjectNode customer = call.turn().edit(Kinds.CUSTOMER, call.id());
        fill(customer, call.parameters());
        useAsDefault(call, customer);
        events.emitUpdated(call.turn(), "customer.updated", customer, before);
        return customer;
    }

    private static ObjectNode living(Call call) {
        ObjectNode customer = call.subject(Kinds.CUSTOMER);
        if (customer.path("deleted").asBoolean(false)) {
            throw StripeError.missing("customer", call.id(), "id");
        }
        return customer;
    }

    private JsonNode delete(Call call) {
        living(call);
        Turn turn = call.turn();
        onDelete.forEach(listener -> listener.accept(turn, call.id()));
        List<String> saved = turn.newestFirst(Kinds.PAYMENT_METHOD)
                .filter(method -> method.path("customer").asString().equals(call.id()))
                .map(method -> method.path("id").asString())
                .toList();
        saved.forEach(id -> methods.detach(turn, id));
        events.emit(turn, "customer.deleted", turn.read(Kinds.CUSTOMER, call.id()));
        ObjectNode gone = JsonNodeFactory.instance.objectNode();
        gone.put("id", call.id()).put("object", "customer").put("deleted", true);
        turn.put(Kinds.CUSTOMER, call.id(), gone);
        return gone;
    }

    private static JsonNode list(Call call) {
        String email = call.parameters().text("email").orElse("");
        String clock = call.parameters().text("test_clock").orElse("");
        return Listing.page(
                call,
                Kinds.CUSTOMER,
                customer -> !customer.path("deleted").asBoolean(false)
                        && (email.isEmpty() || customer.path("email").asString().equals(email))
                        && (clock.isEmpty()
                                || customer.path("test_clock").asString().equals(clock)));
    }

    private static JsonNode saved(Call call) {
        living(call);
        String type = call.parameters().text("type").orElse("");
        return Listing.page(
                call,
                Kinds.PAYMENT_METHOD,
                method -> method.path("customer").asString().equals(call.id())
                        && (type.isEmpty() || method.path("type").asString().equals(type)));
    }

    private static JsonNode oneSaved(Call call) {
        living(call);
        String id = call.ids().getLast();
        return call.turn()
                .find(Kinds.PAYMENT_METHOD, id)
                .filter(method -> method.path("customer").asString().equals(call.id()))
                .orElseThrow(() -> StripeError.missing("PaymentMethod", id, "payment_method"));
    }
}
