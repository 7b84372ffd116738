package dev.florin.server.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a chat completion's request as an Anthropic message's. Not thread-safe; used once. */
final class ChatToMessages {
    /** Without effect on what is answered, or settled by us. */
    private static final Set<String> NEEDLESS = Set.of(
            "model",
            "messages",
            "max_tokens",
            "max_completion_tokens",
            "stream",
            "stream_options",
            "store",
            "service_tier",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "safety_identifier",
            "seed",
            "n",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "stop",
            "temperature",
            "top_p",
            "user",
            "response_format");

    private final CallRequest request;
    private final Json.Members root;
    private final List<Object> system = new ArrayList<>();
    private final List<Object> messages = new ArrayList<>();
    private @Nullable String lastRole;
    private List<Object> lastBlocks = new ArrayList<>();

    ChatToMessages(CallRequest request) {
        this.request = request;
        root = request.root();
    }

    Map<String, Object> translated() {
        refuseTheUntranslatable();
        List<Json> chat = root.items("messages");
        for (int i = 0; i < chat.size(); i++) {
            String path = "messages[" + i + "]";
            message(Noted.object(chat.get(i), path), path);
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("model", request.model());
        message.put("max_tokens", request.askedOutputTokens().orElse(Translation.NO_LIMIT_NAMED));
        if (!system.isEmpty()) {
            message.put("system", system);
        }
        message.put("messages", messages);
        tools(message);
        copy("temperature", message);
        copy("top_p", message);
        Json stop = root.some("stop");
        if (stop != null) {
            message.put("stop_sequences", stop instanceof Json.Items ? stop : List.of(stop));
        }
        String user = root.text("user");
        if (user != null) {
            message.put("metadata", Map.of("user_id", user));
        }
        format(message);
        if (request.streams()) {
            message.put("stream", true);
        }
        return message;
    }

    private void refuseTheUntranslatable() {
        root.values().forEach((name, value) -> {
            boolean known = MemberRules.CHAT.of(name) == MemberRules.Rule.PASSED;
            boolean zero =
                    value instanceof Json.Numeral number && number.spelling().matches("-?0(\\.0*)?");
            boolean off = value instanceof Json.Nothing || (value instanceof Json.Flag flag && !flag.value()) || zero;
            boolean text = name.equals("modalities") && !request.asksSound();
            if (known && !off && !text && !NEEDLESS.contains(name)) {
                throw Refused.unsupported(name, "cannot be said to this model");
            }
        });
        if (request.choices() > 1) {
            throw Refused.unsupported("n", "cannot be said to this model");
        }
        if (root.some("temperature") instanceof Json.Numeral heat && Double.parseDouble(heat.spelling()) > 1) {
            throw Refused.unsupported("temperature", "can be at most 1 with this model");
        }
    }

    private void copy(String name, Map<String, Object> message) {
        Json value = root.some(name);
        if (value != null) {
            message.put(name, value);
        }
    }

    private void message(Json.Members said, String path) {
        String role = Noted.required(said, "role", path);
        switch (role) {
            case "system", "developer" -> system.addAll(blocks(said.some("content"), path));
            case "user" -> add("user", blocks(said.some("content"), path));
            case "assistant" -> {
                List<Object> blocks = new ArrayList<>(blocks(said.some("content"), path));
                List<Json> calls = said.items("tool_calls");
                for (int i = 0; i < calls.size(); i++) {
                    String callPath = path + ".tool_calls[" + i + "]";
                    blocks.add(call(Noted.object(calls.get(i), callPath), callPath));
                }
                add("assistant", blocks);
            }
            case "tool" -> {
                Map<String, Object> result = new LinkedHashMap<>();
                result.put("type", "tool_result");
                result.put("tool_use_id", Noted.required(said, "tool_call_id", path));
                result.put("content", blocks(said.some("content"), path));
                add("user", List.of(result));
            }
            default -> throw Refused.unsupported(path + ".role", "cannot be said to this model");
        }
    }

    /** Messages of one role in a row are one message: all results of tools have to stand together. */
    private void add(String role, List<?> blocks) {
        if (blocks.isEmpty()) {
            return;
        }
        if (!role.equals(lastRole)) {
            lastBlocks = new ArrayList<>();
            lastRole = role;
            Map<String, Object> message = new LinkedHashMap<>();
            message.put("role", role);
            message.put("content", lastBlocks);
            messages.add(message);
        }
        lastBlocks.addAll(blocks);
    }

    private static List<Object> blocks(@Nullable Json content, String path) {
        List<Object> blocks = new ArrayList<>();
        if (content instanceof Json.Text text && !text.value().isEmpty()) {
            blocks.add(text(text.value()));
        } else if (content instanceof Json.Items parts) {
            for (int i = 0; i < parts.values().size(); i++) {
                String partPath = path + ".content[" + i + "]";
                Json.Members part = Noted.object(parts.values().get(i), partPath);
                switch (Noted.required(part, "type", partPath)) {
                    case "text" -> blocks.add(text(Noted.required(part, "text", partPath)));
                    case "refusal" -> blocks.add(text(Noted.required(part, "refusal", partPath)));
                    case "image_url" -> blocks.add(picture(part));
                    default -> throw Refused.unsupported(partPath, "cannot be said to this model");
                }
            }
        }
        return blocks;
    }

    private static Map<String, Object> text(String text) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", "text");
        block.put("text", text);
        return block;
    }

