package dev.florin.server.web.assistant;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.storage.Conversation;
import dev.florin.server.storage.Conversation.Kind;
import dev.florin.server.storage.Conversation.Message;
import dev.florin.server.storage.ConversationNumber;
import dev.florin.server.storage.Conversations;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Visit;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What customers take away: conversations as Markdown or JSON, generated code as files. Thread-safe. */
final class Downloads {
    /** Nothing that a model wrote is run by a browser because somebody looks at it. */
    private static final String TEXT = "text/plain; charset=utf-8";

    private static final JsonMapper JSON = new JsonMapper();

    private final Conversations conversations;

    Downloads(Conversations conversations) {
        this.conversations = conversations;
    }

    /** One conversation, to be read. */
    Answer one(AccountNumber account, ConversationNumber number) {
        Conversation conversation = conversations.find(account, number).orElseThrow(Visit::notFound);
        StringBuilder text =
                new StringBuilder("# ").append(conversation.title()).append("\n\n");
        for (Message message : conversations.messages(account, number)) {
            text.append("## ")
                    .append(message.byModel() ? message.model() : "You")
                    .append("\n\n");
            text.append(message.text()).append("\n\n");
        }
        return attached(TEXT, "conversation-" + number + ".md", text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** All of a kind, to be read by programs: a line of JSON for each. */
    Answer all(AccountNumber account, Kind kind) {
        List<Conversation> all = conversations.list(account, kind, Conversations.MOST);
        return new Answer.Streamed(
                200,
                "application/x-ndjson",
                List.of(new Answer.Header("Content-Disposition", "attachment; filename=\"conversations.ndjson\"")),
                out -> {
                    for (Conversation conversation : all) {
                        out.write((line(account, conversation) + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                });
    }

    private String line(AccountNumber account, Conversation conversation) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("number", conversation.number().value());
        members.put("title", conversation.title());
        members.put("created_at", conversation.createdAt().toString());
        members.put(
                "messages",
                conversations.messages(account, conversation.number()).stream()
                        .map(Downloads::members)
                        .toList());
        return JSON.writeValueAsString(members);
    }

    private static Map<String, Object> members(Message message) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("by", message.byModel() ? message.model() : "you");
        members.put("at", message.at().toString());
        members.put("text", message.text());
        return members;
    }

    /** All files of an answer. */
    Answer zip(Visit visit, ConversationNumber number) {
        return attached("application/zip", "code-" + number + ".zip", CodeFiles.zip(files(visit, number)));
    }

    /** One file of an answer, by its name. */
    Answer file(Visit visit, ConversationNumber number) {
        String name = visit.query().text("name");
        CodeFiles.File file = files(visit, number).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(Visit::notFound);
        String plain = name.substring(name.lastIndexOf('/') + 1);
        return attached(TEXT, plain, file.text().getBytes(StandardCharsets.UTF_8));
    }

    private List<CodeFiles.File> files(Visit visit, ConversationNumber number) {
        String message = visit.path("message");
        return conversations.messages(visit.account(), number).stream()
                .filter(each ->
                        each.byModel() && Integer.toString(each.number()).equals(message))
                .findFirst()
                .map(each -> CodeFiles.of(each.text()))
                .filter(files -> !files.isEmpty())
                .orElseThrow(Visit::notFound);
    }

    private static Answer.Whole attached(String type, String name, byte[] bytes) {
        return Answer.bytes(200, type, bytes)
                .with("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .with("X-Content-Type-Options", "nosniff")
                .with("Content-Security-Policy", "sandbox; default-src 'none'");
    }
}
