package dev.florin.sandbox.models.stage;

import static dev.florin.sandbox.models.script.OrderedAnswer.NEVER;

import dev.florin.sandbox.models.answers.Ask;
import dev.florin.sandbox.models.answers.Reply;
import dev.florin.sandbox.models.answers.Sage;
import dev.florin.sandbox.models.answers.ToolUse;
import dev.florin.sandbox.models.script.OrderedAnswer.Content;
import dev.florin.sandbox.models.tokens.Piece;
import dev.florin.sandbox.models.tokens.Tokens;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is said in answer to a request.
 *
 * @param reasoning tokens of reasoning before the text
 * @param cutShort true if the request's limit ended it
 * @param stoppedBy the stop sequence that ended it
 * @param output all tokens of it
 */
public record Speech(
        List<Piece> pieces,
        List<ToolUse> toolUses,
        int reasoning,
        boolean cutShort,
        Optional<String> stoppedBy,
        int output) {
    /** What {@code fill} writes where a request has no limit. */
    private static final int FILL_WITHOUT_LIMIT = 16;

    private static final Piece WORD = new Piece(" word", 1);

    /**
     * What a request allows.
     *
     * @param limit the most tokens of output
     * @param reasoning how much the model reasons about it by itself
     */
    public record Terms(OptionalInt limit, int reasoning, List<String> stops) {}

    public static Speech of(Content content, Ask ask, Tokens tokens, Terms terms) {
        return content.ordered() ? ordered(content, tokens, terms) : free(content, ask, tokens, terms);
    }

    private static Speech ordered(Content content, Tokens tokens, Terms terms) {
        int reasoning = Math.max(content.reasoningTokens(), 0);
        List<Piece> pieces = content.text().map(tokens::pieces).orElse(List.of());
        if (content.frames() != NEVER) {
            pieces = Collections.nCopies(content.frames(), WORD);
        } else if (content.fill()) {
            pieces = Collections.nCopies(
                    Math.max(terms.limit().orElse(FILL_WITHOUT_LIMIT + reasoning) - reasoning, 0), WORD);
        }
        boolean cutShort = content.fill() && terms.limit().isPresent();
        return made(pieces, content.toolUses(), reasoning, cutShort, Optional.empty(), tokens);
    }

    private static Speech free(Content content, Ask ask, Tokens tokens, Terms terms) {
        int most = terms.limit().orElse(Integer.MAX_VALUE);
        int wanted = content.reasoningTokens() == NEVER ? terms.reasoning() : content.reasoningTokens();
        int reasoning = Math.min(wanted, most);
        Reply reply = Sage.reply(ask);
        Optional<String> stop = terms.stops().stream()
                .filter(sequence -> !sequence.isEmpty() && reply.text().contains(sequence))
                .findFirst();
        String text = stop.map(
                        sequence -> reply.text().substring(0, reply.text().indexOf(sequence)))
                .orElse(reply.text());
        int room = most - reasoning;
        List<Piece> pieces = tokens.pieces(text, room);
        int spoken = tokens(pieces);
        boolean cutShort = spoken == room && tokens.count(text) > room;
        List<ToolUse> toolUses = reply.toolUses();
        if (spoken + toolTokens(toolUses, tokens) > room) {
            toolUses = List.of();
            cutShort = true;
        }
        return made(pieces, toolUses, reasoning, cutShort, cutShort ? Optional.empty() : stop, tokens);
    }

    private static Speech made(
            List<Piece> pieces,
            List<ToolUse> toolUses,
            int reasoning,
            boolean cutShort,
            Optional<String> stop,
            Tokens tokens) {
        int output = reasoning + tokens(pieces) + toolTokens(toolUses, tokens);
        return new Speech(pieces, toolUses, reasoning, cutShort, stop, output);
    }

    private static int tokens(List<Piece> pieces) {
        return pieces.stream().mapToInt(Piece::tokens).sum();
    }

    private static int toolTokens(List<ToolUse> toolUses, Tokens tokens) {
        return toolUses.stream()
                .mapToInt(use -> tokens.count(use.name()) + tokens.count(use.text()))
                .sum();
    }

    /** All of the text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        return text.toString();
    }
}
