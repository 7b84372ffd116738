package dev.florin.server.gateway.wire;

import org.jspecify.annotations.Nullable;

/** Reads what the parts of an answer say, whole or as the deltas of a stream. Holds nothing. */
final class AnswerContent {
    private AnswerContent() {}

    /** A message of a chat completion, or a delta of one: they have the same members. */
    static void chat(Json.@Nullable Members message, Said said) {
        if (message == null) {
            return;
        }
        if (message.some("content") instanceof Json.Items parts) {
            for (Json part : parts.values()) {
                if (part instanceof Json.Members members) {
                    said.content(members.text("text"));
                }
            }
        } else {
            said.content(message.text("content"));
        }
        said.content(message.text("refusal"));
        // Two names for the same, by different servers; some send both.
        String thought = message.text("reasoning_content");
        said.reasoning(thought == null ? message.text("reasoning") : thought);
        for (Json call : message.items("tool_calls")) {
            if (call instanceof Json.Members members) {
                call(members, said);
            }
        }
        Json.Members old = message.members("function_call");
        if (old != null) {
            said.content();
            named(old, said);
        }
        Json.Members sound = message.members("audio");
        if (sound != null) {
            said.content();
            said.content(sound.text("transcript"));
        }
        if (!message.items("images").isEmpty()) {
            said.content();
        }
    }

    private static void call(Json.Members call, Said said) {
        said.content();
        Json.Members function = call.members("function");
        if (function != null) {
            named(function, said);
        }
        Json.Members custom = call.members("custom");
        if (custom != null) {
            said.content(custom.text("name"));
            said.content(custom.text("input"));
        }
    }

    private static void named(Json.Members function, Said said) {
        said.content(function.text("name"));
        said.content(function.text("arguments"));
    }

    /** A finished item of a response's output. */
    static void item(Json.Members item, Said said) {
        String type = String.valueOf(item.text("type"));
        switch (type) {
            case "message" -> {
                for (Json part : item.items("content")) {
                    if (part instanceof Json.Members members) {
                        said.content(members.text("text"));
                        said.content(members.text("refusal"));
                    }
                }
            }
            case "reasoning" -> {
                said.reasoning();
                for (String name : new String[] {"summary", "content"}) {
                    for (Json part : item.items(name)) {
                        said.reasoning(part instanceof Json.Members members ? members.text("text") : null);
                    }
                }
            }
            default -> {
                // A call of some tool, or what one made.
                said.content();
                said.content(item.text("name"));
                said.content(item.text("arguments"));
                said.content(item.text("input"));
            }
        }
    }

    /** A block of an Anthropic message; in a stream it begins empty and is filled by deltas. */
    static void block(Json.Members block, Said said) {
        String type = String.valueOf(block.text("type"));
        switch (type) {
            case "text" -> said.content(block.text("text"));
            case "thinking" -> said.reasoning(block.text("thinking"));
            case "redacted_thinking" -> said.reasoning();
            default -> {
                said.content();
                said.content(block.text("name"));
                Json.Members input = block.members("input");
                if (input != null && !input.values().isEmpty()) {
                    said.content(JsonText.string(input));
                }
            }
        }
    }

    /** A delta of such a block. */
    static void delta(Json.Members delta, Said said) {
        said.content(delta.text("text"));
        said.content(delta.text("partial_json"));
        said.reasoning(delta.text("thinking"));
        if ("signature_delta".equals(delta.text("type"))) {
            said.reasoning();
        }
    }
}
