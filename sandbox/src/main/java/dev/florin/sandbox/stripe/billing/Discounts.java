package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Coupons, and what they take off the invoices of a subscription. */
final class Discounts {
    private Discounts() {}

    static List<Route> routes() {
        return List.of(
                Route.post("/v1/coupons", "coupon_create", Discounts::create),
                Route.get("/v1/coupons", "list", call -> Listing.page(call, Kinds.COUPON, coupon -> true)),
                Route.get("/v1/coupons/{id}", "retrieve", call -> call.subject(Kinds.COUPON)));
    }

    private static JsonNode create(Call call) {
        Parameters asked = call.parameters();
        String id = asked.text("id").orElseGet(() -> call.turn().id(""));
        ObjectNode coupon = JsonNodeFactory.instance.objectNode();
        coupon.put("id", id).put("object", "coupon");
        coupon.set(
                "amount_off",
                asked.tree().path("amount_off").isNumber() ? asked.tree().get("amount_off") : null);
        coupon.put("created", call.turn().seconds());
        coupon.put("currency", asked.text("currency").orElse(null));
        coupon.put("duration", asked.text("duration").orElse("once"));
        asked.number("duration_in_months")
                .ifPresentOrElse(
                        months -> coupon.put("duration_in_months", months), () -> coupon.putNull("duration_in_months"));
        coupon.put("livemode", false).putNull("max_redemptions").putObject("metadata");
        asked.mergeMetadata(coupon);
        coupon.put("name", asked.text("name").orElse(null));
        coupon.set(
                "percent_off", asked.text("percent_off").map(Discounts::percent).orElse(null));
        coupon.putNull("redeem_by").put("times_redeemed", 0).put("valid", true);
        if (coupon.path("amount_off").isNull() == coupon.path("percent_off").isNull()) {
            throw StripeError.invalid("parameter_missing", "Send one of percent_off and amount_off.")
                    .about("percent_off");
        }
        return call.turn().add(Kinds.COUPON, coupon);
    }

    private static JsonNode percent(String text) {
        try {
            BigDecimal percent = new BigDecimal(text).stripTrailingZeros();
            if (percent.signum() > 0 && percent.compareTo(BigDecimal.valueOf(100)) <= 0) {
                return percent.scale() <= 0
                        ? JsonNodeFactory.instance.numberNode(percent.longValueExact())
                        : JsonNodeFactory.instance.numberNode(percent);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw StripeError.invalid("Invalid decimal: percent_off must be above 0 and at most 100")
                .about("percent_off");
    }

    /** Discounts for a subscription, one for each coupon that was named. */
    static List<String> grant(Turn turn, Parameters asked, ObjectNode subscription) {
        List<String> ids = new ArrayList<>();
        for (Parameters each : asked.children("discounts")) {
            String coupon = each.require("coupon");
            ObjectNode found = turn.find(Kinds.COUPON, coupon)
                    .orElseThrow(() -> StripeError.invalid("resource_missing", "No such coupon: '" + coupon + "'")
                            .about(each.full("coupon")));
            turn.edit(Kinds.COUPON, coupon)
                    .put("times_redeemed", found.path("times_redeemed").asLong() + 1);
            ObjectNode discount = JsonNodeFactory.instance.objectNode();
            discount.put("id", turn.id("di_")).put("object", "discount").putNull("checkout_session");
            discount.set("customer", subscription.get("customer"));
            discount.putNull("customer_account");
            if (found.path("duration").asString().equals("repeating")) {
                discount.put("end", end(turn, found.path("duration_in_months").asLong()));
            } else {
                discount.putNull("end");
            }
            discount.putNull("invoice").putNull("invoice_item").putNull("promotion_code");
            discount.putObject("source").put("coupon", coupon).put("type", "coupon");
            discount.put("start", turn.seconds());
            discount.set("subscription", subscription.get("id"));
            discount.putNull("subscription_item");
            ids.add(turn.add(Kinds.DISCOUNT, discount).path("id").asString());
        }
        return ids;
    }

    private static long end(Turn turn, long months) {
        return Instant.ofEpochSecond(turn.seconds())
                .atZone(ZoneOffset.UTC)
                .plusMonths(months)
                .toEpochSecond();
    }

    /** Takes a subscription's discounts off the lines they apply to, and says on the lines how much. */
    static void apply(Turn turn, ObjectNode subscription, List<ObjectNode> lines) {
        for (JsonNode id : subscription.path("discounts")) {
            ObjectNode discount = turn.read(Kinds.DISCOUNT, id.asString());
            JsonNode end = discount.path("end");
            if (end.isNumber() && end.asLong() <= turn.seconds()) {
                continue;
            }
            ObjectNode coupon = turn.read(
                    Kinds.COUPON, discount.path("source").path("coupon").asString());
            long left = coupon.path("amount_off").asLong(0);
            for (ObjectNode line : lines) {
                long amount = Lines.net(line);
                if (!line.path("discountable").asBoolean() || amount <= 0) {
                    continue;
                }
                long off = coupon.path("percent_off").isNull()
                        ? Math.min(left, amount)
                        : Proration.percent(amount, coupon.path("percent_off").decimalValue());
                left -= off;
                line.withArray("discount_amounts")
                        .addObject()
                        .put("amount", off)
                        .put("discount", id.asString());
                line.withArray("discounts").add(id.asString());
            }
        }
    }

    /** After its first invoice a discount that holds once is over. */
    static void used(Turn turn, ObjectNode subscription) {
        List<JsonNode> left = new ArrayList<>();
        for (JsonNode id : subscription.path("discounts")) {
            ObjectNode discount = turn.read(Kinds.DISCOUNT, id.asString());
            ObjectNode coupon = turn.read(
                    Kinds.COUPON, discount.path("source").path("coupon").asString());
            boolean over = coupon.path("duration").asString().equals("once")
                    || (discount.path("end").isNumber() && discount.path("end").asLong() <= turn.seconds());
            if (!over) {
                left.add(id);
            }
        }
        subscription.putArray("discounts").addAll(left);
    }
}
