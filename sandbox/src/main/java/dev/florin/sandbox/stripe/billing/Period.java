package dev.florin.sandbox.stripe.billing;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From one second to another; the end belongs to the next period. */
record Period(long start, long end) {
    static Period of(JsonNode period) {
        return new Period(period.path("start").asLong(), period.path("end").asLong());
    }

    /** The running period of a subscription, which all its items share. */
    static Period current(ObjectNode subscription) {
        JsonNode item = subscription.path("items").path("data").path(0);
        return new Period(
                item.path("current_period_start").asLong(),
                item.path("current_period_end").asLong());
    }

    static void set(ObjectNode subscription, Period period) {
        for (JsonNode item : subscription.path("items").path("data")) {
            ((ObjectNode) item).put("current_period_start", period.start).put("current_period_end", period.end);
        }
    }
}
