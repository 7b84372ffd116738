package dev.florin.server.gateway.wire;

import java.util.List;
import java.util.Set;

/**
 * Which dialect a body is in, where no path says so: a quote takes the same body as the call. A body that both chat and
 * messages would take is a chat; its input counts the same in both.
 */
final class DialectGuess {
    private static final Set<String> ANTHROPIC_MEMBERS =
            Set.of("system", "stop_sequences", "thinking", "output_config", "top_k", "context_management");

    private static final Set<String> ANTHROPIC_PARTS =
            Set.of("image", "document", "tool_use", "tool_result", "thinking", "redacted_thinking", "search_result");

    private DialectGuess() {}

    static Dialect of(Json.Members root) {
        if (!root.values().containsKey("messages")) {
            List<Json> items = root.items("input");
            boolean objects = items.isEmpty() || items.stream().anyMatch(Json.Members.class::isInstance);
            return objects ? Dialect.OPENAI_RESPONSES : Dialect.OPENAI_EMBEDDINGS;
        }
        boolean anthropic = root.values().keySet().stream().anyMatch(ANTHROPIC_MEMBERS::contains)
                || root.items("tools").stream()
                        .anyMatch(tool -> tool instanceof Json.Members members
                                && members.some("function") == null
                                && members.some("input_schema") != null)
                || root.items("messages").stream().anyMatch(DialectGuess::hasAnthropicPart);
        if (!anthropic) {
            return Dialect.OPENAI_CHAT;
        }
        // Anthropic asks every message for a limit; without one the body asks how long it is.
        return root.some("max_tokens") == null ? Dialect.ANTHROPIC_COUNT : Dialect.ANTHROPIC_MESSAGES;
    }

    private static boolean hasAnthropicPart(Json message) {
        return message instanceof Json.Members members
                && members.items("content").stream()
                        .anyMatch(part -> part instanceof Json.Members block
                                && ANTHROPIC_PARTS.contains(String.valueOf(block.text("type"))));
    }
}
