package dev.florin.sandbox.stripe.catalog;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Products and the prices they are sold at; the first start finds Florin's Pro plan there. */
public final class Catalog {
    private static final long PRO_MONTHLY_CENTS = 999;
    private static final long PRO_YEARLY_CENTS = 9_900;

    private final Events events;

    public Catalog(Events events) {
        this.events = events;
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/v1/products", "product_create", this::createProduct),
                Route.get("/v1/products", "product_list", Catalog::listProducts),
                Route.get("/v1/products/{id}", "retrieve", call -> call.subject(Kinds.PRODUCT)),
                Route.post("/v1/products/{id}", "product_update", this::updateProduct),
                Route.delete("/v1/products/{id}", "nothing", this::deleteProduct),
                Route.post("/v1/prices", "price_create", this::createPrice),
                Route.get("/v1/prices", "price_list", Catalog::listPrices),
                Route.get("/v1/prices/{id}", "retrieve", call -> call.subject(Kinds.PRICE)),
                Route.post("/v1/prices/{id}", "price_update", this::updatePrice));
    }

    /** What an account has before anybody made anything. */
    public void seed(Turn turn) {
        if (turn.count(Kinds.PRODUCT) > 0) {
            return;
        }
        ObjectNode pro = product(turn, "Florin Pro", turn.id("prod_"));
        pro.put("description", "Buy and spend AI credit, with a bonus each period.");
        turn.add(Kinds.PRODUCT, pro);
        String id = pro.path("id").asString();
        turn.add(Kinds.PRICE, recurring(turn, id, "month", PRO_MONTHLY_CENTS, "pro_monthly"));
        turn.add(Kinds.PRICE, recurring(turn, id, "year", PRO_YEARLY_CENTS, "pro_yearly"));
    }

    private static ObjectNode recurring(Turn turn, String product, String interval, long cents, String lookupKey) {
        ObjectNode price = price(turn, product, "usd", BigDecimal.valueOf(cents));
        price.put("lookup_key", lookupKey).put("type", "recurring");
        price.set("recurring", recurrence(interval, 1));
        return price;
    }

    private static ObjectNode recurrence(String interval, long count) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("interval", interval)
                .put("interval_count", count)
                .putNull("meter")
                .putNull("trial_period_days")
                .put("usage_type", "licensed");
    }

    private static ObjectNode product(Turn turn, String name, String id) {
        ObjectNode product = Blanks.of("product");
        product.put("id", id).put("name", name).put("active", true).put("type", "service");
        return product.put("created", turn.seconds()).put("updated", turn.seconds());
    }

    private static ObjectNode price(Turn turn, String product, String currency, BigDecimal cents) {
        ObjectNode price = Blanks.of("price");
        price.put("id", turn.id("price_")).put("product", product).put("currency", currency);
        price.put("active", true).put("created", turn.seconds()).put("tax_behavior", "unspecified");
        price.put("unit_amount_decimal", cents.toPlainString());
        if (cents.stripTrailingZeros().scale() <= 0) {
            price.put("unit_amount", cents.longValueExact());
        }
        return price;
    }

    /** A price that a checkout session or a subscription makes for itself; it can be used nowhere else. */
    public ObjectNode inlinePrice(Turn turn, Parameters data) {
        String product = data.text("product").orElseGet(() -> {
            Parameters inline = data.child("product_data");
            ObjectNode made = product(turn, inline.require("name"), turn.id("prod_"));
            inline.copy(made, "description", "images", "tax_code", "unit_label");
            inline.mergeMetadata(made);
            made.put("active", false);
            return turn.add(Kinds.PRODUCT, made).path("id").asString();
        });
        if (!turn.holds(Kinds.PRODUCT, product)) {
            throw StripeError.invalid("resource_missing", "No such product: '" + product + "'")
                    .about(data.full("product"));
        }
        ObjectNode price = price(turn, product, data.require("currency"), amount(data));
        recur(price, data);
        data.text("tax_behavior").ifPresent(behavior -> price.put("tax_behavior", behavior));
        price.put("active", false);
        return turn.add(Kinds.PRICE, price);
    }

    private static void recur(ObjectNode price, Parameters data) {
        if (data.has("recurring")) {
            Parameters recurring = data.child("recurring");
            price.put("type", "recurring");
            price.set(
                    "recurring",
                    recurrence(
                            recurring.require("interval"),
                            recurring.number("interval_count").orElse(1L)));
        }
    }

    private static BigDecimal amount(Parameters data) {
        Optional<Long> whole = data.number("unit_amount");
        Optional<String> decimal = data.text("unit_amount_decimal");
        if (whole.isPresent() == decimal.isPresent()) {
            throw StripeError.invalid("parameter_missing", "Send one of unit_amount and unit_amount_decimal.")
                    .about(data.full("unit_amount"));
        }
        try {
            BigDecimal amount = whole.map(BigDecimal::valueOf).orElseGet(() -> new BigDecimal(decimal.orElse("0")));
            if (amount.signum() < 0) {
                throw StripeError.invalid("parameter_invalid_integer", "Invalid non-negative integer")
                        .about(data.full("unit_amount"));
            }
            return amount;
        } catch (NumberFormatException e) {
            throw StripeError.invalid("Invalid decimal: " + decimal.orElse("")).about(data.full("unit_amount_decimal"));
        }
    }

    private JsonNode createProduct(Call call) {
        Turn turn = call.turn();
        Parameters asked = call.parameters();
        String id = asked.text("id").orElseGet(() -> turn.id("prod_"));
        if (turn.holds(Kinds.PRODUCT, id)) {
            throw StripeError.invalid("resource_already_exists", "Product already exists.")
                    .about("id");
        }
        ObjectNode product = product(turn, asked.require("name"), id);
        fillProduct(product, asked);
        turn.add(Kinds.PRODUCT, product);
        if (asked.has("default_price_data")) {
            Parameters data = asked.child("default_price_data");
            ObjectNode price = price(turn, id, data.require("currency"), amount(data));
            recur(price, data);
            turn.add(Kinds.PRICE, price);
            product.put("default_price", price.path("id").asString());
        }
        events.emit(turn, "product.created", product);
        return product;
    }

    private static void fillProduct(ObjectNode product, Parameters asked) {
        asked.copy(product, "name", "active", "description", "images", "shippable", "statement_descriptor");
        asked.copy(product, "tax_code", "unit_label", "url", "default_price");
        asked.mergeMetadata(product);
    }

    private JsonNode updateProduct(Call call) {
        ObjectNode before = call.subject(Kinds.PRODUCT).deepCopy();
        call.referred(Kinds.PRICE, "default_price");
        ObjectNode product = call.turn().edit(Kinds.PRODUCT, call.id());
        fillProduct(product, call.parameters());
        product.put("updated", call.turn().seconds());
        events.emitUpdated(call.turn(), "product.updated", product, before);
        return product;
    }

    private JsonNode deleteProduct(Call call) {
        ObjectNode product = call.subject(Kinds.PRODUCT);
        boolean priced = call.turn()
                .newestFirst(Kinds.PRICE)
                .anyMatch(price -> price.path("product").asString().equals(call.id()));
        if (priced) {
            throw StripeError.invalid("This product cannot be deleted because it has one or more user-created prices.");
        }
        events.emit(call.turn(), "product.deleted", product);
        call.turn().remove(Kinds.PRODUCT, call.id());
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", call.id())
                .put("object", "product")
                .put("deleted", true);
    }

    private JsonNode createPrice(Call call) {
        Turn turn = call.turn();
        Parameters asked = call.parameters();
        String product = asked.text("product").orElseGet(() -> {
            ObjectNode made = product(turn, asked.child("product_data").require("name"), turn.id("prod_"));
            asked.child("product_data").mergeMetadata(made);
            turn.add(Kinds.PRODUCT, made);
            events.emit(turn, "product.created", made);
            return made.path("id").asString();
        });
        call.referred(Kinds.PRODUCT, "product");
        ObjectNode price = price(turn, product, asked.require("currency"), amount(asked));
        recur(price, asked);
        fillPrice(turn, price, asked);
        turn.add(Kinds.PRICE, price);
        events.emit(turn, "price.created", price);
        return price;
    }

    private void fillPrice(Turn turn, ObjectNode price, Parameters asked) {
        asked.copy(price, "active", "nickname", "tax_behavior");
        asked.mergeMetadata(price);
        asked.text("lookup_key").ifPresent(key -> take(turn, price, key, asked.flag("transfer_lookup_key")));
        asked.copy(price, "lookup_key");
    }

    /** A lookup key belongs to one price; it moves only where that was asked for. */
    private void take(Turn turn, ObjectNode price, String key, boolean transfer) {
        String mine = price.path("id").asString();
        Optional<String> holder = turn.newestFirst(Kinds.PRICE)
                .filter(other -> other.path("lookup_key").asString().equals(key))
                .map(other -> other.path("id").asString())
                .filter(id -> !id.equals(mine))
                .findFirst();
        if (holder.isPresent() && !transfer) {
            throw StripeError.invalid("A price (" + holder.get() + ") already uses that lookup key.")
                    .about("lookup_key");
        }
        holder.ifPresent(id -> {
            ObjectNode before = turn.read(Kinds.PRICE, id).deepCopy();
            ObjectNode other = turn.edit(Kinds.PRICE, id).putNull("lookup_key");
            events.emitUpdated(turn, "price.updated", other, before);
        });
    }

    private JsonNode updatePrice(Call call) {
        ObjectNode before = call.subject(Kinds.PRICE).deepCopy();
        ObjectNode price = call.turn().edit(Kinds.PRICE, call.id());
        fillPrice(call.turn(), price, call.parameters());
        events.emitUpdated(call.turn(), "price.updated", price, before);
        return price;
    }

    private static JsonNode listProducts(Call call) {
        Parameters asked = call.parameters();
        List<String> ids = asked.texts("ids");
        return Listing.page(
                call,
                Kinds.PRODUCT,
                product -> fitsActive(asked, product)
                        && (ids.isEmpty() || ids.contains(product.path("id").asString())));
    }

    private static boolean fitsActive(Parameters asked, ObjectNode object) {
        return asked.maybeFlag("active")
                .map(wanted -> wanted == object.path("active").asBoolean())
                .orElse(true);
    }

    private static JsonNode listPrices(Call call) {
        Parameters asked = call.parameters();
        List<String> keys = asked.texts("lookup_keys");
        String product = asked.text("product").orElse("");
        String type = asked.text("type").orElse("");
        String currency = asked.text("currency").orElse("");
        return Listing.page(
                call,
                Kinds.PRICE,
                price -> fitsActive(asked, price)
                        && (keys.isEmpty()
                                || keys.contains(price.path("lookup_key").asString()))
                        && (product.isEmpty()
                                || price.path("product").asString().equals(product))
                        && (currency.isEmpty()
                                || price.path("currency").asString().equals(currency))
                        && (type.isEmpty() || price.path("type").asString().equals(type)));
    }
}
