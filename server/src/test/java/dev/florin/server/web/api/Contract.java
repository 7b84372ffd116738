package dev.florin.server.web.api;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code openapi.yaml}, against which every request that was accepted and every answer is held. Thread-safe. */
final class Contract {
    private static final String PLACE = "https://florin.test/openapi";

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    Contract() {
        try {
            document = new YAMLMapper().readTree(Files.readString(home().resolve("openapi.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(Map.of(PLACE, document.toString()))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
    }

    static Path home() {
        return Path.of(System.getProperty("florin.home", ".."));
    }

    JsonNode document() {
        return document;
    }

    /** Such as {@code GET /v1/accounts}. */
    TreeSet<String> operations() {
        TreeSet<String> operations = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .map(Map.Entry::getKey)
                        .filter(method -> !method.equals("parameters"))
                        .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    /** What is wrong with an answer; nothing where the contract has it. */
    List<String> wrongAnswer(String method, String rawPath, int status, String contentType, JsonNode body) {
        Optional<String> operation = operation(method, rawPath);
        if (operation.isEmpty()) {
            return status == 404 || status == 405
                    ? List.of()
                    : List.of("not in openapi.yaml: " + method + " " + rawPath);
        }
        String responses = operation.get() + "/responses/";
        String response = at(responses + status).isMissingNode() ? responses + "default" : responses + status;
        String content = resolve(response) + "/content/" + escape(media(contentType));
        if (at(content).isMissingNode()) {
            return List.of(status + " " + contentType + " is not an answer to " + method + " " + rawPath);
        }
        return errors(content + "/schema", body);
    }

    /** What is wrong with the body of a request that was accepted. */
    List<String> wrongRequest(String method, String rawPath, String contentType, JsonNode body) {
        String place = operation(method, rawPath).orElseThrow() + "/requestBody";
        return errors(resolve(place) + "/content/" + escape(media(contentType)) + "/schema", body);
    }

    private List<String> errors(String pointer, JsonNode value) {
        Schema schema = schemas.computeIfAbsent(
                pointer, unseen -> registry.getSchema(SchemaLocation.of(PLACE + "#" + pointer)));
        List<String> errors = new ArrayList<>();
        for (Error error : schema.validate(value)) {
            errors.add(error.toString());
        }
        return errors;
    }

    private static String media(String contentType) {
        return contentType.split(";", 2)[0].strip();
    }

    private Optional<String> operation(String method, String rawPath) {
        String[] segments = rawPath.split("\\?", 2)[0].split("/", -1);
        String found = null;
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            boolean better = found == null || !path.getKey().contains("{");
            if (matches(path.getKey().split("/", -1), segments) && better) {
                found = path.getKey();
            }
        }
        String pointer = "/paths/" + escape(String.valueOf(found)) + "/" + method.toLowerCase(Locale.ROOT);
        return found == null || at(pointer).isMissingNode() ? Optional.empty() : Optional.of(pointer);
    }

    private static boolean matches(String[] template, String[] segments) {
        boolean same = template.length == segments.length;
        for (int i = 0; same && i < template.length; i++) {
            same = template[i].startsWith("{") || template[i].equals(segments[i]);
        }
        return same;
    }

    /** The pointer that stands there, or that it refers to. */
    private String resolve(String pointer) {
        String reference = at(pointer).path("$ref").asString("");
        return reference.isEmpty() ? pointer : reference.substring(1);
    }

    private JsonNode at(String pointer) {
        return document.at(pointer);
    }

    private static String escape(String segment) {
        return segment.replace("~", "~0").replace("/", "~1");
    }
}
