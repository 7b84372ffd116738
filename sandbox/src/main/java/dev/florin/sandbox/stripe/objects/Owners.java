package dev.florin.sandbox.stripe.objects;

import dev.florin.sandbox.world.Turn;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whose an object is, and what it refers to. */
public final class Owners {
    private static final Pattern ID = Pattern.compile("[a-z]+(_test)?_[A-Za-z0-9]{8,}");
    private static final List<String> LEADS =
            List.of("payment_intent", "charge", "invoice", "subscription", "setup_intent", "payment_method", "dispute");

    /** A refund leads to a charge, a charge to a PaymentIntent, that to a customer. */
    private static final int FARTHEST = 4;

    private Owners() {}

    /** The customer that an object belongs to, directly or by what it refers to. */
    public static Optional<String> customerOf(Turn turn, JsonNode object) {
        return customerOf(turn, object, FARTHEST);
    }

    private static Optional<String> customerOf(Turn turn, JsonNode object, int far) {
        if (object.path("object").asString().equals("customer")) {
            return Optional.of(object.path("id").asString());
        }
        String named = idOf(object.path("customer"));
        if (!named.isEmpty()) {
            return Optional.of(named);
        }
        if (far == 0) {
            return Optional.empty();
        }
        for (String lead : LEADS) {
            String id = idOf(object.path(lead));
            String inside = id.isEmpty() ? idOf(object.path("payment").path(lead)) : id;
            if (!inside.isEmpty()) {
                Optional<String> found = Kinds.anything(turn, inside).flatMap(next -> customerOf(turn, next, far - 1));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static String idOf(JsonNode reference) {
        return reference.isObject() ? reference.path("id").asString() : reference.asString("");
    }

    /** The customers of everything whose id stands in a request. */
    public static Set<String> customersIn(Turn turn, String path, JsonNode parameters) {
        Set<String> ids = new LinkedHashSet<>(List.of(path.split("/", -1)));
        texts(parameters, ids::add);
        Set<String> customers = new LinkedHashSet<>();
        for (String id : ids) {
            if (ID.matcher(id).matches()) {
                Kinds.anything(turn, id)
                        .flatMap(found -> customerOf(turn, found))
                        .ifPresent(customers::add);
            }
        }
        return customers;
    }

    /** Every id that stands in an object. */
    public static Set<String> idsIn(JsonNode object) {
        Set<String> ids = new LinkedHashSet<>();
        texts(object, text -> {
            if (ID.matcher(text).matches()) {
                ids.add(text);
            }
        });
        return ids;
    }

    private static void texts(JsonNode node, Consumer<String> into) {
        if (node.isString()) {
            into.accept(node.asString());
        } else if (node instanceof ObjectNode || node.isArray()) {
            node.forEach(inner -> texts(inner, into));
        }
    }
}
