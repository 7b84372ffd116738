package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the lines of invoices. */
final class Lines {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("dd MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private Lines() {}

    /** A whole period at the full price. */
    static ObjectNode period(Turn turn, String subscription, Sold sold, long start, long end) {
        String description = sold.quantity() + " × " + sold.product(turn) + " (at " + rate(sold) + ")";
        return line(turn, subscription, sold, new Charge(sold.amount(), description, start, end, false));
    }

    /** A period that is free of charge. */
    static ObjectNode trial(Turn turn, String subscription, Sold sold, long start, long end) {
        String description = "Trial period for " + sold.product(turn);
        return line(turn, subscription, sold, new Charge(0, description, start, end, false));
    }

    /** The rest of a period at a price that begins within it. */
    static ObjectNode remaining(Turn turn, String subscription, Sold sold, Period period, long moment) {
        long amount = Proration.unused(sold.amount(), period.start(), period.end(), moment);
        String description = "Remaining time on " + sold.product(turn) + " after " + day(moment);
        return line(turn, subscription, sold, new Charge(amount, description, moment, period.end(), true));
    }

    /**
     * What was paid for the rest of a period that ends early, given back: counted from what was billed for it, so that a
     * discount is not paid out.
     */
    static ObjectNode unused(Turn turn, String subscription, Sold sold, Period period, long moment) {
        Optional<ObjectNode> billed = billed(turn, subscription, sold.item());
        long paid = billed.map(Lines::net).orElse(sold.amount());
        Period of = billed.map(line -> Period.of(line.path("period"))).orElse(period);
        long amount = Proration.unused(paid, of.start(), of.end(), moment);
        String description = "Unused time on " + sold.product(turn) + " after " + day(moment);
        ObjectNode line = line(turn, subscription, sold, new Charge(-amount, description, moment, period.end(), true));
        line.put("discountable", false);
        billed.ifPresent(from -> line.withObject("parent")
                .withObject("subscription_item_details")
                .putObject("proration_details")
                .putObject("credited_items")
                .put("invoice", from.path("invoice").asString())
                .putArray("invoice_line_items")
                .add(from.path("id").asString()));
        return line;
    }

    /** What a line came to after discounts. */
    static long net(JsonNode line) {
        long net = line.path("amount").asLong();
        for (JsonNode discount : line.path("discount_amounts")) {
            net -= discount.path("amount").asLong();
        }
        return net;
    }

    /** The newest line that billed an item. */
    private static Optional<ObjectNode> billed(Turn turn, String subscription, String item) {
        return turn.newestFirst(Kinds.INVOICE)
                .filter(invoice -> Invoices.subscription(invoice).equals(subscription)
                        && !invoice.path("status").asString().equals("void"))
                .flatMap(invoice -> Invoices.lines(turn, invoice).stream())
                .filter(line -> line.path("amount").asLong() >= 0
                        && line.path("parent")
                                .path("subscription_item_details")
                                .path("subscription_item")
                                .asString()
                                .equals(item))
                .findFirst();
    }

    private record Charge(long amount, String description, long start, long end, boolean proration) {}

    private static ObjectNode line(Turn turn, String subscription, Sold sold, Charge charge) {
        ObjectNode line = Blanks.of("line_item");
        line.put("id", turn.id("il_")).put("amount", charge.amount()).put("subtotal", charge.amount());
        line.set("currency", sold.price().get("currency"));
        line.put("description", charge.description()).put("discountable", true);
        line.put("quantity", sold.quantity()).put("quantity_decimal", Long.toString(sold.quantity()));
        line.put("subscription", subscription);
        line.putObject("period").put("start", charge.start()).put("end", charge.end());
        ObjectNode parent = line.putObject("parent");
        parent.putNull("invoice_item_details");
        ObjectNode details = parent.putObject("subscription_item_details");
        details.putNull("invoice_item").put("proration", charge.proration());
        if (charge.proration()) {
            details.putObject("proration_details").putNull("credited_items");
        } else {
            details.putNull("proration_details");
        }
        details.put("subscription", subscription).put("subscription_item", sold.item());
        parent.put("type", "subscription_item_details");
        ObjectNode pricing = line.putObject("pricing");
        pricing.putObject("price_details")
                .put("price", sold.priceId())
                .put("product", sold.price().path("product").asString());
        pricing.put("type", "price_details");
        pricing.set("unit_amount_decimal", sold.price().get("unit_amount_decimal"));
        line.putArray("discount_amounts");
        line.putArray("taxes");
        line.putArray("pretax_credit_amounts");
        return line;
    }

    private static String rate(Sold sold) {
        BigDecimal dollars =
                new BigDecimal(sold.price().path("unit_amount_decimal").asString()).movePointLeft(2);
        JsonNode recurring = sold.price().path("recurring");
        int count = recurring.path("interval_count").asInt();
        String interval = recurring.path("interval").asString();
        String every = count == 1 ? interval : "every " + count + " " + interval + "s";
        BigDecimal shown = dollars.scale() < 2 ? dollars.setScale(2) : dollars;
        return "$" + shown.toPlainString() + " / " + every;
    }

    private static String day(long moment) {
        return DAY.format(Instant.ofEpochSecond(moment));
    }

    /** What lines come to, before discounts. */
    static long sum(List<ObjectNode> lines) {
        return lines.stream().mapToLong(line -> line.path("amount").asLong()).sum();
    }
}
