package dev.florin.server.gateway.wire;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each top-level member, known one by one for each dialect. Taken from the types of npm {@code openai} 6.49
 * and {@code @anthropic-ai/sdk} 1.12, beta members included.
 */
enum MemberRules {
    /** {@code metadata} is not here: OpenAI takes it only of what is stored, and nothing is. */
    CHAT(
            Set.of(
                    "audio",
                    "frequency_penalty",
                    "function_call",
                    "functions",
                    "logit_bias",
                    "logprobs",
                    "max_completion_tokens",
                    "max_tokens",
                    "messages",
                    "modalities",
                    "model",
                    "n",
                    "parallel_tool_calls",
                    "prediction",
                    "presence_penalty",
                    "prompt_cache_key",
                    "prompt_cache_options",
                    "prompt_cache_retention",
                    "reasoning_effort",
                    "response_format",
                    "safety_identifier",
                    "seed",
                    "service_tier",
                    "stop",
                    "stream",
                    "stream_options",
                    "temperature",
                    "tool_choice",
                    "tools",
                    "top_logprobs",
                    "top_p",
                    "user",
                    "verbosity"),
            Set.of("moderation", "web_search_options", "mcp_servers", "background"),
            Set.of("previous_response_id", "conversation", "prompt", "container")),
    RESPONSES(
            Set.of(
                    "include",
                    "input",
                    "instructions",
                    "max_output_tokens",
                    "max_tool_calls",
                    "metadata",
                    "model",
                    "parallel_tool_calls",
                    "prompt_cache_key",
                    "prompt_cache_options",
                    "prompt_cache_retention",
                    "reasoning",
                    "safety_identifier",
                    "service_tier",
                    "stream",
                    "stream_options",
                    "temperature",
                    "text",
                    "tool_choice",
                    "tools",
                    "top_logprobs",
                    "top_p",
                    "truncation",
                    "user"),
            // Compaction is a second answer that the output limit does not bound.
            Set.of("background", "context_management", "moderation", "mcp_servers", "web_search_options"),
            Set.of("conversation", "previous_response_id", "prompt", "container")),
    EMBEDDINGS(Set.of("dimensions", "encoding_format", "input", "model", "user"), Set.of("service_tier"), Set.of()),
    MESSAGES(
            Set.of(
                    "cache_control",
                    "context_management",
                    "diagnostics",
                    "inference_geo",
                    "max_tokens",
                    "messages",
                    "metadata",
                    "model",
                    "output_config",
                    "output_format",
                    "service_tier",
                    "speed",
                    "stop_sequences",
                    "stream",
                    "system",
                    "temperature",
                    "thinking",
                    "tool_choice",
                    "tools",
                    "top_k",
                    "top_p"),
            // A fallback answers with another model and starts anew; compaction is a second answer.
            Set.of("compaction", "fallbacks", "mcp_servers", "background", "web_search_options"),
            Set.of(
                    "billing_policy",
                    "container",
                    "fallback_credit_token",
                    "thread",
                    "user_profile_id",
                    "workspace_id"));

    // Sets of strings made by Set.copyOf, which the checker cannot see through.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<String> passed;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<String> unpriced;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<String> foreignState;

    enum Rule {
        PASSED,
        UNPRICED,
        FOREIGN_STATE,
        /** Written by us. */
        OURS
    }

    MemberRules(Set<String> passed, Set<String> unpriced, Set<String> foreignState) {
        this.passed = Set.copyOf(passed);
        this.unpriced = Set.copyOf(unpriced);
        this.foreignState = Set.copyOf(foreignState);
    }

    static MemberRules of(Dialect dialect) {
        return switch (dialect) {
            case OPENAI_CHAT -> CHAT;
            case OPENAI_RESPONSES -> RESPONSES;
            case OPENAI_EMBEDDINGS -> EMBEDDINGS;
            case ANTHROPIC_MESSAGES, ANTHROPIC_COUNT -> MESSAGES;
        };
    }

    /** The rule of a member; null where nobody here has heard of it. */
    @Nullable
    Rule of(String name) {
        if (passed.contains(name)) {
            return Rule.PASSED;
        }
        if (unpriced.contains(name)) {
            return Rule.UNPRICED;
        }
        if (foreignState.contains(name)) {
            return Rule.FOREIGN_STATE;
        }
        return name.equals("store") ? Rule.OURS : null;
    }

    /** Whether {@code store: false} is sent: where there is something that stores. */
    boolean sendsStore() {
        return this == CHAT || this == RESPONSES;
    }
}
