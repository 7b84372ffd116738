package dev.florin.server.gateway.tokens;

import java.util.ArrayList;
import java.util.List;

/**
 * What a call gives its model to read, taken apart into what is counted. Filled by whoever reads the request, then only
 * read. Not thread-safe while it is filled.
 */
public final class Input {
    private final List<String> texts = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();
    private final List<Picture> pictures = new ArrayList<>();
    private long tokens;
    private long parts;
    private long tools;
    private long builtInTools;
    private long soundBytes;

    /** Text of any kind: of a message, a name, a schema. */
    public Input text(String text) {
        if (!text.isEmpty()) {
            texts.add(text);
        }
        return this;
    }

    /** Text that the model is certainly shown as it stands: of a message, where nobody cuts it. */
    public Input shownText(String text) {
        shown.add(text);
        return text(text);
    }

    /** Something that markers are put around: a message, a content part, a call. */
    public Input part() {
        parts++;
        return this;
    }

    /** A tool that the caller described; its description is {@link #text}. */
    public Input tool() {
        tools++;
        return this;
    }

    /** A tool that the provider describes to the model in words we do not see. */
    public Input builtInTool() {
        builtInTools++;
        return this;
    }

    /** Tokens that the caller cut itself, as embeddings allow. */
    public Input tokens(long count) {
        tokens += count;
        return this;
    }

    /** An image as base64, of which only the header is read. */
    public Input pictureBase64(String data) {
        pictures.add(PictureHeader.ofBase64(data));
        return this;
    }

    /** An image somewhere else: never fetched, counted as the largest. */
    public Input pictureElsewhere() {
        pictures.add(Picture.UNKNOWN);
        return this;
    }

    /** A sound as base64 of so many characters. */
    public Input soundBase64(long characters) {
        soundBytes += characters / 4 * 3 + 3;
        return this;
    }

    List<String> texts() {
        return texts;
    }

    List<String> shownTexts() {
        return shown;
    }

    List<Picture> pictures() {
        return pictures;
    }

    long cutTokens() {
        return tokens;
    }

    /** How many things markers are put around; of embeddings, how many texts there are, but for one that came cut. */
    public long parts() {
        return parts;
    }

    long tools() {
        return tools;
    }

    long builtInTools() {
        return builtInTools;
    }

    long soundBytes() {
        return soundBytes;
    }

    public boolean hasPictures() {
        return !pictures.isEmpty();
    }

    public boolean hasSound() {
        return soundBytes > 0;
    }
}
