package dev.florin.sandbox.models.answers;

import java.util.List;

/** What is answered. */
public record Reply(String text, List<ToolUse> toolUses) {
    static Reply of(String text) {
        return new Reply(text, List.of());
    }
}
