package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes invoices and moves them from draft to open to paid or void. What collects the money is {@link Collection}. */
final class Invoices {
    /** How long Stripe lets a renewal's draft lie before it is finalized. */
    static final Duration DRAFT = Duration.ofHours(1);

    /** Stripe shows this many lines in the invoice; the rest is on pages of its own. */
    private static final int LINES_SHOWN = 10;

    /** Less cannot be charged; it is put on the customer's balance. */
    private static final long LEAST_CHARGE_CENTS = 50;

    private final Events events;
    private final String publicAddress;

    Invoices(Events events, String publicAddress) {
        this.events = events;
        this.publicAddress = publicAddress;
    }

    static String status(ObjectNode invoice) {
        return invoice.path("status").asString();
    }

    /** The subscription that an invoice bills, or nothing. */
    static String subscription(ObjectNode invoice) {
        return invoice.path("parent")
                .path("subscription_details")
                .path("subscription")
                .asString();
    }

    /** All lines, also those that the invoice itself does not show. */
    static List<ObjectNode> lines(Turn turn, ObjectNode invoice) {
        return turn.find(Kinds.COLLECTION, invoice.path("id").asString())
                .map(kept -> kept.path("lines")
                        .valueStream()
                        .map(line -> (ObjectNode) line)
                        .toList())
                .orElse(List.of());
    }

    /**
     * What an invoice is about.
     *
     * @param reason Stripe's {@code billing_reason}
     */
    record Subject(ObjectNode subscription, String reason, List<ObjectNode> lines, Period period) {}

    /** An invoice as it would be; nothing is kept and nobody hears of it. */
    ObjectNode sketch(Turn turn, Subject subject, String id) {
        ObjectNode subscription = subject.subscription();
        ObjectNode customer =
                turn.read(Kinds.CUSTOMER, subscription.path("customer").asString());
        ObjectNode invoice = Blanks.of("invoice");
        invoice.put("id", id).put("created", turn.seconds()).put("status", "draft");
        invoice.put("account_country", "US").put("account_name", "Florin sandbox");
        invoice.put("billing_reason", subject.reason());
        invoice.set("currency", subscription.get("currency"));
        invoice.set("customer", subscription.get("customer"));
        invoice.set("customer_email", customer.path("email"));
        invoice.set("customer_name", customer.path("name"));
        invoice.put("customer_tax_exempt", "none").putArray("customer_tax_ids");
        invoice.putObject("metadata");
        invoice.set("test_clock", subscription.get("test_clock"));
        ObjectNode parent = invoice.putObject("parent");
        parent.putNull("quote_details");
        ObjectNode details = parent.putObject("subscription_details");
        details.set("metadata", subscription.path("metadata").deepCopy());
        details.set("subscription", subscription.get("id"));
        parent.put("type", "subscription_details");
        invoice.put("period_start", subject.period().start());
        invoice.put("period_end", subject.period().end());
        invoice.put("auto_advance", true);
        invoice.putArray("total_taxes");
        invoice.putArray("total_pretax_credit_amounts");
        Discounts.apply(turn, subscription, subject.lines());
        subject.lines().forEach(line -> line.put("invoice", id));
        show(invoice, subject.lines());
        total(invoice, subject.lines());
        due(invoice, customer.path("balance").asLong());
        return invoice;
    }

    private static void show(ObjectNode invoice, List<ObjectNode> lines) {
        String url = "/v1/invoices/" + invoice.path("id").asString() + "/lines";
        List<ObjectNode> first = lines.subList(0, Math.min(LINES_SHOWN, lines.size()));
        invoice.set("lines", Listing.list(url, first, lines.size() > LINES_SHOWN));
    }

    private static void total(ObjectNode invoice, List<ObjectNode> lines) {
        long subtotal = Lines.sum(lines);
        long total = lines.stream().mapToLong(Lines::net).sum();
        Map<String, Long> discounts = new LinkedHashMap<>();
        for (ObjectNode line : lines) {
            for (JsonNode off : line.path("discount_amounts")) {
                discounts.merge(
                        off.path("discount").asString(), off.path("amount").asLong(), Long::sum);
            }
        }
        ArrayNode amounts = invoice.putArray("total_discount_amounts");
        ArrayNode ids = invoice.putArray("discounts");
        discounts.forEach((discount, amount) -> {
            amounts.addObject().put("amount", amount).put("discount", discount);
            ids.add(discount);
        });
        invoice.put("subtotal", subtotal).put("subtotal_excluding_tax", subtotal);
        invoice.put("total", total).put("total_excluding_tax", total);
    }

    /** What is to be paid after the customer's balance: credit is below zero, and less than a charge is put on it. */
    private static long due(ObjectNode invoice, long balance) {
        long total = invoice.path("total").asLong();
        long wanted = Math.max(0, total + balance);
        long due = wanted < LEAST_CHARGE_CENTS ? 0 : wanted;
        invoice.put("starting_balance", balance);
        invoice.put("amount_due", due).put("amount_remaining", due);
        return balance + total - due;
    }

    /** A draft. */
    ObjectNode draft(Turn turn, Subject subject) {
        String id = turn.id("in_");
        ObjectNode invoice = sketch(turn, subject, id);
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        kept.putArray("lines").addAll(subject.lines());
        turn.put(Kinds.COLLECTION, id, kept);
        turn.add(Kinds.INVOICE, invoice);
        events.emit(turn, "invoice.created", invoice);
        return invoice;
    }

