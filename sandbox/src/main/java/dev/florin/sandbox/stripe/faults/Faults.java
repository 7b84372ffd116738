package dev.florin.sandbox.stripe.faults;

import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The faults that were ordered, oldest first. The oldest that fits strikes, until it has struck as often as asked. */
public final class Faults {
    private Faults() {}

    /** Whether any was ever ordered; asking is cheap and needs no turn that is kept. */
    public static boolean any(Turn turn) {
        return turn.count(Kinds.FAULT) > 0;
    }

    /**
     * The fault that strikes a call.
     *
     * @param customers whom the call is about
     * @param lists whether it asks for a list; {@code lag} strikes no other
     */
    public static Optional<Fault> strikeCall(
            Turn turn, String method, String path, Set<String> customers, boolean lists) {
        return strike(
                turn,
                order -> order.path("on").asString().equals("call")
                        && fits(order.path("method").asString("*"), method)
                        && fitsPath(order.path("path").asString("*"), path)
                        && (lists || !order.path("do").asString().equals("lag"))
                        && fitsCustomer(order, customers));
    }

    /** The fault that strikes an event. */
    public static Optional<Fault> strikeEvent(Turn turn, String type, Set<String> customers) {
        return strike(
                turn,
                order -> order.path("on").asString().equals("event")
                        && order.path("types").valueStream().anyMatch(wanted -> fits(wanted.asString(), type))
                        && fitsCustomer(order, customers));
    }

    private static boolean fits(String wanted, String actual) {
        return wanted.equals("*") || wanted.equals(actual);
    }

    /** A star at the end stands for one or more steps. */
    private static boolean fitsPath(String wanted, String path) {
        String[] steps = wanted.split("/", -1);
        String[] theirs = path.split("/", -1);
        boolean open = steps[steps.length - 1].equals("*");
        if (wanted.equals("*")) {
            return true;
        }
        if (open ? theirs.length < steps.length : theirs.length != steps.length) {
            return false;
        }
        for (int i = 0; i < steps.length; i++) {
            if (!fits(steps[i], theirs[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean fitsCustomer(ObjectNode order, Set<String> customers) {
        JsonNode wanted = order.path("customer");
        return !wanted.isString() || customers.contains(wanted.asString());
    }

    private static Optional<Fault> strike(Turn turn, Predicate<ObjectNode> fits) {
        List<ObjectNode> fitting = turn.oldestFirst(Kinds.FAULT)
                .filter(order -> order.path("times").isNull()
                        || order.path("struck").asLong() < order.path("times").asLong())
                .filter(fits)
                .toList();
        for (ObjectNode order : fitting) {
            ObjectNode counted = turn.edit(Kinds.FAULT, order.path("id").asString());
            if (counted.path("passed").asLong() < counted.path("skip").asLong()) {
                counted.put("passed", counted.path("passed").asLong() + 1);
                continue;
            }
            counted.put("struck", counted.path("struck").asLong() + 1);
            return Optional.of(
                    new Fault(counted.path("id").asString(), counted.path("do").asString(), counted.deepCopy()));
        }
        return Optional.empty();
    }
}
