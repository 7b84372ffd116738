package dev.florin.server.web.assistant;

import dev.florin.server.storage.Conversation.Kind;
import dev.florin.server.storage.Conversation.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A conversation as a model is asked: what it is to be, what was said, and the question. */
final class Prompt {
    private static final String CHAT =
            "You are a helpful assistant. Answer clearly and to the point, in the language of the question. Use Markdown.";

    private static final String CODE =
            "You write code. Answer with complete files that can be used as they are, each as a"
                    + " fenced code block whose first line names the language and the file, such as ```java Main.java. Say in one or"
                    + " two sentences what the code does; nothing else.";

    private static final JsonMapper JSON = new JsonMapper();

    private Prompt() {}

    /** One thing that was said. */
    private record Turn(String role, String text) {
        Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("role", role);
            members.put("content", text);
            return members;
        }
    }

    /**
     * The body of a call that streams.
     *
     * @param said the conversation; answers of which nothing came are left out, and the oldest where all is too long
     * @param question to be asked after it; absent where the last of {@code said} is
     * @param mostLetters of all that is sent
     */
    static byte[] body(Kind kind, String model, List<Message> said, @Nullable String question, long mostLetters) {
        Deque<Turn> turns = new ArrayDeque<>();
        if (question != null) {
            turns.addFirst(new Turn("user", question));
        }
        long letters = question == null ? 0 : question.length();
        for (Message message : said.reversed()) {
            if (message.text().isEmpty()) {
                continue;
            }
            letters += message.text().length();
            if (letters > mostLetters && !turns.isEmpty()) {
                break;
            }
            turns.addFirst(new Turn(message.byModel() ? "assistant" : "user", asked(message)));
        }
        // What is said begins with the customer, as some providers insist.
        while (!turns.isEmpty() && turns.getFirst().role().equals("assistant")) {
            turns.removeFirst();
        }
        turns.addFirst(new Turn("system", kind == Kind.CODE ? CODE : CHAT));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        body.put("stream", true);
        body.put("messages", new ArrayList<>(turns.stream().map(Turn::members).toList()));
        return JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    }

    private static String asked(Message message) {
        return message.byModel() ? message.text() : question(message.text(), message.language());
    }

    /** A question, with the language that the code is to be in. */
    static String question(String text, @Nullable String language) {
        return language == null || language.isEmpty() ? text : text + "\n\nLanguage: " + language;
    }
}
