package dev.florin.sandbox.stripe.api;

import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Kind;
import dev.florin.sandbox.world.Turn;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call of Stripe's API that passed all checks of form, inside its turn.
 *
 * @param path the address that was called
 * @param ids what stands for the braces of the route's pattern
 * @param lagNanos lists do not show objects younger than this
 */
public record Call(Turn turn, Parameters parameters, String path, List<String> ids, long lagNanos) {
    public String id() {
        return ids.getFirst();
    }

    /** The object that the address names. */
    public ObjectNode subject(Kind kind) {
        return subject(kind, id());
    }

    public ObjectNode subject(Kind kind, String id) {
        return turn.find(kind, id).orElseThrow(() -> StripeError.missing(noun(kind), id, "id"));
    }

    /** The object that a parameter names, if it was sent. */
    public Optional<ObjectNode> referred(Kind kind, String parameter) {
        return parameters
                .text(parameter)
                .map(id -> turn.find(kind, id).orElseThrow(() -> missing(kind, id, parameters.full(parameter))));
    }

    /** A customer that exists and was not deleted, if the parameter was sent. */
    public Optional<ObjectNode> customer(String parameter) {
        return referred(Kinds.CUSTOMER, parameter).map(customer -> {
            if (customer.path("deleted").asBoolean(false)) {
                throw missing(Kinds.CUSTOMER, customer.path("id").asString(), parameters.full(parameter));
            }
            return customer;
        });
    }

    /** Stripe answers 400 to an unknown id in a parameter, and 404 to one in the address. */
    private static StripeError missing(Kind kind, String id, String parameter) {
        return StripeError.invalid("resource_missing", "No such " + noun(kind) + ": '" + id + "'")
                .about(parameter);
    }

    /** How Stripe's messages call a kind: {@code PaymentMethod}, but {@code customer}. */
    private static String noun(Kind kind) {
        return kind.equals(Kinds.PAYMENT_METHOD) ? "PaymentMethod" : kind.name();
    }
}
