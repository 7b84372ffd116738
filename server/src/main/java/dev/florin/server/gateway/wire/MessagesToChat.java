package dev.florin.server.gateway.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes an Anthropic message's request as a chat completion's. Not thread-safe; used once. */
final class MessagesToChat {
    /** Translated, settled by us, or (what is to be cached) a wish that OpenAI fulfils unasked. */
    private static final Set<String> SAID = Set.of(
            "model",
            "messages",
            "system",
            "max_tokens",
            "stream",
            "stop_sequences",
            "temperature",
            "top_p",
            "tools",
            "tool_choice",
            "metadata",
            "cache_control",
            "service_tier",
            "speed",
            "inference_geo",
            "diagnostics",
            "context_management",
            "thinking",
            "output_config");

    private final CallRequest request;
    private final Json.Members root;
    private final List<Object> messages = new ArrayList<>();

    MessagesToChat(CallRequest request) {
        this.request = request;
        root = request.root();
    }

    Map<String, Object> translated() {
        refuseTheUntranslatable();
        Json system = root.some("system");
        if (system != null) {
            add("system", parts(system, "system"));
        }
        List<Json> said = root.items("messages");
        for (int i = 0; i < said.size(); i++) {
            String path = "messages[" + i + "]";
            message(Noted.object(said.get(i), path), path);
        }
        Map<String, Object> chat = new LinkedHashMap<>();
        chat.put("model", request.model());
        chat.put("messages", messages);
        chat.put(
                "max_completion_tokens", Math.max(1, request.askedOutputTokens().orElse(1)));
        for (String name : List.of("temperature", "top_p")) {
            Json value = root.some(name);
            if (value != null) {
                chat.put(name, value);
            }
        }
        if (!root.items("stop_sequences").isEmpty()) {
            chat.put("stop", root.get("stop_sequences"));
        }
        Json.Members metadata = root.members("metadata");
        String user = metadata == null ? null : metadata.text("user_id");
        if (user != null) {
            chat.put("user", user);
        }
        tools(chat);
        output(chat);
        if (request.streams()) {
            chat.put("stream", true);
            chat.put("stream_options", Map.of("include_usage", true));
        }
        return chat;
    }

    private void refuseTheUntranslatable() {
        root.values().forEach((name, value) -> {
            boolean known = MemberRules.MESSAGES.of(name) == MemberRules.Rule.PASSED;
            if (known && !SAID.contains(name) && !(value instanceof Json.Nothing)) {
                throw Refused.unsupported(name, "cannot be said to this model");
            }
        });
        Json.Members thinking = root.members("thinking");
        if (thinking != null && !"disabled".equals(thinking.text("type"))) {
            throw Refused.unsupported("thinking", "cannot be said to this model");
        }
    }

    private void add(String role, List<?> parts) {
        if (!parts.isEmpty()) {
            Map<String, Object> message = new LinkedHashMap<>();
            message.put("role", role);
            message.put("content", parts);
            messages.add(message);
        }
    }

    private void message(Json.Members said, String path) {
        String role = Noted.required(said, "role", path);
        Json content = said.some("content");
        if (role.equals("assistant")) {
            assistant(content, path);
        } else if (!(content instanceof Json.Items blocks)) {
            add(role, parts(content, path));
        } else {
            // The results of tools come first: each is a message of its own and follows the call.
            List<Object> parts = new ArrayList<>();
            for (int i = 0; i < blocks.values().size(); i++) {
                String blockPath = path + ".content[" + i + "]";
                Json.Members block = Noted.object(blocks.values().get(i), blockPath);
                if ("tool_result".equals(block.text("type"))) {
                    result(block, blockPath);
                } else {
                    parts.add(part(block, blockPath));
                }
            }
            add(role, parts);
        }
    }

