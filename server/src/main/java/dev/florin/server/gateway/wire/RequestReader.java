package dev.florin.server.gateway.wire;

import dev.florin.core.pricing.Model;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a request of any dialect, with all its limits. Thread-safe; holds nothing. */
public final class RequestReader {
    /** OpenAI takes no more choices. */
    private static final long MOST_CHOICES = 128;

    /** A header names no more; a request that sends more of them is not from any SDK. */
    private static final int MOST_IGNORED = 20;

    private static final int LONGEST_IGNORED = 64;

    private static final Set<String> STANDARD_TIERS = Set.of("auto", "default", "standard", "standard_only");

    private RequestReader() {}

    /** What the body asks; nothing of it is kept where it is rejected. */
    public static Reading read(Dialect dialect, byte[] body) {
        return read(body, root -> dialect);
    }

    /** The same of a body without a path that says what it speaks, such as a quote's, which takes the body of any call. */
    public static Reading read(byte[] body) {
        return read(body, DialectGuess::of);
    }

    private static Reading read(byte[] body, Function<Json.Members, Dialect> dialect) {
        try {
            Json.Members root = JsonReader.object(body);
            return new Reading.Accepted(accepted(dialect.apply(root), root));
        } catch (MalformedJson e) {
            return new Reading.Rejected(String.valueOf(e.getMessage()), "invalid_json", "");
        } catch (Refused e) {
            return new Reading.Rejected(e.reason(), e.code(), e.member());
        }
    }

    static CallRequest accepted(Dialect dialect, Json.Members root) {
        Set<String> unknown = new LinkedHashSet<>();
        List<String> ignored = new ArrayList<>();
        checkMembers(dialect, root, unknown, ignored);
        String model = root.text("model");
        if (model == null || !Model.isName(model)) {
            throw Refused.invalid("model", "must be the name of a model");
        }
        Noted noted = new Noted();
        switch (dialect) {
            case OPENAI_CHAT -> ChatContent.read(root, noted);
            case OPENAI_RESPONSES -> ResponsesContent.read(root, noted);
            case OPENAI_EMBEDDINGS -> EmbeddingsContent.read(root, noted);
            case ANTHROPIC_MESSAGES, ANTHROPIC_COUNT -> MessagesContent.read(root, noted);
        }
        return new CallRequest(
                dialect,
                root,
                noted,
                model,
                streams(dialect, root),
                limit(dialect, root),
                choices(root),
                ignored,
                unknown);
    }

    private static void checkMembers(Dialect dialect, Json.Members root, Set<String> unknown, List<String> ignored) {
        MemberRules rules = MemberRules.of(dialect);
        for (Map.Entry<String, Json> member : root.values().entrySet()) {
            String name = member.getKey();
            switch (rules.of(name)) {
                case null -> {
                    unknown.add(name);
                    ignore(name, ignored);
                }
                case UNPRICED -> {
                    if (isAsked(member.getValue())) {
                        throw Refused.unpriced(name);
                    }
                }
                case FOREIGN_STATE -> {
                    if (isAsked(member.getValue())) {
                        throw Refused.foreignState(name);
                    }
                }
                case PASSED, OURS -> {}
            }
        }
        Json tier = root.some("service_tier");
        if (tier != null && !(tier instanceof Json.Text text && STANDARD_TIERS.contains(text.value()))) {
            throw Refused.unpriced("service_tier");
        }
        Json.Members options = root.members("stream_options");
        if (options != null && dialect == Dialect.OPENAI_CHAT) {
            for (String name : options.values().keySet()) {
                if (!name.equals("include_usage") && !name.equals("include_obfuscation")) {
                    ignore("stream_options." + name, ignored);
                }
            }
        }
    }

    /** SDKs spell out what is not asked for: null, false, nothing in a list. */
    private static boolean isAsked(Json value) {
        return !(value instanceof Json.Nothing
                || (value instanceof Json.Flag flag && !flag.value())
                || (value instanceof Json.Items items && items.values().isEmpty()));
    }

    /** The name goes into a header, so it is a word and nothing else. */
    private static void ignore(String name, List<String> ignored) {
        if (ignored.size() < MOST_IGNORED) {
            String word = name.substring(0, Math.min(name.length(), LONGEST_IGNORED));
            ignored.add(word.replaceAll("[^A-Za-z0-9_.-]", "?"));
        }
    }

    private static boolean streams(Dialect dialect, Json.Members root) {
        Json stream = root.some("stream");
        if (stream != null && !(stream instanceof Json.Flag)) {
            throw Refused.invalid("stream", "must be true or false");
        }
        return dialect.hasOutput() && root.isTrue("stream");
    }

    private static OptionalLong limit(Dialect dialect, Json.Members root) {
        return switch (dialect) {
            case OPENAI_CHAT -> {
                OptionalLong old = limit(root, CallRequest.MAX_TOKENS, 1);
                OptionalLong recent = limit(root, CallRequest.MAX_COMPLETION_TOKENS, 1);
                yield old.isPresent() && recent.isPresent()
                        ? OptionalLong.of(Math.min(old.getAsLong(), recent.getAsLong()))
                        : old.isPresent() ? old : recent;
            }
            case OPENAI_RESPONSES -> limit(root, CallRequest.MAX_OUTPUT_TOKENS, 1);
            case ANTHROPIC_MESSAGES -> {
                OptionalLong limit = limit(root, CallRequest.MAX_TOKENS, 0);
                if (limit.isEmpty()) {
                    throw Refused.invalid(CallRequest.MAX_TOKENS, "is required");
                }
                yield limit;
            }
            case OPENAI_EMBEDDINGS, ANTHROPIC_COUNT -> OptionalLong.empty();
        };
    }

    private static OptionalLong limit(Json.Members root, String name, long least) {
        @Nullable Json sent = root.some(name);
        if (sent == null) {
            return OptionalLong.empty();
        }
        long count = root.count(name);
        if (count < least) {
            throw Refused.invalid(name, "must be a whole number, " + least + " or more");
        }
        return OptionalLong.of(count);
    }

    private static int choices(Json.Members root) {
        long most = 1;
        for (String name : List.of("n", "best_of")) {
            if (root.some(name) != null) {
                long count = root.count(name);
                if (count < 1 || count > MOST_CHOICES) {
                    throw Refused.invalid(name, "must be a whole number from 1 to " + MOST_CHOICES);
                }
                most = Math.max(most, count);
            }
        }
        return (int) most;
    }
}
