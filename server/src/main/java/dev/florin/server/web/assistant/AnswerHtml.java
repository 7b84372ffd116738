package dev.florin.server.web.assistant;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;

/**
 * A model's answer, which is Markdown that nobody can vouch for, as HTML that can do no harm: tags in it are shown as text,
 * links lead to web pages and mail addresses only and tell them nothing, pictures are links. Thread-safe.
 */
final class AnswerHtml {
    /** Deeper than anybody writes, and shallow enough for the stack. */
    private static final int DEEPEST_BLOCKS = 32;

    private static final int DEEPEST_INLINE = 64;

    private static final Pattern ELSEWHERE = Pattern.compile("(?i)(https?://|mailto:)[^\\s\\p{Cntrl}]+");

    /** An answer stands below a heading of the second level. */
    private static final int HEADINGS_BELOW = 2;

    private static final int LOWEST_HEADING = 6;

    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

    private static final Parser PARSER = Parser.builder()
            .extensions(EXTENSIONS)
            .maxOpenBlockParsers(DEEPEST_BLOCKS)
            .maxInlineNesting(DEEPEST_INLINE)
            .build();

    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .escapeHtml(true)
            .sanitizeUrls(true)
            .softbreak("<br>\n")
            .attributeProviderFactory(context -> new Attributes())
            .nodeRendererFactory(Nodes::new)
            .build();

    private AnswerHtml() {}

    /** The whole answer. */
    static String of(String markdown) {
        return RENDERER.render(PARSER.parse(markdown));
    }

    /** The answer block by block; what comes later changes none but the last. */
    static List<String> blocks(String markdown) {
        List<String> blocks = new ArrayList<>();
        for (Node node = PARSER.parse(markdown).getFirstChild(); node != null; node = node.getNext()) {
            blocks.add(RENDERER.render(node));
        }
        return blocks;
    }

    private static final class Attributes implements AttributeProvider {
        @Override
        public void setAttributes(Node node, String tagName, Map<String, String> attributes) {
            attributes.remove("title"); // an address in disguise
            if (node instanceof TableBlock) {
                attributes.put("tabindex", "0"); // a wide one is scrolled, also by keyboard
            }
        }
    }

    /** What is not rendered as usual. */
    private record Nodes(HtmlNodeRendererContext context) implements NodeRenderer {
        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(Heading.class, Link.class, Image.class, FencedCodeBlock.class, IndentedCodeBlock.class);
        }

        @Override
        public void render(Node node) {
            switch (node) {
                case Heading heading -> heading(heading);
                case Link link -> link(link, link.getDestination());
                case Image image -> link(image, image.getDestination());
                case FencedCodeBlock code -> code(code.getInfo(), code.getLiteral());
                case IndentedCodeBlock code -> code("", code.getLiteral());
                default -> throw new IllegalArgumentException(node.toString());
            }
        }

        private void heading(Heading heading) {
            HtmlWriter html = context.getWriter();
            String tag = "h" + Math.min(heading.getLevel() + HEADINGS_BELOW, LOWEST_HEADING);
            html.line();
            html.tag(tag);
            children(heading);
            html.tag("/" + tag);
            html.line();
        }

        private void link(Node node, String address) {
            HtmlWriter html = context.getWriter();
            boolean leads = ELSEWHERE.matcher(address).matches();
            if (leads) {
                html.tag("a", Map.of("href", address, "rel", "noopener noreferrer nofollow ugc", "target", "_blank"));
            }
            if (node.getFirstChild() == null) {
                html.text(address);
            }
            children(node);
            if (leads) {
                html.tag("/a");
            }
        }

        private void code(String info, String text) {
            HtmlWriter html = context.getWriter();
            CodeFiles.Info named = CodeFiles.info(info);
            html.line();
            html.raw(codeBlock(named.name().isEmpty() ? named.language() : named.name(), named.language(), text));
            html.line();
        }

        private void children(Node parent) {
            for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
                context.render(child);
            }
        }
    }

    /** A block of code with its caption; a script adds the button that copies it. */
    static String codeBlock(String caption, String language, String text) {
        return "<figure class=\"code\"><figcaption><span>" + Highlight.escaped(caption.isEmpty() ? "text" : caption)
                + "</span></figcaption><pre tabindex=\"0\"><code>" + Highlight.html(text, language)
                + "</code></pre></figure>";
    }
}
