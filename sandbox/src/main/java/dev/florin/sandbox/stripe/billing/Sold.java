package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that a subscription sells, for one period.
 *
 * @param item the id of the subscription item
 * @param price the price as it is; read only
 */
record Sold(String item, ObjectNode price, long quantity) {

    /** What a subscription sells now. */
    static List<Sold> of(ObjectNode subscription) {
        List<Sold> sold = new ArrayList<>();
        for (JsonNode item : subscription.path("items").path("data")) {
            sold.add(new Sold(
                    item.path("id").asString(),
                    (ObjectNode) item.get("price"),
                    item.path("quantity").asLong()));
        }
        return sold;
    }

    /** What a whole period costs, in cents. */
    long amount() {
        return new BigDecimal(price.path("unit_amount_decimal").asString())
                .multiply(BigDecimal.valueOf(quantity))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    Interval interval() {
        JsonNode recurring = price.path("recurring");
        return Interval.of(
                recurring.path("interval").asString(),
                recurring.path("interval_count").asInt());
    }

    String priceId() {
        return price.path("id").asString();
    }

    String product(Turn turn) {
        String id = price.path("product").asString();
        return turn.find(Kinds.PRODUCT, id)
                .map(found -> found.path("name").asString())
                .orElse(id);
    }

    boolean same(Sold other) {
        return priceId().equals(other.priceId()) && quantity == other.quantity;
    }
}
