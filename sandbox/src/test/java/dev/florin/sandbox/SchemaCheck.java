package dev.florin.sandbox;

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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stripe's own shapes of the pinned version, against which every answer and event is held. They lie beside the
 * repository where its makers work; elsewhere nothing is checked, and the tests say so once.
 */
public final class SchemaCheck {
    private static final Path HOME =
            Path.of(System.getProperty("florin.home", "..")).toAbsolutePath().normalize();
    private static final Path FILE = beside("schema_2026-07-29.dahlia.json");
    private static final String PLACE = "https://florin.test/stripe";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Optional<SchemaCheck> ONLY = load();
    private static final Map<String, String> ROOTS = Map.ofEntries(
            Map.entry("customer", "customer"),
            Map.entry("checkout.session", "checkout_session"),
            Map.entry("billing_portal.session", "portal_session"),
            Map.entry("payment_intent", "payment_intent"),
            Map.entry("setup_intent", "setup_intent"),
            Map.entry("payment_method", "payment_method"),
            Map.entry("charge", "charge"),
            Map.entry("refund", "refund"),
            Map.entry("dispute", "dispute"),
            Map.entry("invoice", "invoice"),
            Map.entry("line_item", "invoice_line_item"),
            Map.entry("invoice_payment", "invoice_payment"),
            Map.entry("subscription", "subscription"),
            Map.entry("subscription_item", "subscription_item"),
            Map.entry("product", "product"),
            Map.entry("price", "price"),
            Map.entry("balance_transaction", "balance_transaction"));

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private SchemaCheck(JsonNode document) {
        this.document = document;
        registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(PLACE, document.toString())));
    }

    private static Optional<SchemaCheck> load() {
        if (!Files.exists(FILE)) {
            System.out.println("Stripe's shapes are not here, so answers are not held against them: " + FILE);
            return Optional.empty();
        }
        try {
            return Optional.of(new SchemaCheck(JSON.readTree(Files.readString(FILE))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a file of Stripe's would be. */
    public static Path beside(String name) {
        String path = "shared/data/stripe/" + name;
        return Stream.of(
                        HOME.resolveSibling(path),
                        HOME.resolve("../..").resolve(path).normalize())
                .filter(Files::exists)
                .findFirst()
                .orElse(Path.of(path));
    }

    /** What is wrong with an answer, a list or an event. */
    public static List<String> wrong(JsonNode body) {
        return ONLY.map(check -> check.errors(body)).orElse(List.of());
    }

    private List<String> errors(JsonNode body) {
        List<String> wrong = new ArrayList<>();
        String object = body.path("object").asString("");
        if (object.equals("list")) {
            body.path("data").forEach(element -> wrong.addAll(errors(element)));
            return wrong;
        }
        if (object.equals("event")) {
            return errors(body.path("data").path("object"));
        }
        String root = body.path("deleted").asBoolean(false) ? null : ROOTS.get(object);
        if (object.equals("customer") && root == null) {
            root = "deleted_customer";
        }
        if (root != null) {
            String pointer = document.path("roots").path(root).path("$ref").asString();
            Schema schema = schemas.computeIfAbsent(pointer, ref -> registry.getSchema(SchemaLocation.of(PLACE + ref)));
            for (Error error : schema.validate(body)) {
                wrong.add(object + " " + error.getInstanceLocation() + ": " + error.getMessage());
            }
        }
        return wrong;
    }
}