    private void result(Json.Members block, String path) {
        StringBuilder text = new StringBuilder();
        Json content = block.some("content");
        if (content instanceof Json.Text whole) {
            text.append(whole.value());
        } else if (content instanceof Json.Items blocks) {
            for (Json each : blocks.values()) {
                Json.Members part = Noted.object(each, path + ".content");
                if (!"text".equals(part.text("type"))) {
                    throw Refused.unsupported(path + ".content", "can only be text with this model");
                }
                text.append(part.text("text"));
            }
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", "tool");
        message.put("tool_call_id", Noted.required(block, "tool_use_id", path));
        message.put("content", text.toString());
        messages.add(message);
    }

    private void assistant(@Nullable Json content, String path) {
        List<Object> parts = new ArrayList<>();
        List<Object> calls = new ArrayList<>();
        if (content instanceof Json.Items blocks) {
            for (int i = 0; i < blocks.values().size(); i++) {
                String blockPath = path + ".content[" + i + "]";
                Json.Members block = Noted.object(blocks.values().get(i), blockPath);
                switch (String.valueOf(block.text("type"))) {
                    case "tool_use" -> calls.add(call(block, blockPath));
                    // What another model thought is signed for that model; this one could not read it.
                    case "thinking", "redacted_thinking" -> {}
                    default -> parts.add(part(block, blockPath));
                }
            }
        } else {
            parts.addAll(parts(content, path));
        }
        if (parts.isEmpty() && calls.isEmpty()) {
            return;
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", "assistant");
        message.put("content", parts.isEmpty() ? null : parts);
        if (!calls.isEmpty()) {
            message.put("tool_calls", calls);
        }
        messages.add(message);
    }

    private static Map<String, Object> call(Json.Members block, String path) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", Noted.required(block, "name", path));
        Json input = block.some("input");
        function.put("arguments", input == null ? "{}" : JsonText.string(input));
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("id", Noted.required(block, "id", path));
        call.put("type", "function");
        call.put("function", function);
        return call;
    }

    private static List<Object> parts(@Nullable Json content, String path) {
        List<Object> parts = new ArrayList<>();
        if (content instanceof Json.Text text) {
            parts.add(text(text.value()));
        } else if (content instanceof Json.Items blocks) {
            for (int i = 0; i < blocks.values().size(); i++) {
                String blockPath = path + "[" + i + "]";
                parts.add(part(Noted.object(blocks.values().get(i), blockPath), blockPath));
            }
        }
        return parts;
    }

    private static Map<String, Object> part(Json.Members block, String path) {
        Json.Members source = block.members("source");
        switch (String.valueOf(block.text("type"))) {
            case "text" -> {
                return text(Noted.required(block, "text", path));
            }
            case "image" -> {
                if (source != null) {
                    String url = "base64".equals(source.text("type"))
                            ? "data:" + source.text("media_type") + ";base64," + source.text("data")
                            : Noted.required(source, "url", path + ".source");
                    Map<String, Object> part = new LinkedHashMap<>();
                    part.put("type", "image_url");
                    part.put("image_url", Map.of("url", url));
                    return part;
                }
            }
            case "document" -> {
                if (source != null && "text".equals(source.text("type"))) {
                    return text(Noted.required(source, "data", path + ".source"));
                }
            }
            default -> {}
        }
        throw Refused.unsupported(path, "cannot be said to this model");
    }

    private static Map<String, Object> text(String text) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", "text");
        part.put("text", text);
        return part;
    }

    private void tools(Map<String, Object> chat) {
        List<Json> tools = root.items("tools");
        if (tools.isEmpty()) {
            return;
        }
        List<Object> translated = new ArrayList<>();
        for (int i = 0; i < tools.size(); i++) {
            String path = "tools[" + i + "]";
            Json.Members tool = Noted.object(tools.get(i), path);
            Json schema = tool.some("input_schema");
            if (schema == null) {
                throw Refused.unsupported(path, "cannot be said to this model");
            }
            Map<String, Object> function = new LinkedHashMap<>();
            function.put("name", Noted.required(tool, "name", path));
            String description = tool.text("description");
            if (description != null) {
                function.put("description", description);
            }
            function.put("parameters", schema);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("type", "function");
            entry.put("function", function);
            translated.add(entry);
        }
        chat.put("tools", translated);
        Json.Members choice = root.members("tool_choice");
        if (choice == null) {
            return;
        }
        chat.put(
                "tool_choice",
                switch (String.valueOf(choice.text("type"))) {
                    case "auto" -> "auto";
                    case "none" -> "none";
                    case "any" -> "required";
                    case "tool" ->
                        Map.of(
                                "type",
                                "function",
                                "function",
                                Map.of("name", Noted.required(choice, "name", "tool_choice")));
                    default -> throw Refused.unsupported("tool_choice", "cannot be said to this model");
                });
        if (choice.isTrue("disable_parallel_tool_use")) {
            chat.put("parallel_tool_calls", false);
        }
    }

    private void output(Map<String, Object> chat) {
        Json.Members config = root.members("output_config");
        if (config == null) {
            return;
        }
        String effort = config.text("effort");
        if (effort != null) {
            chat.put("reasoning_effort", effort);
        }
        Json.Members format = config.members("format");
        Json schema = format == null ? null : format.some("schema");
        if (schema != null) {
            Map<String, Object> shape = new LinkedHashMap<>();
            // OpenAI wants a name; nothing depends on it.
            shape.put("name", "answer");
            shape.put("schema", schema);
            Map<String, Object> response = new LinkedHashMap<>();
            response.put("type", "json_schema");
            response.put("json_schema", shape);
            chat.put("response_format", response);
        }
    }
}