    /** From now on it is to be paid. The customer's balance is used up first. */
    ObjectNode open(Turn turn, String id) {
        ObjectNode invoice = turn.edit(Kinds.INVOICE, id);
        String customerId = invoice.path("customer").asString();
        ObjectNode before = turn.read(Kinds.CUSTOMER, customerId).deepCopy();
        ObjectNode customer = turn.edit(Kinds.CUSTOMER, customerId);
        long ending = due(invoice, customer.path("balance").asLong());
        long number = customer.path("next_invoice_sequence").asLong(1);
        customer.put("balance", ending).put("next_invoice_sequence", number + 1);
        invoice.put("ending_balance", ending);
        String prefix = customer.path("invoice_prefix").asString();
        invoice.put("number", String.format("%s-%04d", prefix, number)).put("status", "open");
        invoice.put("hosted_invoice_url", publicAddress + "/i/" + id);
        invoice.put("invoice_pdf", publicAddress + "/i/" + id);
        invoice.put("effective_at", turn.seconds()).putNull("automatically_finalizes_at");
        invoice.withObject("status_transitions").put("finalized_at", turn.seconds());
        events.emit(turn, "invoice.finalized", invoice);
        if (before.path("balance").asLong() != ending) {
            events.emitUpdated(turn, "customer.updated", customer, before);
        }
        return invoice;
    }

    /** Paid, by a PaymentIntent or because nothing was due. */
    void paid(Turn turn, String id) {
        ObjectNode before = turn.read(Kinds.INVOICE, id).deepCopy();
        ObjectNode invoice = turn.edit(Kinds.INVOICE, id);
        invoice.set("amount_paid", invoice.get("amount_due"));
        invoice.put("amount_remaining", 0).put("attempted", true).put("auto_advance", false);
        invoice.put("status", "paid").putNull("next_payment_attempt");
        invoice.withObject("status_transitions").put("paid_at", turn.seconds());
        events.emitUpdated(turn, "invoice.updated", invoice, before);
        events.emit(turn, "invoice.paid", invoice);
        events.emit(turn, "invoice.payment_succeeded", invoice);
    }

    /** It will never be paid; what the customer's balance gave to it goes back. */
    ObjectNode voided(Turn turn, String id) {
        ObjectNode invoice = turn.edit(Kinds.INVOICE, id);
        JsonNode ending = invoice.path("ending_balance");
        long used = ending.isNumber()
                ? ending.asLong() - invoice.path("starting_balance").asLong()
                : 0;
        if (used != 0) {
            String customerId = invoice.path("customer").asString();
            ObjectNode before = turn.read(Kinds.CUSTOMER, customerId).deepCopy();
            ObjectNode customer = turn.edit(Kinds.CUSTOMER, customerId);
            customer.put("balance", customer.path("balance").asLong() - used);
            events.emitUpdated(turn, "customer.updated", customer, before);
        }
        invoice.put("status", "void").put("auto_advance", false).putNull("next_payment_attempt");
        invoice.withObject("status_transitions").put("voided_at", turn.seconds());
        events.emit(turn, "invoice.voided", invoice);
        return invoice;
    }

    /** Nobody expects it to be paid; it still can be. */
    ObjectNode uncollectible(Turn turn, String id) {
        ObjectNode before = turn.read(Kinds.INVOICE, id).deepCopy();
        ObjectNode invoice = turn.edit(Kinds.INVOICE, id);
        turn.unschedule(Collection.RETRY, id);
        invoice.put("status", "uncollectible").put("auto_advance", false).putNull("next_payment_attempt");
        invoice.withObject("status_transitions").put("marked_uncollectible_at", turn.seconds());
        events.emitUpdated(turn, "invoice.updated", invoice, before);
        events.emit(turn, "invoice.marked_uncollectible", invoice);
        return invoice;
    }

    /** Changes what may be changed at any time. */
    ObjectNode update(Turn turn, String id, Parameters asked) {
        ObjectNode before = turn.read(Kinds.INVOICE, id).deepCopy();
        ObjectNode invoice = turn.edit(Kinds.INVOICE, id);
        asked.copy(invoice, "description", "default_payment_method", "auto_advance");
        asked.mergeMetadata(invoice);
        events.emitUpdated(turn, "invoice.updated", invoice, before);
        return invoice;
    }

    /** Nobody tries to collect it any more; it can still be paid. */
    void giveUp(Turn turn, String subscription) {
        List<String> open = new ArrayList<>();
        turn.newestFirst(Kinds.INVOICE)
                .filter(invoice -> subscription(invoice).equals(subscription)
                        && List.of("open", "draft").contains(status(invoice)))
                .forEach(invoice -> open.add(invoice.path("id").asString()));
        for (String id : open) {
            ObjectNode before = turn.read(Kinds.INVOICE, id).deepCopy();
            ObjectNode invoice = turn.edit(Kinds.INVOICE, id);
            invoice.put("auto_advance", false).putNull("next_payment_attempt").putNull("automatically_finalizes_at");
            turn.unschedule(Collection.RETRY, id);
            turn.unschedule(Collection.FINALIZE, id);
            events.emitUpdated(turn, "invoice.updated", invoice, before);
        }
    }
}
