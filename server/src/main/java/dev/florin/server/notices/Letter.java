package dev.florin.server.notices;

import dev.florin.core.check.Check;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mail says, before it is set in type.
 *
 * @param subject one line
 * @param paragraphs in plain words
 * @param facts a small table: a name and a value each
 * @param way where to go on; absent where there is nothing to be done
 */
record Letter(
        String subject,
        List<String> paragraphs,
        List<Fact> facts,
        @Nullable Way way) {
    Letter {
        Check.argument(subject.lines().count() == 1, "a subject is one line");
        paragraphs = List.copyOf(paragraphs);
        facts = List.copyOf(facts);
    }

    /** A line of the table. */
    record Fact(String name, String value) {}

    /** A link that is named for what it does. */
    record Way(String name, String url) {}

    static Letter of(String subject, String... paragraphs) {
        return new Letter(subject, List.of(paragraphs), List.of(), null);
    }

    Letter with(String name, String value) {
        List<Fact> more = new ArrayList<>(facts);
        more.add(new Fact(name, value));
        return new Letter(subject, paragraphs, more, way);
    }

    Letter to(String name, String url) {
        return new Letter(subject, paragraphs, facts, new Way(name, url));
    }
}
