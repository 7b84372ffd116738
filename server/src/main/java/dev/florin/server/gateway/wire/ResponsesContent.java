package dev.florin.server.gateway.wire;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks through the content of an OpenAI response: counts it, and refuses what is foreign or has no price. */
final class ResponsesContent {
    /** Carried out by the caller, or said by the model: nothing of the provider's runs for them. */
    private static final Set<String> CALLS = Set.of(
            "function_call",
            "custom_tool_call",
            "local_shell_call",
            "shell_call",
            "apply_patch_call",
            "apply_patch_call_output",
            "local_shell_call_output",
            "shell_call_output",
            "tool_search_call",
            "tool_search_output",
            "computer_call");

    /** What was thought, mostly as letters that only the provider can read; never fewer than its tokens. */
    private static final Set<String> OPAQUE = Set.of("reasoning", "compaction");

    /** What a tool of the provider's answered earlier: such tools are refused, so it was not here. */
    private static final Set<String> OF_SERVER_TOOLS = Set.of(
            "file_search_call",
            "web_search_call",
            "image_generation_call",
            "code_interpreter_call",
            "mcp_list_tools",
            "mcp_approval_request",
            "mcp_approval_response",
            "mcp_call",
            "program",
            "program_output",
            "compaction_trigger");

    private final Noted noted;

    private final boolean mayBeCut;

    private ResponsesContent(Noted noted, boolean mayBeCut) {
        this.noted = noted;
        this.mayBeCut = mayBeCut;
    }

    /** The provider may be asked to leave out what does not fit. */
    private static boolean mayBeCut(Json.Members root) {
        Json truncation = root.some("truncation");
        boolean whole = truncation == null
                || (truncation instanceof Json.Text text && text.value().equals("disabled"));
        return !whole || root.some("context_management") != null;
    }

    static void read(Json.Members root, Noted noted) {
        ResponsesContent content = new ResponsesContent(noted, mayBeCut(root));
        content.said(root.some("instructions"));
        noted.part("instructions");
        if (root.get("input") instanceof Json.Text text) {
            noted.part("input");
            content.said(text);
        } else {
            List<Json> items = Noted.array(root.get("input"), "input");
            for (int i = 0; i < items.size(); i++) {
                String path = "input[" + i + "]";
                content.item(Noted.object(items.get(i), path), path);
            }
        }
        content.tools(root.items("tools"), "tools");
        noted.spelled(root.some("text"));
        noted.spelled(root.some("tool_choice"));
    }

    private void item(Json.Members item, String path) {
        noted.part(path);
        // An item with a role and content is a message, named so or not.
        String type = item.some("type") == null && item.some("role") != null
                ? "message"
                : item.some("type") == null ? "item_reference" : Noted.required(item, "type", path);
        if (type.equals("message")) {
            noted.text(Noted.required(item, "role", path));
            content(item, "content", path);
        } else if (type.equals("function_call_output") || type.equals("custom_tool_call_output")) {
            content(item, "output", path);
            noted.rest(item, Set.of("output", "type", "id"));
        } else if (type.equals("computer_call_output")) {
            Json.Members screen = item.members("output");
            if (screen == null) {
                throw Refused.invalid(path + ".output", "must be an object");
            }
            Noted.refuseForeign(screen, "file_id", path + ".output");
            noted.picture(screen.text("image_url"), path + ".output.image_url");
        } else if (CALLS.contains(type) || OPAQUE.contains(type)) {
            noted.spelled(item);
            nestedTools(item, path);
        } else if (type.equals("additional_tools")) {
            nestedTools(item, path);
        } else if (type.equals("item_reference")) {
            throw Refused.foreignState(path);
        } else {
            throw OF_SERVER_TOOLS.contains(type)
                    ? Refused.unpriced(path + ".type")
                    : Refused.unsupported(path + ".type", "is no kind of item that can be counted");
        }
    }

    private void nestedTools(Json.Members item, String path) {
        tools(item.items("tools"), path + ".tools");
    }

    private void content(Json.Members item, String name, String path) {
        if (item.some(name) instanceof Json.Items parts) {
            for (int i = 0; i < parts.values().size(); i++) {
                String partPath = path + "." + name + "[" + i + "]";
                part(Noted.object(parts.values().get(i), partPath), partPath);
            }
        } else {
            said(item.some(name));
        }
    }

    private void said(@Nullable Json value) {
        if (mayBeCut) {
            noted.spelled(value);
        } else {
            noted.shown(value);
        }
    }

    private void part(Json.Members part, String path) {
        noted.part(path);
        String type = Noted.required(part, "type", path);
        switch (type) {
            case "input_text", "output_text", "refusal", "text", "summary_text", "reasoning_text" -> {
                said(part.some("text"));
                noted.rest(part, Set.of("type", "text"));
            }
            case "input_image" -> {
                Noted.refuseForeign(part, "file_id", path);
                noted.picture(part.text("image_url"), path + ".image_url");
            }
            case "input_audio" -> ChatContent.sound(part.members("input_audio"), path, noted);
            case "input_file" -> {
                Noted.refuseForeign(part, "file_id", path);
                throw Refused.unsupported(path, "is a file, whose tokens cannot be bounded; send its text instead");
            }
            default -> throw Refused.unsupported(path + ".type", "is no kind of content that can be counted");
        }
    }

    private void tools(List<Json> tools, String within) {
        for (int i = 0; i < tools.size(); i++) {
            String path = within + "[" + i + "]";
            Json.Members tool = Noted.object(tools.get(i), path);
            tool(tool, Noted.required(tool, "type", path), path);
        }
    }

    private void tool(Json.Members tool, String type, String path) {
        switch (type) {
            case "function", "custom" -> {
                noted.input().tool();
                noted.spelled(tool);
            }
            case "namespace" -> {
                noted.spelled(tool.some("name"));
                noted.spelled(tool.some("description"));
                tools(tool.items("tools"), path + ".tools");
            }
            case "apply_patch", "local_shell", "computer_use_preview", "computer" -> builtIn(tool);
            case "shell" -> {
                Json.Members environment = tool.members("environment");
                if (environment == null || !"local".equals(environment.text("type"))) {
                    throw Refused.unpriced(path + ".environment");
                }
                builtIn(tool);
            }
            case "tool_search" -> {
                if (!"client".equals(tool.text("execution"))) {
                    throw Refused.unpriced(path + ".execution");
                }
                builtIn(tool);
            }
            default -> throw Refused.unpriced(path + ".type");
        }
    }

    private void builtIn(Json.Members tool) {
        noted.input().builtInTool();
        noted.spelled(tool);
    }
}
