package dev.florin.sandbox.stripe.pages;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a portal session was opened for, if the shop named one thing: that part stands open, and once it is done the
 * browser goes where the shop wants it.
 */
record PortalFlow(String type, Optional<String> afterwards) {
    private static final Map<String, String> DONE_BY = Map.of(
            "add", "payment_method_update",
            "cancel", "subscription_cancel",
            "switch", "subscription_update");

    static PortalFlow of(ObjectNode session) {
        JsonNode flow = session.path("flow");
        JsonNode after = flow.path("after_completion");
        return new PortalFlow(
                flow.path("type").asString(""),
                Optional.of(after.path("redirect").path("return_url").asString(""))
                        .filter(url -> after.path("type").asString("").equals("redirect") && !url.isEmpty()));
    }

    boolean is(String other) {
        return type.equals(other);
    }

    /** Where the browser goes after a button did what it should. */
    String after(String button, String usual) {
        return type.startsWith(DONE_BY.getOrDefault(button, "nothing")) ? afterwards.orElse(usual) : usual;
    }
}