    private static Map<String, Object> picture(Json.Members part) {
        Json.Members image = part.members("image_url");
        String url = String.valueOf(image == null ? part.text("image_url") : image.text("url"));
        Map<String, Object> source = new LinkedHashMap<>();
        int data = url.indexOf(";base64,");
        if (url.startsWith("data:") && data > 0) {
            source.put("type", "base64");
            source.put("media_type", url.substring("data:".length(), data));
            source.put("data", url.substring(data + ";base64,".length()));
        } else {
            source.put("type", "url");
            source.put("url", url);
        }
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", "image");
        block.put("source", source);
        return block;
    }

    private static Map<String, Object> call(Json.Members call, String path) {
        Json.Members function = call.members("function");
        if (function == null) {
            throw Refused.unsupported(path, "cannot be said to this model");
        }
        String arguments = Noted.required(function, "arguments", path + ".function");
        Json.Members input = JsonReader.objectIn(
                        (arguments.isBlank() ? "{}" : arguments).getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> Refused.invalid(path + ".function.arguments", "must be a JSON object"));
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", "tool_use");
        block.put("id", Noted.required(call, "id", path));
        block.put("name", Noted.required(function, "name", path + ".function"));
        block.put("input", input);
        return block;
    }

    private void tools(Map<String, Object> message) {
        List<Json> tools = root.items("tools");
        if (tools.isEmpty()) {
            return;
        }
        List<Object> translated = new ArrayList<>();
        for (int i = 0; i < tools.size(); i++) {
            String path = "tools[" + i + "]";
            Json.Members function = Noted.object(tools.get(i), path).members("function");
            if (function == null) {
                throw Refused.unsupported(path, "cannot be said to this model");
            }
            Map<String, Object> tool = new LinkedHashMap<>();
            tool.put("name", Noted.required(function, "name", path + ".function"));
            String description = function.text("description");
            if (description != null) {
                tool.put("description", description);
            }
            Json parameters = function.some("parameters");
            tool.put("input_schema", parameters == null ? Map.of("type", "object") : parameters);
            translated.add(tool);
        }
        message.put("tools", translated);
        Map<String, Object> choice = choice(root.some("tool_choice"));
        Json parallel = root.some("parallel_tool_calls");
        boolean one = parallel instanceof Json.Flag flag && !flag.value();
        if (one && !"none".equals(choice.get("type"))) {
            choice.put("disable_parallel_tool_use", true);
        }
        message.put("tool_choice", choice);
    }

    private static Map<String, Object> choice(@Nullable Json sent) {
        Map<String, Object> choice = new LinkedHashMap<>();
        Json.Members function = sent instanceof Json.Members members ? members.members("function") : null;
        if (function != null) {
            choice.put("type", "tool");
            choice.put("name", Noted.required(function, "name", "tool_choice.function"));
            return choice;
        }
        String word = sent == null ? "auto" : sent instanceof Json.Text text ? text.value() : "";
        choice.put(
                "type",
                switch (word) {
                    case "auto", "none" -> word;
                    case "required" -> "any";
                    default -> throw Refused.unsupported("tool_choice", "cannot be said to this model");
                });
        return choice;
    }

    private void format(Map<String, Object> message) {
        Json.Members format = root.members("response_format");
        String type = format == null ? "text" : String.valueOf(format.text("type"));
        if (format == null || type.equals("text")) {
            return;
        }
        Json.Members schema = format.members("json_schema");
        Json shape = schema == null ? null : schema.some("schema");
        if (!type.equals("json_schema") || shape == null) {
            throw Refused.unsupported("response_format", "cannot be said to this model");
        }
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("type", "json_schema");
        output.put("schema", shape);
        message.put("output_config", Map.of("format", output));
    }
}
