package dev.florin.server.gateway.wire;

import java.util.Map;

/**
 * Turns a chat completion into an Anthropic message and back: text, system, tools, images, limits and stops, whole answers
 * and streams. What has no counterpart is refused by the member's name. Holds nothing.
 *
 * <p>The translated request is one like any other: it is counted and sent in its own dialect, and its own {@link Answer} or
 * {@link StreamMeter} reads the usage, which the other dialect tells less finely. What the caller sees is translated from it.
 */
public final class Translation {
    /** Stands where a chat names no limit and Anthropic asks for one; {@link Upstream} names the one that is sent. */
    static final long NO_LIMIT_NAMED = 1;

    private Translation() {}

    /** The same request in the other dialect; what the caller asked of limits and usage is to be read from the original. */
    public static Reading request(CallRequest request) {
        try {
            return switch (request.dialect()) {
                case OPENAI_CHAT ->
                    RequestReader.read(
                            Dialect.ANTHROPIC_MESSAGES, JsonText.of(new ChatToMessages(request).translated()));
                case ANTHROPIC_MESSAGES ->
                    RequestReader.read(Dialect.OPENAI_CHAT, JsonText.of(new MessagesToChat(request).translated()));
                case OPENAI_RESPONSES, OPENAI_EMBEDDINGS, ANTHROPIC_COUNT ->
                    throw Refused.unsupported("model", "does not speak this API");
            };
        } catch (Refused e) {
            return new Reading.Rejected(e.reason(), e.code(), e.member());
        }
    }

    /**
     * The answer in the caller's dialect.
     *
     * @param caller what the caller speaks
     * @param answer what came, in the other dialect
     * @param created when, in seconds since 1970, where the answer does not say
     */
    public static byte[] answer(Dialect caller, Answer answer, long created) {
        return caller.isAnthropic() ? TranslatedAnswer.message(answer) : TranslatedAnswer.completion(answer, created);
    }

    /** The stream in the caller's dialect; see {@link #answer}. */
    public static StreamTranslation stream(Dialect caller, long created) {
        return caller.isAnthropic() ? new ChatStreamAsMessages() : new MessagesStreamAsChat(created);
    }

    /** A provider's error in the caller's envelope, without secrets. */
    public static Envelope.Passed error(Dialect caller, int status, byte[] body) {
        Envelope.Passed own = Envelope.passedOn(caller, status, body);
        String message = JsonReader.objectIn(own.body())
                .flatMap(Envelope::message)
                .orElse("The model's provider answered with an error.");
        String type = caller.isAnthropic()
                ? own.status() == 429 ? "rate_limit_error" : own.status() < 500 ? "invalid_request_error" : "api_error"
                : own.status() < 500 ? "invalid_request_error" : "server_error";
        return new Envelope.Passed(
                own.status(), Envelope.error(caller, type, "upstream_error", message, null, Map.of()));
    }
}
