package dev.florin.sandbox.models.answers;

import dev.florin.sandbox.models.answers.Ask.Tool;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Decides whether a tool is called: one that must be, or one whose name or description shares a word with the prompt. */
final class ToolPicker {
    /** Words that stand in most prompts and descriptions alike. */
    private static final Set<String> COMMON = Set.of(
            "the",
            "and",
            "for",
            "get",
            "set",
            "with",
            "from",
            "that",
            "this",
            "what",
            "which",
            "current",
            "given",
            "user",
            "tool",
            "function",
            "data",
            "value",
            "returns",
            "return",
            "into",
            "name",
            "please",
            "about",
            "are",
            "how",
            "you",
            "can",
            "will",
            "use",
            "call",
            "tell",
            "make",
            "one",
            "any",
            "all");

    private ToolPicker() {}

    static Optional<ToolUse> pick(Ask ask, String prompt) {
        if (ask.tools().isEmpty() || !ask.toolChoice().allowed()) {
            return Optional.empty();
        }
        if (ask.toolChoice().name().isPresent()) {
            String name = ask.toolChoice().name().get();
            return ask.tools().stream()
                    .filter(tool -> tool.name().equals(name))
                    .findFirst()
                    .map(tool -> use(tool, prompt));
        }
        Set<String> words = words(prompt);
        Tool best = ask.tools().getFirst();
        int bestScore = 0;
        for (Tool tool : ask.tools()) {
            int score = score(tool, words);
            if (score > bestScore) {
                best = tool;
                bestScore = score;
            }
        }
        // After a tool has answered, the answer is told, unless another call is demanded.
        boolean wanted = ask.toolChoice().required()
                || (bestScore > 0 && ask.toolResult().isEmpty());
        return wanted ? Optional.of(use(best, prompt)) : Optional.empty();
    }

    private static ToolUse use(Tool tool, String prompt) {
        return new ToolUse(tool.name(), SchemaExample.of(tool.schema(), prompt));
    }

    private static int score(Tool tool, Set<String> words) {
        List<String> named = List.copyOf(words(tool.name().replaceAll("([a-z])([A-Z])", "$1 $2")));
        int byName = (int) named.stream().filter(words::contains).count();
        int byDescription =
                (int) words(tool.description()).stream().filter(words::contains).count();
        return byName * 3 + byDescription;
    }

    private static Set<String> words(String text) {
        Set<String> words =
                new HashSet<>(Arrays.asList(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)));
        words.removeIf(word -> word.length() < 3 || COMMON.contains(word));
        return words;
    }
}
