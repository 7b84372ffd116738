package dev.florin.sandbox.stripe.checkout;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Expansion;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.catalog.Catalog;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.Setups;
import dev.florin.sandbox.world.Turn;
import dev.florin.sandbox.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/checkout/sessions}: made by the shop, ended by the customer at the desk, by the shop or by time. */
public final class CheckoutSessions {
    private static final String EXPIRES = "checkout.expires";
    private static final Duration SHORTEST = Duration.ofMinutes(30);
    private static final Duration LONGEST = Duration.ofHours(24);

    /** A caller's clock and ours may differ by the time a call takes. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final long LEAST_CENTS = 50;
    private static final long MOST_CENTS = 99_999_999;

    private final Catalog catalog;
    private final Setups setups;
    private final SubscriptionCheckout subscriptions;
    private final CheckoutDesk desk;
    private final String publicAddress;

    public CheckoutSessions(
            World world,
            Catalog catalog,
            Setups setups,
            SubscriptionCheckout subscriptions,
            CheckoutDesk desk,
            String publicAddress) {
        this.catalog = catalog;
        this.setups = setups;
        this.subscriptions = subscriptions;
        this.desk = desk;
        this.publicAddress = publicAddress;
        world.works(EXPIRES, (turn, id) -> {
            if (isOpen(turn.read(Kinds.CHECKOUT_SESSION, id))) {
                desk.expire(turn, id);
            }
        });
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/v1/checkout/sessions", "checkout_session_create", this::create),
                Route.get("/v1/checkout/sessions", "checkout_session_list", CheckoutSessions::list),
                Route.get("/v1/checkout/sessions/{id}", "retrieve", call -> call.subject(Kinds.CHECKOUT_SESSION)),
                Route.post("/v1/checkout/sessions/{id}", "checkout_session_update", CheckoutSessions::update),
                Route.post("/v1/checkout/sessions/{id}/expire", "retrieve", this::expire),
                Route.get("/v1/checkout/sessions/{id}/line_items", "list", CheckoutSessions::lineItems));
    }

    /** Line items are shown only when asked for. */
    public static void includeLineItems(Expansion expansion) {
        expansion.include("checkout.session", "line_items", (turn, session) -> {
            String id = session.path("id").asString();
            return Listing.list("/v1/checkout/sessions/" + id + "/line_items", items(turn, id), false);
        });
    }

    static boolean isOpen(ObjectNode session) {
        return session.path("status").asString().equals("open");
    }

    /** What a session sells. */
    public static List<JsonNode> items(Turn turn, String session) {
        return turn.read(Kinds.CHECKOUT_ORDER, session)
                .path("items")
                .valueStream()
                .toList();
    }

    private JsonNode create(Call call) {
        Turn turn = call.turn();
        Parameters asked = call.parameters();
        String mode = asked.require("mode");
        ObjectNode session = Blanks.of("checkout.session");
        String id = turn.id("cs_test_");
        session.put("id", id).put("created", turn.seconds()).put("mode", mode).put("status", "open");
        session.put("url", publicAddress + "/c/pay/" + id).put("ui_mode", "hosted_page");
        session.put("success_url", asked.require("success_url"));
        asked.copy(session, "cancel_url", "client_reference_id", "locale", "submit_type", "billing_address_collection");
        session.putObject("metadata");
        asked.mergeMetadata(session);
        who(call, session);
        defaults(asked, session, mode);
        long expires = expiry(call);
        session.put("expires_at", expires);
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        terms(call, session, mode).forEach(items::add);
        ObjectNode order = JsonNodeFactory.instance.objectNode();
        order.set("items", items);
        order.set("asked", asked.tree().deepCopy());
        turn.put(Kinds.CHECKOUT_ORDER, id, order);
        turn.add(Kinds.CHECKOUT_SESSION, session);
        turn.schedule(Instant.ofEpochSecond(expires), EXPIRES, id);
        return session;
    }

    private static void who(Call call, ObjectNode session) {
        Parameters asked = call.parameters();
        if (asked.has("customer") && asked.has("customer_email")) {
            throw StripeError.invalid("You may only specify one of these parameters: customer, customer_email.");
        }
        call.customer("customer").ifPresent(customer -> {
            session.set("customer", customer.get("id"));
            details(session, customer.path("email").asString(), null);
        });
        asked.text("customer_email").ifPresent(address -> {
            session.put("customer_email", address);
            details(session, address, null);
        });
    }

