package dev.florin.sandbox.mail;

import dev.florin.sandbox.html.Html;
import dev.florin.sandbox.html.Resources;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The mail box for people: a list, and one mail. */
final class MailPages {
    static final String STYLE = Resources.text(MailPages.class, "mail.css");

    /** One screen or two; older ones are a link away. */
    private static final int MAILS_OF_A_PAGE = 50;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"')\\]]+[^\\s<>\"')\\].,;:!?]");

    Html overview(List<Mail> mails, Optional<String> to, Optional<MailId> before) {
        List<Mail> newest = mails.reversed().stream()
                .filter(mail -> before.isEmpty() || mail.number() < before.get().number())
                .toList();
        List<Mail> shown = newest.subList(0, Math.min(MAILS_OF_A_PAGE, newest.size()));
        Html older = Html.when(
                shown.size() < newest.size(),
                Html.of(
                        "<p class=\"older\"><a href=\"/?to={}&amp;before={}\">Older mail</a></p>",
                        URLEncoder.encode(to.orElse(""), StandardCharsets.UTF_8),
                        shown.isEmpty() ? "" : shown.getLast().id()));
        Html list = shown.isEmpty()
                ? nothing(to)
                : Html.of(
                        "<ul class=\"mails\">{}</ul>{}",
                        shown.stream().map(MailPages::row).toList(),
                        older);
        return page("Mail", Html.of("""
                        <div class="bar">
                          <h1>Mail <span class="count">{}</span></h1>
                          <form class="find" action="/" method="get" role="search">
                            <label for="to">To</label>
                            <input id="to" name="to" type="search" value="{}" placeholder="Any address" autocomplete="off">
                            <button>Show</button>
                          </form>
                          <form action="/clear" method="post"><button class="quiet">Delete all</button></form>
                        </div>
                        {}""", mails.size(), to.orElse(""), list));
    }

    private static Html nothing(Optional<String> to) {
        return Html.of(
                "<p class=\"nothing\"><strong>{}</strong><br>Mail that Florin sends arrives here and goes no further.</p>",
                to.map(address -> "No mail to " + address).orElse("No mail yet"));
    }

    private static Html row(Mail mail) {
        return Html.of("""
                <li><a href="/messages/{}">
                  <span class="to">{}</span>
                  <span class="subject">{}</span>
                  <time datetime="{}">{}</time>
                </a></li>""", mail.id(), mail.to(), subject(mail), mail.at(), time(mail.at()));
    }

    Html mail(Mail mail) {
        List<Html> bodies = new ArrayList<>();
        if (mail.html() != null) {
            bodies.add(Html.of("""
                    <section><h2>As a page</h2>
                    <iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/messages/{}/html" title="The mail as a page"></iframe>
                    </section>""", mail.id()));
        }
        if (mail.text() != null) {
            bodies.add(Html.of("<section><h2>As text</h2><pre class=\"text\">{}</pre></section>", linked(mail.text())));
        }
        if (bodies.isEmpty()) {
            bodies.add(Html.of("<p class=\"nothing\">This mail has no text.</p>"));
        }
        List<Html> headers = mail.headers().entrySet().stream()
                .map(header -> Html.of("<dt>{}</dt><dd>{}</dd>", header.getKey(), header.getValue()))
                .toList();
        return page(
                subject(mail),
                Html.of("""
                <p class="back"><a href="/">All mail</a></p>
                <article>
                  <h1>{}</h1>
                  <dl class="envelope">
                    <dt>From</dt><dd>{}</dd><dt>To</dt><dd>{}</dd><dt>At</dt><dd><time datetime="{}">{} UTC</time></dd>
                  </dl>
                  {}
                  <details><summary>All headers</summary><dl class="headers">{}</dl></details>
                </article>""", subject(mail), mail.from(), mail.to(), mail.at(), time(mail.at()), bodies, headers));
    }

    Html gone() {
        return page("No such mail", Html.of("""
                <p class="back"><a href="/">All mail</a></p>
                <p class="nothing"><strong>No such mail</strong><br>It was deleted, or it made room for newer ones.</p>"""));
    }

    /** A mail's own document, made so that its links open beside the box and not inside the frame. */
    static String framed(String html) {
        return "<base target=\"_blank\">" + html;
    }

    private static List<Html> linked(String text) {
        List<Html> pieces = new ArrayList<>();
        Matcher link = LINK.matcher(text);
        int from = 0;
        while (link.find()) {
            pieces.add(Html.of("{}", text.substring(from, link.start())));
            pieces.add(Html.of("<a href=\"{}\" rel=\"noreferrer\">{}</a>", link.group(), link.group()));
            from = link.end();
        }
        pieces.add(Html.of("{}", text.substring(from)));
        return pieces;
    }

    private static String subject(Mail mail) {
        return mail.subject().isBlank() ? "(no subject)" : mail.subject();
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }

    private static Html page(String title, Html content) {
        return Html.of("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>{} · Florin sandbox</title>
                <link rel="icon" href="data:,">
                <link rel="stylesheet" href="/style.css">
                </head>
                <body>
                <p class="banner"><strong>Sandbox</strong> No mail here reaches anybody.</p>
                <main>{}</main>
                </body>
                </html>
                """, title, content);
    }
}
