package dev.florin.sandbox.html;

import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a page. It is made from templates that stand in the program; whatever is put into their gaps is escaped
 * unless it is a piece of a page itself. Gaps may stand in text and in quoted attributes, nowhere else.
 */
public final class Html {
    public static final Html NOTHING = new Html("");

    private static final String GAP = "{}";

    private final String markup;

    private Html(String markup) {
        this.markup = markup;
    }

    /**
     * Fills the gaps {@code {}} of a template in their order.
     *
     * @throws IllegalArgumentException if there are more gaps than values, or fewer
     */
    public static Html of(String template, @Nullable Object... values) {
        StringBuilder markup = new StringBuilder(template.length() + 16 * values.length);
        int from = 0;
        for (Object value : values) {
            int gap = template.indexOf(GAP, from);
            if (gap < 0) {
                throw new IllegalArgumentException("More values than gaps: " + template);
            }
            markup.append(template, from, gap).append(markup(value));
            from = gap + GAP.length();
        }
        if (template.indexOf(GAP, from) >= 0) {
            throw new IllegalArgumentException("More gaps than values: " + template);
        }
        return new Html(markup.append(template, from, template.length()).toString());
    }

    private static String markup(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Html html -> html.markup;
            case Collection<?> pieces -> pieces.stream().map(Html::markup).collect(Collectors.joining());
            default -> escaped(value.toString());
        };
    }

    /** The piece, or nothing. */
    public static Html when(boolean shown, Html piece) {
        return shown ? piece : NOTHING;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return markup;
    }
}
