package dev.florin.sandbox.models.openai;

import dev.florin.sandbox.models.stage.Json;
import dev.florin.sandbox.models.tokens.PrefixCache;
import tools.jackson.databind.node.ObjectNode;

/** The counts of a call, as OpenAI writes them: cached input is a part of input, reasoning a part of output. */
record OpenAiUsage(String model, int input, int cached) {
    private ObjectNode inputDetails() {
        return OpenAiModel.inputDetails(model, input, cached, PrefixCache.LEAST_TOKENS, PrefixCache.STEP);
    }

    /** As chat completions write it. */
    ObjectNode chat(int output, int reasoning) {
        ObjectNode usage = Json.object()
                .put("prompt_tokens", input)
                .put("completion_tokens", output)
                .put("total_tokens", input + output);
        usage.set("prompt_tokens_details", inputDetails().put("audio_tokens", 0));
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", reasoning)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return usage;
    }

    /** As the Responses API writes it. */
    ObjectNode responses(int output, int reasoning) {
        ObjectNode usage = Json.object().put("input_tokens", input);
        usage.set("input_tokens_details", inputDetails());
        usage.put("output_tokens", output).putObject("output_tokens_details").put("reasoning_tokens", reasoning);
        return usage.put("total_tokens", input + output);
    }
}
