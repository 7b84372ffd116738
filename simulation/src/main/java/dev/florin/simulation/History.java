package dev.florin.simulation;

import java.util.ArrayList;
import java.util.List;

/** What happens to some accounts, as scenario text: it can be read, cut shorter and played again. */
record History(List<String> lines) {
    History {
        lines = List.copyOf(lines);
    }

    static History read(String text) {
        return new History(Line.readAll(text).stream().map(Line::text).toList());
    }

    int size() {
        return lines.size();
    }

    List<Step> steps() {
        return Step.readAll(lines);
    }

    History prefix(int size) {
        return new History(lines.subList(0, size));
    }

    /** The same, but for some lines. */
    History without(int from, int to) {
        List<String> rest = new ArrayList<>(lines.subList(0, from));
        rest.addAll(lines.subList(to, lines.size()));
        return new History(rest);
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }
}
