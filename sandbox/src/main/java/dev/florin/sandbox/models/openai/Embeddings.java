package dev.florin.sandbox.models.openai;

import dev.florin.sandbox.models.script.OrderedAnswer;
import dev.florin.sandbox.models.stage.ApiError;
import dev.florin.sandbox.models.stage.Asking;
import dev.florin.sandbox.models.stage.Endpoint;
import dev.florin.sandbox.models.stage.Json;
import dev.florin.sandbox.models.stage.Stage;
import dev.florin.sandbox.models.stage.UsageRule;
import dev.florin.sandbox.models.tokens.Prompt;
import dev.florin.sandbox.models.tokens.Tokens;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/embeddings}. Texts that share words lie close together. */
public final class Embeddings implements Endpoint {
    private static final int SMALL = 1_536;
    private static final int LARGE = 3_072;
    private static final int MOST_INPUTS = 2_048;

    /** In so many places of its vector a word leaves a mark. */
    private static final int MARKS = 8;

    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    @Override
    public Asking read(ObjectNode body) {
        String model = ChatCompletions.model(body);
        JsonNode input = body.path("input");
        List<String> texts = new ArrayList<>();
        int count = 0;
        Tokens tokens = Tokens.of(model);
        List<JsonNode> inputs = inputs(input);
        for (JsonNode each : inputs) {
            texts.add(each.isString() ? each.asString() : each.toString());
            count += each.isString() ? new Prompt(tokens).text(each.asString()).size() : each.size();
        }
        int dimensions = Json.number(body, "dimensions", 1, LARGE).orElse(model.contains("large") ? LARGE : SMALL);
        boolean base64 = Json.text(body, "encoding_format").equals("base64");
        return new Embedding(model, texts, count, dimensions, base64);
    }

    /** A text, texts, the tokens of a text, or those of several. */
    private static List<JsonNode> inputs(JsonNode input) {
        if (input.isString()) {
            return List.of(input);
        }
        if (!input.isArray() || input.isEmpty() || input.size() > MOST_INPUTS) {
            throw ApiError.invalid("input", "", "'$.input' is invalid. Please check the API reference.");
        }
        return input.path(0).isNumber() ? List.of(input) : input.valueStream().toList();
    }

    private static float[] vector(String text, int dimensions) {
        float[] vector = new float[dimensions];
        for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
            long mix = word.hashCode() * FACTOR;
            for (int i = 0; i < MARKS; i++) {
                mix = (mix ^ (mix >>> 31)) * FACTOR;
                vector[(int) Math.floorMod(mix >>> 8, (long) dimensions)] += mix < 0 ? -1 : 1;
            }
        }
        double square = 0;
        for (float each : vector) {
            square += each * each;
        }
        float length = square == 0 ? 1 : (float) Math.sqrt(square);
        for (int i = 0; i < dimensions; i++) {
            vector[i] /= length;
        }
        return vector;
    }

    /** A request for embeddings. */
    private record Embedding(String model, List<String> texts, int inputTokens, int dimensions, boolean base64)
            implements Asking {
        @Override
        public void answer(OrderedAnswer answer, Stage stage) {
            ObjectNode body = Json.object().put("object", "list");
            ArrayNode data = body.putArray("data");
            for (int i = 0; i < texts.size(); i++) {
                ObjectNode one = data.addObject().put("object", "embedding").put("index", i);
                float[] vector = vector(texts.get(i), dimensions);
                if (base64) {
                    one.put("embedding", encoded(vector));
                } else {
                    ArrayNode list = one.putArray("embedding");
                    for (float each : vector) {
                        list.add(each);
                    }
                }
            }
            body.put("model", answer.shape().model().orElse(model));
            Optional<JsonNode> usage = new UsageRule(answer.shape())
                    .of(() -> Json.object().put("prompt_tokens", inputTokens).put("total_tokens", inputTokens));
            usage.ifPresent(sent -> body.set("usage", sent));
            stage.whole(body, 0, usage);
        }

        private static String encoded(float[] vector) {
            ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (float each : vector) {
                bytes.putFloat(each);
            }
            return Base64.getEncoder().encodeToString(bytes.array());
        }
    }
}