    /** What the customer typed, or what is known before. */
    static void details(ObjectNode session, String email, @Nullable String name) {
        ObjectNode details = session.putObject("customer_details");
        details.putNull("address").putNull("business_name").put("email", email.isEmpty() ? null : email);
        details.putNull("individual_name").put("name", name).putNull("phone").put("tax_exempt", "none");
        details.putArray("tax_ids");
    }

    private static void defaults(Parameters asked, ObjectNode session, String mode) {
        session.putObject("adaptive_pricing")
                .put("enabled", asked.child("adaptive_pricing").flag("enabled"));
        session.putArray("payment_method_types").add("card").add("us_bank_account");
        session.putObject("payment_method_options").putObject("card").put("request_three_d_secure", "automatic");
        session.putObject("phone_number_collection").put("enabled", false);
        session.put("payment_status", mode.equals("setup") ? "no_payment_required" : "unpaid");
        session.put(
                "payment_method_collection",
                asked.text("payment_method_collection").orElse("always"));
        boolean saving =
                !mode.equals("payment") || asked.child("payment_intent_data").has("setup_future_usage");
        session.put(
                "customer_creation",
                asked.has("customer")
                        ? null
                        : asked.text("customer_creation").orElse(saving ? "always" : "if_required"));
        asked.maybeFlag("allow_promotion_codes").ifPresent(allowed -> session.put("allow_promotion_codes", allowed));
        if (mode.equals("payment")) {
            ObjectNode invoice = session.putObject("invoice_creation").put("enabled", false);
            invoice.putObject("invoice_data")
                    .putNull("account_tax_ids")
                    .putNull("custom_fields")
                    .putNull("description")
                    .putNull("footer")
                    .putNull("issuer")
                    .putNull("rendering_options")
                    .putObject("metadata");
            if (asked.child("invoice_creation").flag("enabled")) {
                throw StripeError.invalid(
                                "parameter_unknown", "Stripe's stand-in makes no invoices for one-off payments.")
                        .about("invoice_creation[enabled]");
            }
        }
        if (asked.has("customer")) {
            Parameters options = asked.child("saved_payment_method_options");
            ObjectNode saved = session.putObject("saved_payment_method_options");
            ArrayNode filters = saved.putArray("allow_redisplay_filters");
            List<String> wanted = options.texts("allow_redisplay_filters");
            (wanted.isEmpty() ? List.of("always") : wanted).forEach(filters::add);
            saved.put(
                    "payment_method_remove",
                    options.text("payment_method_remove").orElse("disabled"));
            saved.put("payment_method_save", options.text("payment_method_save").orElse(null));
        }
    }

    private static long expiry(Call call) {
        long now = call.turn().seconds();
        long longest = now + LONGEST.toSeconds();
        long asked = call.parameters().number("expires_at").orElse(longest);
        if (asked < now + SHORTEST.minus(GRACE).toSeconds() || asked > longest + GRACE.toSeconds()) {
            throw StripeError.invalid("The `expires_at` timestamp must be at least 30 minutes and at most 24 hours"
                            + " from Checkout Session creation.")
                    .about("expires_at");
        }
        return asked;
    }

    private List<ObjectNode> terms(Call call, ObjectNode session, String mode) {
        return switch (mode) {
            case "setup" -> nothing(call, session);
            case "subscription" -> plan(call, session);
            default -> goods(call, session);
        };
    }

    private List<ObjectNode> plan(Call call, ObjectNode session) {
        SubscriptionCheckout.Terms terms = subscriptions.terms(call);
        money(session, terms.currency(), terms.subtotal(), terms.dueNow());
        return terms.items();
    }

    /** A session that sells nothing and saves a payment method. */
    private List<ObjectNode> nothing(Call call, ObjectNode session) {
        Parameters asked = call.parameters();
        if (!asked.has("currency") && !asked.has("payment_method_types")) {
            throw StripeError.invalid("parameter_missing", "Missing required param: currency.")
                    .about("currency");
        }
        session.put("currency", asked.text("currency").orElse(null));
        Parameters data = asked.child("setup_intent_data");
        ObjectNode holder = JsonNodeFactory.instance.objectNode();
        holder.putObject("metadata");
        data.mergeMetadata(holder);
        ObjectNode intent = setups.create(
                call.turn(),
                Optional.of(session.path("customer").asString()).filter(id -> !id.isEmpty()),
                data.text("description"),
                holder.withObject("metadata"));
        session.set("setup_intent", intent.get("id"));
        link(call.turn(), intent.path("id").asString(), session.path("id").asString());
        return List.of();
    }

