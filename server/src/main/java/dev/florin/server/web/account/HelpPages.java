package dev.florin.server.web.account;

import dev.florin.core.check.Check;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.MarkdownHtml;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Visit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The help articles, which stand as Markdown among the resources, and their search. Immutable; thread-safe. */
public final class HelpPages {
    private static final String PATH = "/help";

    /** In the order in which questions come up. */
    private static final List<String> NAMES = List.of(
            "ai-credits",
            "add-balance",
            "auto-recharge",
            "prices",
            "refunds",
            "when-pro-ends",
            "keys-and-limits",
            "privacy");

    /** A longer search finds nothing anyway. */
    private static final int LONGEST_SEARCH = 100;

    /** A word in a title says more than one in the text. */
    private static final int TITLE_WEIGHT = 10;

    private final List<Article> articles =
            NAMES.stream().map(HelpPages::article).toList();

    /**
     * An article.
     *
     * @param name in its address
     * @param summary its first paragraph
     * @param html made of our own Markdown
     * @param words to be searched, in small letters
     */
    public record Article(String name, String title, String summary, String html, String words) {
        private int found(List<String> asked) {
            int points = 0;
            for (String word : asked) {
                boolean inTitle = title.toLowerCase(Locale.ROOT).contains(word);
                if (!inTitle && !words.contains(word)) {
                    return 0;
                }
                points += inTitle ? TITLE_WEIGHT : 1;
            }
            return points;
        }
    }

    /** The model of the list. */
    public record ListModel(Frame frame, String search, List<Article> articles) {}

    /** The model of an article. */
    public record ArticleModel(Frame frame, Article article, List<Article> others) {}

    /** Adds the list and the articles. */
    public void addTo(Pages pages) {
        pages.openGet(PATH, this::list).openGet(PATH + "/{name}", this::show);
    }

    private Answer list(Visit visit) {
        String search = visit.query().text("q");
        return visit.page("account/help.jte", new ListModel(visit.frame("Help", Tab.HELP), search, search(search)));
    }

    private List<Article> search(String search) {
        if (search.isEmpty()) {
            return articles;
        }
        if (search.length() > LONGEST_SEARCH) {
            return List.of();
        }
        List<String> words = List.of(search.toLowerCase(Locale.ROOT).split("\\s+", -1));
        return articles.stream()
                .filter(article -> article.found(words) > 0)
                .sorted(Comparator.comparingInt((Article article) -> -article.found(words)))
                .toList();
    }

    private Answer show(Visit visit) {
        Article article = articles.stream()
                .filter(each -> each.name.equals(visit.path("name")))
                .findFirst()
                .orElseThrow(Visit::notFound);
        List<Article> others =
                articles.stream().filter(each -> !each.equals(article)).toList();
        return visit.page(
                "account/article.jte", new ArticleModel(visit.frame(article.title, Tab.HELP), article, others));
    }

    private static Article article(String name) {
        String text = resource("/help/" + name + ".md");
        int end = text.indexOf('\n');
        String title = text.substring(2, end);
        String body = text.substring(end).strip();
        String summary = body.substring(0, body.indexOf("\n\n")).replace('\n', ' ');
        return new Article(name, title, summary, MarkdownHtml.of(body), text.toLowerCase(Locale.ROOT));
    }

    private static String resource(String name) {
        try (InputStream in = Check.present(HelpPages.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
