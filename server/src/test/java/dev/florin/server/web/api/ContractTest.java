package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.http.ProblemCode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ContractTest {
    private static final ApiFixture API = new ApiFixture();
    private static final Contract CONTRACT = new Contract();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Served beside the API: by the server itself, the documentation and the page of metrics. */
    private static final Set<String> BESIDE = Set.of(
            "GET /health/live",
            "GET /health/ready",
            "GET /metrics",
            "GET /openapi.yaml",
            "GET /docs",
            "GET /docs/errors",
            "GET /docs/ui/{version}/{file}");

    @AfterAll
    static void stop() {
        API.close();
    }

    @Test
    void theRoutesOfADemoAreThoseOfOpenApi() {
        TreeSet<String> served = API.routes.all().stream()
                .map(route -> route.method() + " " + route.template())
                .collect(Collectors.toCollection(TreeSet::new));
        served.addAll(BESIDE);
        assertEquals(CONTRACT.operations(), served);
    }

    @Test
    void openApiNamesEveryProblemCode() {
        Set<String> named = new TreeSet<>();
        CONTRACT.document()
                .at("/components/schemas/Problem/properties/code/enum")
                .forEach(code -> named.add(code.asString()));
        Set<String> codes = Arrays.stream(ProblemCode.values())
                .map(ProblemCode::code)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(codes, named);
    }

    @Test
    void theContractNoticesWhatIsWrong() {
        JsonNode account = API.postPlain("/v1/accounts", "{}").body();
        assertEquals(
                List.of(),
                CONTRACT.wrongAnswer("GET", "/v1/accounts/x", 200, "application/json; charset=utf-8", account));
        JsonNode more = JSON.readTree(account.toString().replace("{\"id\"", "{\"surprise\":1,\"id\""));
        assertFalse(CONTRACT.wrongAnswer("GET", "/v1/accounts/x", 200, "application/json", more)
                .isEmpty());
        JsonNode badTime =
                JSON.readTree(account.toString().replaceAll("\"created_at\":\"[^\"]*\"", "\"created_at\":\"x\""));
        assertFalse(CONTRACT.wrongAnswer("GET", "/v1/accounts/x", 200, "application/json", badTime)
                .isEmpty());
        assertFalse(CONTRACT.wrongAnswer("GET", "/v1/nowhere", 200, "application/json", account)
                .isEmpty());
    }

    @Test
    void everyExampleKeepsToItsSchema() {
        int examples = 0;
        for (Map.Entry<String, JsonNode> path :
                CONTRACT.document().path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                JsonNode content = operation.getValue().at("/requestBody/content");
                for (Map.Entry<String, JsonNode> media : content.properties()) {
                    JsonNode example = media.getValue().get("example");
                    if (example != null) {
                        examples++;
                        assertEquals(
                                List.of(),
                                CONTRACT.wrongRequest(operation.getKey(), path.getKey(), media.getKey(), example),
                                operation.getKey() + " " + path.getKey());
                    }
                }
                examples += answersWithExamples(path.getKey(), operation.getKey(), operation.getValue());
            }
        }
        assertTrue(examples > 50, "only " + examples + " examples were found");
    }

    private static int answersWithExamples(String path, String method, JsonNode operation) {
        int examples = 0;
        for (Map.Entry<String, JsonNode> answer : operation.path("responses").properties()) {
            String reference = answer.getValue().path("$ref").asString("");
            JsonNode resolved = reference.isEmpty()
                    ? answer.getValue()
                    : CONTRACT.document().at(reference.substring(1));
            for (Map.Entry<String, JsonNode> media : resolved.path("content").properties()) {
                JsonNode example = media.getValue().get("example");
                if (example != null) {
                    examples++;
                    int status = answer.getKey().equals("default") ? 402 : Integer.parseInt(answer.getKey());
                    assertEquals(
                            List.of(),
                            CONTRACT.wrongAnswer(method, path, status, media.getKey(), example),
                            method + " " + path);
                }
            }
        }
        return examples;
    }

    @Test
    void everyOperationIsToldApartAndSaysWhatItDoes() {
        Set<String> ids = new TreeSet<>();
        CONTRACT.document()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (!operation.getKey().equals("parameters")) {
                        assertTrue(
                                ids.add(operation.getValue().path("operationId").asString("")), path.getKey());
                        assertFalse(
                                operation
                                        .getValue()
                                        .path("summary")
                                        .asString("")
                                        .isEmpty(),
                                path.getKey());
                    }
                }));
    }

    @Test
    void withoutADemoNothingOfItIsServed() {
        try (ApiFixture plain = new ApiFixture(false)) {
            assertEquals(404, plain.get("/v1/test/sandbox").status());
            assertEquals(404, plain.get("/v1/test/clock").status());
            assertEquals(
                    404, plain.postPlain("/v1/test/clock", "{'advance':'P1D'}").status());
            assertEquals(404, plain.postPlain("/v1/test/run", "{'job':'all'}").status());
        }
    }
}