    /** From now on an intent's end is the session's. */
    static void link(Turn turn, String intent, String session) {
        ObjectNode link = JsonNodeFactory.instance.objectNode();
        turn.put(Kinds.SESSION_OF, intent, link.put("session", session));
    }

    private List<ObjectNode> goods(Call call, ObjectNode session) {
        List<ObjectNode> items = new ArrayList<>();
        long total = 0;
        String currency = "";
        if (call.parameters().children("line_items").isEmpty()) {
            throw StripeError.invalid("parameter_missing", "Missing required param: line_items.")
                    .about("line_items");
        }
        for (Parameters line : call.parameters().children("line_items")) {
            ObjectNode price = price(call, line);
            if (price.path("type").asString().equals("recurring")) {
                throw StripeError.invalid("You specified `payment` mode but passed a recurring price. Either switch to"
                        + " `subscription` mode or use only one-time prices.");
            }
            long quantity = line.requireNumber("quantity");
            ObjectNode item = item(call.turn(), price, quantity);
            currency = price.path("currency").asString();
            total += item.path("amount_total").asLong();
            items.add(item);
        }
        if (total < LEAST_CENTS) {
            throw StripeError.invalid(
                    "amount_too_small", "The Checkout Session's total amount due must add up to at least $0.50 usd");
        }
        if (total > MOST_CENTS) {
            throw StripeError.invalid("amount_too_large", "Amount must be no more than $999,999.99");
        }
        money(session, currency, total, total);
        return items;
    }

    private ObjectNode price(Call call, Parameters line) {
        if (line.has("price_data")) {
            return catalog.inlinePrice(call.turn(), line.child("price_data"));
        }
        String id = line.require("price");
        return call.turn()
                .find(Kinds.PRICE, id)
                .orElseThrow(() -> StripeError.invalid("resource_missing", "No such price: '" + id + "'")
                        .about(line.full("price")));
    }

    /** A line of a session; also what subscriptions sell. */
    public static ObjectNode item(Turn turn, ObjectNode price, long quantity) {
        ObjectNode item = Blanks.of("line_item_of_session");
        long amount = price.path("unit_amount").asLong() * quantity;
        item.put("id", turn.id("li_")).put("amount_subtotal", amount).put("amount_total", amount);
        item.put("amount_discount", 0).put("amount_tax", 0).put("quantity", quantity);
        item.set("currency", price.get("currency"));
        String product = price.path("product").asString();
        item.put(
                "description",
                turn.find(Kinds.PRODUCT, product)
                        .map(found -> found.path("name").asString())
                        .orElse(product));
        item.set("price", price.deepCopy());
        return item;
    }

    private static void money(ObjectNode session, String currency, long subtotal, long total) {
        session.put("currency", currency).put("amount_subtotal", subtotal).put("amount_total", total);
        session.putObject("total_details")
                .put("amount_discount", subtotal - total)
                .put("amount_shipping", 0)
                .put("amount_tax", 0);
    }

    private static JsonNode list(Call call) {
        Parameters asked = call.parameters();
        Optional<String> email = asked.child("customer_details").text("email");
        return Listing.page(
                call,
                Kinds.CHECKOUT_SESSION,
                session -> List.of("payment_intent", "subscription", "customer", "status").stream()
                                .allMatch(field -> asked.text(field)
                                        .map(wanted -> wanted.equals(
                                                session.path(field).asString()))
                                        .orElse(true))
                        && email.map(wanted -> wanted.equals(session.path("customer_details")
                                        .path("email")
                                        .asString()))
                                .orElse(true));
    }

    private static JsonNode update(Call call) {
        call.subject(Kinds.CHECKOUT_SESSION);
        ObjectNode session = call.turn().edit(Kinds.CHECKOUT_SESSION, call.id());
        call.parameters().mergeMetadata(session);
        return session;
    }

    private JsonNode expire(Call call) {
        ObjectNode session = call.subject(Kinds.CHECKOUT_SESSION);
        if (!isOpen(session)) {
            throw StripeError.invalid("Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout"
                    + " Session has a status of " + session.path("status").asString() + ".");
        }
        call.turn().unschedule(EXPIRES, call.id());
        return desk.expire(call.turn(), call.id());
    }

    private static JsonNode lineItems(Call call) {
        call.subject(Kinds.CHECKOUT_SESSION);
        return Listing.page(call, items(call.turn(), call.id()).stream().map(item -> (ObjectNode) item));
    }
}
