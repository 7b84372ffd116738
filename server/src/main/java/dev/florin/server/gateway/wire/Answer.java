package dev.florin.server.gateway.wire;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A provider's answer that came whole. Read-only. */
public final class Answer {
    private static final String USAGE = "usage";

    private final byte[] body;
    private final Json.@Nullable Members root;
    private final Said said;
    private final String text;
    private final UsageReading usage;

    private Answer(byte[] body, Json.@Nullable Members root, Said said, String text, UsageReading usage) {
        this.body = body;
        this.root = root;
        this.said = said;
        this.text = text;
        this.usage = usage;
    }

    /** Reads the body of an answer with a status of success. One that is not JSON says nothing and has failed. */
    public static Answer read(CallRequest request, byte[] body) {
        return read(request.dialect(), request.writesLongCache(), body);
    }

    /** The same, of an answer in another dialect than the request's. */
    public static Answer read(Dialect dialect, boolean longCache, byte[] bytes) {
        Answer answer = parsed(dialect, longCache, withoutMark(bytes));
        boolean tellsAnError = answer.root != null && answer.said.hasFailed();
        byte[] clean = tellsAnError ? Envelope.clean(answer.body) : answer.body;
        return Arrays.equals(clean, answer.body) ? answer : parsed(dialect, longCache, clean);
    }

    private static Answer parsed(Dialect dialect, boolean longCache, byte[] body) {
        StringBuilder text = new StringBuilder();
        Said said = new Said(text::append);
        Optional<Json.Members> read =
                dialect == Dialect.OPENAI_EMBEDDINGS ? JsonReader.outlineIn(body) : JsonReader.objectIn(body);
        if (read.isEmpty()) {
            said.failed();
            return new Answer(body, null, said, "", new UsageReading.Missing());
        }
        Json.Members root = read.get();
        said.model(root.text("model"));
        said.serviceTier(root.text("service_tier"));
        if (root.some("error") != null || "error".equals(root.text("type"))) {
            said.failed();
        }
        switch (dialect) {
            case OPENAI_CHAT -> chat(root, said);
            case OPENAI_RESPONSES -> response(root, said);
            case ANTHROPIC_MESSAGES -> message(root, said);
            case OPENAI_EMBEDDINGS -> {
                if (!root.items("data").isEmpty()) {
                    said.content();
                }
            }
            case ANTHROPIC_COUNT -> said.content();
        }
        return new Answer(body, root, said, text.toString(), UsageReader.read(dialect, root.get(USAGE), longCache));
    }

    /** Some servers begin with the mark of UTF-8, which is no JSON. */
    private static byte[] withoutMark(byte[] bytes) {
        boolean marked =
                bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        return marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
    }

    public Said said() {
        return said;
    }

    public UsageReading usage() {
        return usage;
    }

    /** All that the model wrote, thinking and calls included: to be counted where the usage is missing. */
    public String text() {
        return text;
    }

    /** The body as it came. */
    public byte[] body() {
        return body.clone();
    }

    /** The body with {@code usage.cost} and {@code usage.cost_details} in it, and everything else as it was spelled. */
    public byte[] withCost(CostNote note) {
        if (root == null) {
            return body();
        }
        Json.Members usage = root.members(USAGE);
        Object priced = usage == null ? note.members() : note.into(usage);
        Map<String, Object> set = new LinkedHashMap<>();
        set.put(USAGE, priced);
        return JsonText.changed(root, set, Set.of());
    }

    Json.@Nullable Members root() {
        return root;
    }

    private static void chat(Json.Members root, Said said) {
        for (Json choice : root.items("choices")) {
            if (choice instanceof Json.Members members) {
                AnswerContent.chat(members.members("message"), said);
                said.finish(members.text("finish_reason"));
            }
        }
    }

    static void response(Json.Members root, Said said) {
        for (Json item : root.items("output")) {
            if (item instanceof Json.Members members) {
                AnswerContent.item(members, said);
            }
        }
        ended(root, said);
    }

    /** How a response ended, which its last event tells too. */
    static void ended(Json.Members root, Said said) {
        said.finish(root.text("status"));
        Json.Members why = root.members("incomplete_details");
        said.finish(why == null ? null : why.text("reason"));
        if ("failed".equals(root.text("status"))) {
            said.failed();
        }
    }

    private static void message(Json.Members root, Said said) {
        for (Json block : root.items("content")) {
            if (block instanceof Json.Members members) {
                AnswerContent.block(members, said);
            }
        }
        said.finish(root.text("stop_reason"));
    }
}
