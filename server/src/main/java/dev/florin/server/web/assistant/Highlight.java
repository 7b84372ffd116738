package dev.florin.server.web.assistant;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Colours code by what can be seen without understanding it: comments, texts, numbers, words of the language, names that are
 * called. One pass, each letter looked at a bounded number of times. One per text; not thread-safe.
 */
final class Highlight {
    /** Longer code is shown as it is: a page with a span for every word of it would be slow. */
    private static final int LONGEST = 60_000;

    /**
     * How a language is written.
     *
     * @param lineComment what begins a comment to the end of the line; empty where there is none
     * @param quotes around texts; none where nothing has a colour
     * @param markup whether words are coloured in tags only
     */
    private record Language(
            List<String> lineComment, boolean blockComments, String quotes, Set<String> words, boolean markup) {
        Language(List<String> lineComment, boolean blockComments, String quotes, Set<String> words) {
            this(lineComment, blockComments, quotes, words, false);
        }

        boolean plain() {
            return quotes.isEmpty();
        }
    }

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    private static final Set<String> C_LIKE = words("""
            abstract as async await boolean bool break byte case catch char class const constexpr continue
            default defer delete do double else enum export extends extern false final finally float fn for
            foreach from fun func function go goto if impl implements import in instanceof int interface is let
            long loop match mod module mut namespace new nil null of override package permits private protected
            pub public range record return sealed self short signed sizeof static string struct super switch
            synchronized template this throw throws trait true try type typedef typeof undefined union unsafe
            unsigned use using val var virtual void volatile when where while with yield
            """);

    private static final Set<String> PYTHON = words("""
            False None True and as assert async await break case class continue def del elif else except
            finally for from global if import in is lambda match nonlocal not or pass raise return self try
            while with yield
            """);

    private static final Set<String> SHELL = words("""
            case do done elif else esac export fi for function if in local return set then until while begin
            def end require module nil true false yes no null unless self puts
            """);

    private static final Set<String> SQL = words("""
            all alter and as asc between by case check constraint create cross default delete desc distinct
            drop else end exists false for foreign from full group having in index inner insert into is join
            key left like limit not null offset on or order outer over partition primary recursive references
            returning right select set table then true union unique update using values view when where with
            """);

    private static final Language C = new Language(List.of("//"), true, "\"'`", C_LIKE);
    private static final Language HASH = new Language(List.of("#"), false, "\"'", SHELL);
    private static final Language MARKUP = new Language(List.of(), false, "\"'", Set.of(), true);
    private static final Language PLAIN = new Language(List.of(), false, "", Set.of());

    private static final Map<String, Language> LANGUAGES = Map.ofEntries(
            Map.entry("python", new Language(List.of("#"), false, "\"'", PYTHON)),
            Map.entry("py", new Language(List.of("#"), false, "\"'", PYTHON)),
            Map.entry("sql", new Language(List.of("--"), true, "'\"", SQL)),
            Map.entry("php", new Language(List.of("//", "#"), true, "\"'", C_LIKE)),
            Map.entry("css", new Language(List.of(), true, "\"'", Set.of())),
            Map.entry("json", new Language(List.of(), false, "\"", Set.of("true", "false", "null"))),
            Map.entry("html", MARKUP),
            Map.entry("xml", MARKUP),
            Map.entry("svg", MARKUP),
            Map.entry("bash", HASH),
            Map.entry("sh", HASH),
            Map.entry("shell", HASH),
            Map.entry("ruby", HASH),
            Map.entry("rb", HASH),
            Map.entry("yaml", HASH),
            Map.entry("yml", HASH),
            Map.entry("toml", HASH),
            Map.entry("dockerfile", HASH),
            Map.entry("", PLAIN),
            Map.entry("text", PLAIN),
            Map.entry("markdown", PLAIN));

    private final String code;
    private final Language language;
    private final boolean caseless;
    private final StringBuilder html = new StringBuilder();
    private int at;

    private Highlight(String code, String name) {
        this.code = code;
        this.language = LANGUAGES.getOrDefault(name, C);
        this.caseless = name.equals("sql");
    }

    /** The code with a {@code span} around whatever has a colour; everything else of it escaped. */
    static String html(String code, String language) {
        String name = language.toLowerCase(Locale.ROOT);
        return code.length() > LONGEST || LANGUAGES.getOrDefault(name, C).plain()
                ? escaped(code)
                : new Highlight(code, name).run();
    }

    private String run() {
        while (at < code.length()) {
            char c = code.charAt(at);
            int comment = comment();
            if (comment > at) {
                span("hl-comment", comment);
            } else if (language.quotes().indexOf(c) >= 0) {
                span("hl-text", quoted(c));
            } else if (Character.isDigit(c)) {
                span("hl-number", number());
            } else if (Character.isJavaIdentifierStart(c)) {
                word();
            } else {
                escape(c);
                at++;
            }
        }
        return html.toString();
    }

    /** Where the comment that begins here ends; here where none begins. */
    private int comment() {
        for (String begin : language.lineComment()) {
            if (code.startsWith(begin, at)) {
                return endOr(code.indexOf('\n', at), 0);
            }
        }
        if (language.blockComments() && code.startsWith("/*", at)) {
            return endOr(code.indexOf("*/", at + 2), 2);
        }
        return language.markup() && code.startsWith("<!--", at) ? endOr(code.indexOf("-->", at), 3) : at;
    }

    private int endOr(int found, int more) {
        return found < 0 ? code.length() : found + more;
    }

    /** Where the text ends: at its quote, or where the line does, for whoever forgot it. */
    private int quoted(char quote) {
        String three = String.valueOf(quote).repeat(3);
        if (code.startsWith(three, at)) {
            return endOr(code.indexOf(three, at + 3), 3);
        }
        int end = at + 1;
        while (end < code.length() && code.charAt(end) != quote && (quote == '`' || code.charAt(end) != '\n')) {
            end += code.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end + 1, code.length());
    }

    private int number() {
        int end = at;
        while (end < code.length()
                && (Character.isLetterOrDigit(code.charAt(end)) || "._".indexOf(code.charAt(end)) >= 0)) {
            end++;
        }
        return end;
    }

    private void word() {
        int end = at;
        while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
            end++;
        }
        String word = code.substring(at, end);
        boolean tag = language.markup() && at > 0 && "</".indexOf(code.charAt(at - 1)) >= 0;
        if (tag || language.words().contains(caseless ? word.toLowerCase(Locale.ROOT) : word)) {
            span("hl-word", end);
        } else if (!language.markup() && end < code.length() && code.charAt(end) == '(') {
            span("hl-call", end);
        } else if (Character.isUpperCase(word.charAt(0)) && !caseless && !language.markup()) {
            span("hl-type", end);
        } else {
            html.append(escaped(word));
            at = end;
        }
    }

    private void span(String name, int end) {
        html.append("<span class=\"").append(name).append("\">");
        html.append(escaped(code.substring(at, end))).append("</span>");
        at = end;
    }

    private void escape(char c) {
        switch (c) {
            case '&' -> html.append("&amp;");
            case '<' -> html.append("&lt;");
            case '>' -> html.append("&gt;");
            case '"' -> html.append("&quot;");
            case '\'' -> html.append("&#39;");
            default -> html.append(c);
        }
    }

    static String escaped(String text) {
        Highlight plain = new Highlight("", "");
        for (int i = 0; i < text.length(); i++) {
            plain.escape(text.charAt(i));
        }
        return plain.html.toString();
    }
}
