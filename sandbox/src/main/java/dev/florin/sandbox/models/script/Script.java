package dev.florin.sandbox.models.script;

import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * An order that the next calls of a model be answered in a certain way.
 *
 * @param path the address in the dialect's own words, such as {@code /v1/messages}
 * @param contains a text that the call's body must contain
 * @param endless true: until it is reset
 * @param left how many calls it will still answer
 * @param order as it was sent
 */
record Script(
        String id,
        String model,
        Optional<String> path,
        Optional<String> contains,
        boolean endless,
        int left,
        OrderedAnswer answer,
        ObjectNode order) {
    private static final int MOST_TIMES = 1_000_000;

    /** What calls can be answered at all. */
    private static final Set<String> PATHS = Set.of(
            "/v1/chat/completions", "/v1/responses", "/v1/embeddings", "/v1/messages", "/v1/messages/count_tokens");

    static Script read(String id, Fields fields) {
        fields.only(Set.of("model", "path", "contains", "times", "answer"));
        boolean endless = fields.members().path("times").isNull();
        Fields answer = fields.object("answer").orElseThrow(() -> NotAnOrder.wrong("missing field: answer"));
        return new Script(
                id,
                fields.need("model"),
                fields.word("path").map(Script::path),
                fields.word("contains"),
                endless,
                endless ? 0 : fields.number("times", 1, MOST_TIMES, 1),
                AnswerReader.read(new Fields(answer.members(), "answer.")),
                fields.members());
    }

    /** Takes the address with the prefix of this port too. */
    private static String path(String given) {
        String path = given.replaceFirst("^/(openai|anthropic)(?=/v1/)", "");
        if (!PATHS.contains(path)) {
            throw NotAnOrder.wrong("path is no address of a model that can be scripted: " + given);
        }
        return path;
    }

    boolean fits(String calledModel, String calledPath, String body) {
        return model.equals(calledModel)
                && path.filter(wanted -> !wanted.equals(calledPath)).isEmpty()
                && contains.filter(text -> !body.contains(text)).isEmpty();
    }

    Script used() {
        return new Script(id, model, path, contains, endless, left - 1, answer, order);
    }
}
