package dev.florin.server.gateway.wire;

import java.util.List;
import java.util.Set;

/** Walks through the content of an OpenAI chat completion: counts it, and refuses what is foreign or has no price. */
final class ChatContent {
    private static final Set<String> SEEN = Set.of("role", "content", "name", "tool_calls", "audio", "refusal");

    private final Noted noted;

    private ChatContent(Noted noted) {
        this.noted = noted;
    }

    static void read(Json.Members root, Noted noted) {
        ChatContent content = new ChatContent(noted);
        List<Json> messages = Noted.array(root.get("messages"), "messages");
        if (messages.isEmpty()) {
            throw Refused.invalid("messages", "must not be empty");
        }
        for (int i = 0; i < messages.size(); i++) {
            String path = "messages[" + i + "]";
            content.message(Noted.object(messages.get(i), path), path);
        }
        content.tools(root.items("tools"));
        for (Json function : root.items("functions")) {
            noted.input().tool();
            noted.spelled(function);
        }
        noted.spelled(root.some("response_format"));
        noted.spelled(root.some("tool_choice"));
        Json.Members audio = root.members("audio");
        if (audio != null && audio.some("voice") instanceof Json.Members) {
            throw Refused.foreignState("audio.voice");
        }
        Json.Members prediction = root.members("prediction");
        if (prediction != null) {
            noted.spelled(prediction);
        }
    }

    private void message(Json.Members message, String path) {
        noted.part(path);
        noted.text(Noted.required(message, "role", path));
        if (message.some("name") != null) {
            noted.part(path);
            noted.spelled(message.some("name"));
        }
        Noted.refuseForeign(message, "audio", path);
        if (message.some("content") instanceof Json.Items parts) {
            for (int i = 0; i < parts.values().size(); i++) {
                String partPath = path + ".content[" + i + "]";
                part(Noted.object(parts.values().get(i), partPath), partPath);
            }
        } else {
            noted.shown(message.some("content"));
        }
        noted.spelled(message.some("refusal"));
        for (Json call : message.items("tool_calls")) {
            noted.part(path + ".tool_calls");
            noted.spelled(call);
        }
        noted.rest(message, SEEN);
    }

    private void part(Json.Members part, String path) {
        noted.part(path);
        String type = Noted.required(part, "type", path);
        switch (type) {
            case "text", "refusal" -> {
                noted.shown(part.some("text"));
                noted.rest(part, Set.of("type", "text"));
            }
            case "image_url" -> {
                if (part.some("image_url") instanceof Json.Text url) {
                    noted.picture(url.value(), path + ".image_url");
                } else {
                    Json.Members image = part.members("image_url");
                    noted.picture(image == null ? null : image.text("url"), path + ".image_url.url");
                }
            }
            case "input_audio" -> sound(part.members("input_audio"), path, noted);
            case "file" -> {
                Json.Members file = part.members("file");
                if (file != null) {
                    Noted.refuseForeign(file, "file_id", path + ".file");
                }
                throw Refused.unsupported(path, "is a file, whose tokens cannot be bounded; send its text instead");
            }
            default -> throw Refused.unsupported(path + ".type", "is no kind of content that can be counted");
        }
    }

    static void sound(Json.@org.jspecify.annotations.Nullable Members sound, String path, Noted noted) {
        String data = sound == null ? null : sound.text("data");
        if (data == null) {
            throw Refused.invalid(path + ".input_audio.data", "must be a string");
        }
        noted.input().soundBase64(data.length());
    }

    private void tools(List<Json> tools) {
        for (int i = 0; i < tools.size(); i++) {
            String path = "tools[" + i + "]";
            Json.Members tool = Noted.object(tools.get(i), path);
            String type = Noted.required(tool, "type", path);
            if (!type.equals("function") && !type.equals("custom")) {
                throw Refused.unpriced(path + ".type");
            }
            noted.input().tool();
            noted.spelled(tool);
        }
    }
}
