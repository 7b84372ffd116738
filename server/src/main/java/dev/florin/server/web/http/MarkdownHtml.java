package dev.florin.server.web.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of Markdown that our own documents use, as HTML: headings with anchors, paragraphs, lists, code, links and what is strong. Everything
 * else is shown as text.
 */
public final class MarkdownHtml {
    private static final Pattern INLINE =
            Pattern.compile("`([^`]+)`|\\[([^\\]]+)\\]\\(([^)\\s]+)\\)|\\*\\*([^*]+)\\*\\*");

    private final StringBuilder html = new StringBuilder();
    private String open = "";

    private MarkdownHtml() {}

    /** The HTML of a document; what it is made of is escaped. */
    public static String of(String markdown) {
        MarkdownHtml page = new MarkdownHtml();
        markdown.lines().forEach(page::line);
        page.in("");
        return page.html.toString();
    }

    private void line(String line) {
        int level = line.startsWith("### ") ? 3 : line.startsWith("## ") ? 2 : line.startsWith("# ") ? 1 : 0;
        if (level > 0) {
            in("");
            String heading = line.substring(level + 1).strip();
            html.append("<h").append(level).append(" id=\"").append(escape(heading.replace("`", "")));
            html.append("\">")
                    .append(inline(heading))
                    .append("</h")
                    .append(level)
                    .append(">\n");
        } else if (line.isBlank()) {
            in("");
        } else if (line.startsWith("- ")) {
            in("ul");
            html.append("<li>").append(inline(line.substring(2))).append('\n');
        } else {
            if (!open.equals("ul")) {
                in("p");
            }
            html.append(inline(line)).append('\n');
        }
    }

    /** Closes the block that is open and opens another, unless it is the same. */
    private void in(String block) {
        if (open.equals(block)) {
            return;
        }
        if (!open.isEmpty()) {
            html.append("</").append(open).append(">\n");
        }
        if (!block.isEmpty()) {
            html.append('<').append(block).append('>');
        }
        open = block;
    }

    private static String inline(String text) {
        StringBuilder out = new StringBuilder();
        Matcher matcher = INLINE.matcher(text);
        int end = 0;
        while (matcher.find()) {
            out.append(escape(text.substring(end, matcher.start())));
            if (matcher.group(1) != null) {
                out.append("<code>").append(escape(matcher.group(1))).append("</code>");
            } else if (matcher.group(4) != null) {
                out.append("<strong>").append(escape(matcher.group(4))).append("</strong>");
            } else {
                out.append("<a href=\"").append(escape(matcher.group(3))).append("\">");
                out.append(escape(matcher.group(2))).append("</a>");
            }
            end = matcher.end();
        }
        return out.append(escape(text.substring(end))).toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
