package dev.florin.server.web.assistant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerHtmlTest {
    private static final Pattern DANGEROUS = Pattern.compile(
            "(?i)<(script|img|iframe|svg|object|style|link|form|input|base|meta)|<[^>]*\\son\\w+=|href=\"(?!https?://|mailto:)");

    @Test
    void anAnswerIsSetAsItWasMeant() {
        assertEquals(
                "<h3>Two ways</h3>\n<ol>\n<li>a <strong>fast</strong> one</li>\n<li>a <code>slow</code> one</li>\n</ol>\n",
                AnswerHtml.of("# Two ways\n1. a **fast** one\n2. a `slow` one"));
        assertTrue(AnswerHtml.of("| a | b |\n|---|---|\n| 1 | 2 |").contains("<td>2</td>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "hello <img src=x onerror=alert(1)> there",
                "![me](https://tracker.example/pixel.png)",
                "[click](javascript:alert(1))",
                "[click](JaVaScRiPt:alert(1))",
                "[click](&#106;avascript:alert(1))",
                "[click](data:text/html,<script>alert(1)</script>)",
                "[click](vbscript:x \"onmouseover=alert(1)\")",
                "[click](//evil.example/)",
                "[click](/account/data)",
                "<a href=\"javascript:alert(1)\">x</a>",
                "<javascript:alert(1)>",
                "[a]\n\n[a]: javascript:alert(1)",
                "```html\n<script>alert(1)</script>\n```",
                "```\"><script>alert(1)</script>\nx\n```",
                "`<svg onload=alert(1)>`",
                "<style>body{display:none}</style>",
                "| <script>alert(1)</script> |\n|---|\n| <iframe src=//evil> |",
                "# <base href=//evil>",
                "<form action=https://evil.example><input name=card></form>"
            })
    void nothingInAnAnswerDoesAnything(String answer) {
        String html = AnswerHtml.of(answer);
        assertFalse(DANGEROUS.matcher(html).find(), html);
    }

    @Test
    void linksTellWhereTheyLeadNothing() {
        assertEquals(
                "<p><a href=\"https://example.com/?a=1&amp;b=2\" rel=\"noopener noreferrer nofollow ugc\" target=\"_blank\">here</a></p>\n",
                ordered(AnswerHtml.of("[here](https://example.com/?a=1&b=2 \"Your bank\")")));
    }

    /** The attributes of a link in one order. */
    private static String ordered(String html) {
        return html.replaceAll(
                "<a (?=[^>]*href=\"([^\"]*)\")(?=[^>]*rel=\"([^\"]*)\")(?=[^>]*target=\"([^\"]*)\")[^>]*>",
                "<a href=\"$1\" rel=\"$2\" target=\"$3\">");
    }

    @Test
    void codeIsColouredAndNamed() {
        String html = AnswerHtml.of("```java src/Main.java\nint x = 1; // <one>\n```");
        assertTrue(html.contains("<span>src/Main.java</span>"), html);
        assertTrue(html.contains("<span class=\"hl-word\">int</span> x = <span class=\"hl-number\">1</span>"), html);
        assertTrue(html.contains("<span class=\"hl-comment\">// &lt;one&gt;</span>"), html);
    }

    @Test
    void onlyTheLastBlockChangesWhileAnAnswerComes() {
        List<String> before = AnswerHtml.blocks("One.\n\n- a\n- b\n\nThe la");
        List<String> after = AnswerHtml.blocks("One.\n\n- a\n- b\n\nThe last **word**.");
        assertEquals(3, before.size());
        assertEquals(before.subList(0, 2), after.subList(0, 2));
        assertEquals(List.of(), AnswerHtml.blocks(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"> ", "* ", "[", "**a ", "![", "`", "<", "((", "[a](", "| a "})
    void anAnswerThatNestsForeverIsShownSoonAllTheSame(String part) {
        String answer = part.repeat(20_000);
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            AnswerHtml.of(answer);
        });
    }
}
