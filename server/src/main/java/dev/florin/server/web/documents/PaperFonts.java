package dev.florin.server.web.documents;

import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.openpdf.text.DocumentException;
import org.openpdf.text.Font;
import org.openpdf.text.Phrase;
import org.openpdf.text.pdf.BaseFont;

/**
 * Letters for one paper: Liberation Sans, whose Latin, Greek and Cyrillic stand in the file itself, so that it looks the same
 * everywhere. Not thread-safe.
 */
final class PaperFonts {
    private static final String REGULAR = "liberation/LiberationSans-Regular.ttf";
    private static final String BOLD = "liberation/LiberationSans-Bold.ttf";
    private static final Color GREY = new Color(0x5b, 0x63, 0x70);
    private static final int UNKNOWN = '?';

    private final BaseFont regular = read(REGULAR);
    private final BaseFont bold = read(BOLD);

    private static BaseFont read(String name) {
        try (InputStream stream = BaseFont.class.getClassLoader().getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            // Not shared with other papers: what a paper uses of it is noted in the object.
            return BaseFont.createFont(
                    name, BaseFont.IDENTITY_H, BaseFont.EMBEDDED, false, stream.readAllBytes(), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DocumentException e) {
            throw new IllegalStateException(name + " is no font", e);
        }
    }

    BaseFont regular() {
        return regular;
    }

    Phrase text(String text, float size) {
        return phrase(text, regular, size, Color.BLACK);
    }

    Phrase bold(String text, float size) {
        return phrase(text, bold, size, Color.BLACK);
    }

    Phrase grey(String text, float size) {
        return phrase(text, regular, size, GREY);
    }

    private Phrase phrase(String text, BaseFont font, float size, Color color) {
        return new Phrase(known(text, font), new Font(font, size, Font.NORMAL, color));
    }

    /** A customer's name may have letters that the font lacks: they are shown as question marks rather than left out. */
    private static String known(String text, BaseFont font) {
        StringBuilder known = new StringBuilder(text.length());
        text.codePoints().forEach(c -> known.appendCodePoint(c == '\n' || font.charExists(c) ? c : UNKNOWN));
        return known.toString();
    }
}
