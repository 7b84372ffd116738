package dev.florin.server.web.documents;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines of comma-separated values as of RFC 4180. A text that a spreadsheet would take for a formula is preceded by an
 * apostrophe, which makes it text again. Not thread-safe.
 */
final class CsvOut {
    /** What begins a formula in one program or another, also in its full-width form. */
    private static final String FORMULA = "=+-@|%＝＋－＠";

    private final OutputStream out;
    private final StringBuilder line = new StringBuilder(256);
    private boolean begun;

    CsvOut(OutputStream out) {
        this.out = out;
    }

    /** A cell with words: always within quotation marks, so that it is the same whatever it holds. */
    CsvOut text(@Nullable String value) {
        separate();
        if (value == null) {
            return this;
        }
        line.append('"');
        if (isFormula(value)) {
            line.append('\'');
        }
        line.append(value.replace("\"", "\"\"")).append('"');
        return this;
    }

    /** A cell with a number, a time or a word of our own, which may begin with a minus. */
    CsvOut plain(@Nullable Object value) {
        separate();
        if (value != null) {
            line.append(value);
        }
        return this;
    }

    void end() throws IOException {
        line.append("\r\n");
        out.write(line.toString().getBytes(StandardCharsets.UTF_8));
        line.setLength(0);
        begun = false;
    }

    private static boolean isFormula(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            // Blanks and what nobody sees are dropped by some programs before they look.
            if (!Character.isWhitespace(c) && !Character.isSpaceChar(c) && !Character.isISOControl(c) && c != 0xFEFF) {
                return FORMULA.indexOf(c) >= 0;
            }
        }
        return false;
    }

    private void separate() {
        if (begun) {
            line.append(',');
        }
        begun = true;
    }
}
