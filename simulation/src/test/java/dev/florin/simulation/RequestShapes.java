package dev.florin.simulation;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds the requests that Stripe's stand-in got from our servers against Stripe's own shapes of the pinned version. They lie
 * beside the repository where its makers work; elsewhere only the keys are looked at, and the tests say so once.
 */
final class RequestShapes {
    private static final String PLACE = "https://florin.test/stripe";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}");
    private static final Pattern RANDOM = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+");
    /** Asks what an invoice would be; nothing is made of it. */
    private static final String PREVIEW = "POST /v1/invoices/create_preview";

    private static final JsonMapper JSON = new JsonMapper();
    private static final Optional<JsonNode> SHAPES = load();

    /** Of what is sent: method and path, with ids as stars. */
    private static final Map<String, String> ROOTS = Map.ofEntries(
            Map.entry("POST /v1/customers", "CustomerCreateParams"),
            Map.entry("POST /v1/customers/*", "CustomerUpdateParams"),
            Map.entry("POST /v1/checkout/sessions", "CheckoutSessionCreateParams"),
            Map.entry("GET /v1/checkout/sessions", "CheckoutSessionListParams"),
            Map.entry("POST /v1/payment_intents", "PaymentIntentCreateParams"),
            Map.entry("GET /v1/payment_intents", "PaymentIntentListParams"),
            Map.entry("POST /v1/payment_intents/*/cancel", "PaymentIntentCancelParams"),
            Map.entry("POST /v1/refunds", "RefundCreateParams"),
            Map.entry("GET /v1/refunds", "RefundListParams"),
            Map.entry("GET /v1/disputes", "DisputeListParams"),
            Map.entry("GET /v1/invoices", "InvoiceListParams"),
            Map.entry("POST /v1/invoices/create_preview", "InvoiceCreatePreviewParams"),
            Map.entry("GET /v1/invoice_payments", "InvoicePaymentListParams"),
            Map.entry("POST /v1/subscriptions", "SubscriptionCreateParams"),
            Map.entry("POST /v1/subscriptions/*", "SubscriptionUpdateParams"),
            Map.entry("DELETE /v1/subscriptions/*", "SubscriptionCancelParams"),
            Map.entry("GET /v1/subscriptions", "SubscriptionListParams"),
            Map.entry("GET /v1/prices", "PriceListParams"),
            Map.entry("GET /v1/events", "EventListParams"),
            Map.entry("POST /v1/billing_portal/sessions", "PortalSessionCreateParams"));

    private RequestShapes() {}

    private static Optional<JsonNode> load() {
        Path home = Path.of("").toAbsolutePath();
        Optional<Path> file = Stream.of("../../shared", "../../../shared")
                .map(each -> home.resolve(each).resolve("data/stripe/schema_2026-07-29.dahlia.json"))
                .filter(Files::exists)
                .findFirst();
        if (file.isEmpty()) {
            System.out.println("Stripe's shapes are not here: requests are not held against them");
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(Files.readString(file.get())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with the calls that libraries made; those of a test that plays the dashboard name no version. */
    static List<String> wrong(JsonNode calls) {
        List<String> wrong = new ArrayList<>();
        for (JsonNode call : calls) {
            if (!call.path("stripe_version").isString()) {
                continue;
            }
            String method = call.path("method").asString();
            String what =
                    method + " " + call.path("path").asString().replaceAll("/[a-z]{1,6}_(test_)?[A-Za-z0-9]{8,}", "/*");
            String key = call.path("idempotency_key").asString("");
            boolean changes = method.equals("POST") && !what.equals(PREVIEW);
            if (changes && (key.isEmpty() || RANDOM.matcher(key).matches())) {
                wrong.add(what + " has no key made of what it is for: " + key);
            }
            if (ROOTS.containsKey(what) && SHAPES.isPresent()) {
                wrong.addAll(errors(SHAPES.get(), what, call.path("params")));
            }
        }
        return wrong.stream().distinct().toList();
    }

    private static List<String> errors(JsonNode shapes, String what, JsonNode params) {
        String pointer =
                shapes.path("roots").path("req_" + ROOTS.get(what)).path("$ref").asString();
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(PLACE, shapes.toString())));
        Schema schema = registry.getSchema(SchemaLocation.of(PLACE + pointer));
        return schema.validate(typed(params)).stream()
                .map((Error error) -> what + " " + error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    private static boolean isIndex(String name) {
        return name.chars().allMatch(Character::isDigit);
    }

    /** A form holds texts only: those that look like numbers and truths are some. */
    private static JsonNode typed(JsonNode form) {
        if (form.isObject() && !form.isEmpty() && form.propertyStream().allMatch(each -> isIndex(each.getKey()))) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            form.forEach(each -> array.add(typed(each)));
            return array;
        }
        if (form.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            form.forEachEntry((name, value) -> object.set(name, typed(value)));
            return object;
        }
        if (form.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            form.forEach(each -> array.add(typed(each)));
            return array;
        }
        String text = form.asString("");
        if (text.equals("true") || text.equals("false")) {
            return JsonNodeFactory.instance.booleanNode(text.equals("true"));
        }
        return NUMBER.matcher(text).matches() ? JsonNodeFactory.instance.numberNode(Long.parseLong(text)) : form;
    }
}
