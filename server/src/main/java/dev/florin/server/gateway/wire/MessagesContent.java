package dev.florin.server.gateway.wire;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks through the content of an Anthropic message: counts it, and refuses what is foreign or has no price. */
final class MessagesContent {
    private static final Set<String> SEEN = Set.of("type", "cache_control");

    /** Tools that the provider describes and the caller carries out; their names end in a date. */
    private static final List<String> CLIENT_TOOLS = List.of("bash_", "text_editor_", "memory_", "computer_2");

    private static final String LONG = "1h";

    private final Noted noted;

    private MessagesContent(Noted noted) {
        this.noted = noted;
    }

    static void read(Json.Members root, Noted noted) {
        MessagesContent content = new MessagesContent(noted);
        content.cache(root);
        content.blocks(root.some("system"), "system");
        List<Json> messages = Noted.array(root.get("messages"), "messages");
        if (messages.isEmpty()) {
            throw Refused.invalid("messages", "must not be empty");
        }
        for (int i = 0; i < messages.size(); i++) {
            String path = "messages[" + i + "]";
            Json.Members message = Noted.object(messages.get(i), path);
            noted.part(path);
            noted.text(Noted.required(message, "role", path));
            content.blocks(message.some("content"), path + ".content");
        }
        content.tools(root.items("tools"));
        noted.spelled(root.some("output_config"));
        noted.spelled(root.some("output_format"));
        noted.spelled(root.some("tool_choice"));
        content.refuseDearChanges(root);
    }

    private void blocks(@Nullable Json value, String path) {
        if (!(value instanceof Json.Items blocks)) {
            noted.spelled(value);
            return;
        }
        for (int i = 0; i < blocks.values().size(); i++) {
            String blockPath = path + "[" + i + "]";
            block(Noted.object(blocks.values().get(i), blockPath), blockPath);
        }
    }

    private void block(Json.Members block, String path) {
        noted.part(path);
        cache(block);
        String type = Noted.required(block, "type", path);
        switch (type) {
            case "text", "thinking", "redacted_thinking", "tool_use" -> noted.rest(block, SEEN);
            case "image" -> picture(block.members("source"), path + ".source");
            case "tool_result" -> {
                noted.spelled(block.some("tool_use_id"));
                blocks(block.some("content"), path + ".content");
            }
            case "search_result" -> {
                noted.rest(block, Set.of("type", "cache_control", "content"));
                blocks(block.some("content"), path + ".content");
            }
            case "document" -> document(block, path);
            case "container_upload" -> throw Refused.foreignState(path);
            default -> {
                boolean serverTool = type.equals("server_tool_use")
                        || type.endsWith("_tool_result")
                        || type.startsWith("mcp_")
                        || type.equals("compaction")
                        || type.equals("fallback");
                throw serverTool
                        ? Refused.unpriced(path + ".type")
                        : Refused.unsupported(path + ".type", "is no kind of content that can be counted");
            }
        }
    }

    private void picture(Json.@Nullable Members source, String path) {
        if (source == null) {
            throw Refused.invalid(path, "must be an object");
        }
        switch (Noted.required(source, "type", path)) {
            case "base64" -> noted.input().pictureBase64(Noted.required(source, "data", path));
            case "url" -> noted.picture(Noted.required(source, "url", path), path + ".url");
            case "file" -> throw Refused.foreignState(path);
            default -> throw Refused.unsupported(path + ".type", "is no kind of image that can be counted");
        }
    }

    private void document(Json.Members block, String path) {
        Json.Members source = block.members("source");
        if (source == null) {
            throw Refused.invalid(path + ".source", "must be an object");
        }
        noted.rest(block, Set.of("type", "cache_control", "source", "citations"));
        switch (Noted.required(source, "type", path + ".source")) {
            case "text" -> noted.spelled(source.some("data"));
            case "content" -> blocks(source.some("content"), path + ".source.content");
            case "file" -> throw Refused.foreignState(path + ".source");
            default ->
                throw Refused.unsupported(
                        path + ".source", "is a file, whose tokens cannot be bounded; send its text instead");
        }
    }

    private void tools(List<Json> tools) {
        for (int i = 0; i < tools.size(); i++) {
            String path = "tools[" + i + "]";
            Json.Members tool = Noted.object(tools.get(i), path);
            cache(tool);
            String type = tool.some("type") == null ? "custom" : Noted.required(tool, "type", path);
            if (type.equals("custom")) {
                noted.input().tool();
            } else if (CLIENT_TOOLS.stream().anyMatch(type::startsWith)) {
                noted.input().builtInTool();
            } else {
                throw Refused.unpriced(path + ".type");
            }
            noted.spelled(tool);
        }
    }

    private void cache(Json.Members within) {
        Json.Members cache = within.members("cache_control");
        if (cache != null) {
            noted.noteCache(LONG.equals(cache.text("ttl")));
        }
    }

    /** Members that are harmless with some values and dear, or foreign, with others. */
    private void refuseDearChanges(Json.Members root) {
        Json speed = root.some("speed");
        if (speed != null && !(speed instanceof Json.Text text && text.value().equals("standard"))) {
            throw Refused.unpriced("speed");
        }
        Json place = root.some("inference_geo");
        if (place != null && !(place instanceof Json.Text text && text.value().equals("global"))) {
            throw Refused.unpriced("inference_geo");
        }
        Json.Members diagnostics = root.members("diagnostics");
        if (diagnostics != null) {
            Noted.refuseForeign(diagnostics, "previous_message_id", "diagnostics");
        }
        Json management = root.some("context_management");
        if (management != null) {
            List<Json> edits = Noted.object(management, "context_management").items("edits");
            for (int i = 0; i < edits.size(); i++) {
                String path = "context_management.edits[" + i + "]";
                // Clearing makes the input shorter; compaction is a second answer.
                if (!Noted.required(Noted.object(edits.get(i), path), "type", path)
                        .startsWith("clear_")) {
                    throw Refused.unpriced(path);
                }
            }
        }
    }
}
