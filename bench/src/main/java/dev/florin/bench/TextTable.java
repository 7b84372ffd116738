package dev.florin.bench;

import java.util.ArrayList;
import java.util.List;

/** Lines of columns as wide as their widest cell: the first to the left, the others to the right. Not thread-safe. */
final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> lines = new ArrayList<>();

    TextTable(String... titles) {
        lines.add(List.of(titles));
    }

    void add(String... cells) {
        if (cells.length != lines.getFirst().size()) {
            throw new IllegalArgumentException("a line has a cell for each title");
        }
        lines.add(List.of(cells));
    }

    boolean isEmpty() {
        return lines.size() == 1;
    }

    /** Every line, the titles first, each ended. */
    String text() {
        int columns = lines.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder written = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                String pad = " ".repeat(widths[column] - line.get(column).length());
                written.append(column == 0 ? "" : GAP)
                        .append(column == 0 ? line.get(column) + pad : pad + line.get(column));
            }
            text.append(written.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
