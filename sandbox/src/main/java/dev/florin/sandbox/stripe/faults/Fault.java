package dev.florin.sandbox.stripe.faults;

import tools.jackson.databind.node.ObjectNode;

/**
 * A fault that strikes now.
 *
 * @param action what it does, as the control says: {@code timeout}, {@code drop} …
 * @param order as it was ordered, with all its fields
 */
public record Fault(String id, String action, ObjectNode order) {
    public boolean is(String wanted) {
        return action.equals(wanted);
    }

    public boolean before() {
        return order.path("when").asString().equals("before");
    }

    public long millis(String field, long otherwise) {
        return order.path(field).asLong(otherwise);
    }
}
