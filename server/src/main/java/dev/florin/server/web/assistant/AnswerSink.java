package dev.florin.server.web.assistant;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the stream of a call, as OpenAI's chat has it, for the words in it. Once its reader has had enough it refuses more, as a
 * connection does whose other side has gone. Used by one thread.
 */
final class AnswerSink extends OutputStream {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String DATA = "data:";

    private final Consumer<String> words;
    private final BooleanSupplier enough;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private String finish = "";
    private boolean broken;

    AnswerSink(Consumer<String> words, BooleanSupplier enough) {
        this.words = words;
        this.enough = enough;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (enough.getAsBoolean()) {
            throw new IOException("stopped by whoever asked");
        }
        for (int i = from; i < from + length; i++) {
            if (bytes[i] == '\n') {
                take(line.toString(StandardCharsets.UTF_8).strip());
                line.reset();
            } else {
                line.write(bytes[i]);
            }
        }
    }

    private void take(String text) {
        if (!text.startsWith(DATA) || text.endsWith("[DONE]")) {
            return;
        }
        try {
            JsonNode chunk = JSON.readTree(text.substring(DATA.length()));
            broken |= chunk.has("error");
            JsonNode choice = chunk.path("choices").path(0);
            JsonNode delta = choice.path("delta");
            String said =
                    delta.path("content").asString("") + delta.path("refusal").asString("");
            if (!said.isEmpty()) {
                words.accept(said);
            }
            String ended = choice.path("finish_reason").asString("");
            finish = ended.isEmpty() ? finish : ended;
        } catch (JacksonException e) {
            broken = true; // what the gateway writes is JSON; a provider's slip is not ours to mend
        }
    }

    /** Whether a limit ended the answer before the model had. */
    boolean isCut() {
        return finish.equals("length");
    }

    /** Whether it broke off. */
    boolean isBroken() {
        return broken;
    }
}
