package dev.florin.server.notices;

import dev.florin.core.check.Check;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sets a letter as plain text and as HTML: one small design, nothing loaded from anywhere, everything escaped. */
final class Typesetting {
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{subject}</title>
            </head>
            <body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif">
            <div style="max-width:560px;margin:0 auto">
            <p style="font-weight:600">{seller}</p>
            <h1 style="font-size:22px;line-height:1.3">{subject}</h1>
            {body}
            <hr style="border:0;border-top:1px solid #8888;margin:32px 0 12px">
            <p style="font-size:13px;color:#767676">{footer}</p>
            </div>
            </body>
            </html>
            """;

    private static final String WAY = """
            <p><a href="{url}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1d4ed8;\
            color:#ffffff;text-decoration:none">{name}</a></p>
            """;

    private static final String FACT = """
            <tr><th scope="row" style="text-align:left;font-weight:400;padding:4px 24px 4px 0;color:#767676;vertical-align:top">\
            {name}</th><td style="padding:4px 0">{value}</td></tr>
            """;

    private Typesetting() {}

    /**
     * Whom a letter goes to.
     *
     * @param name of the customer; absent where we know none
     */
    record Recipient(String address, @Nullable String name) {}

    /** A letter in its envelope. */
    static Post.Envelope envelope(
            Recipient recipient, Letter letter, String id, Instant at, MailSettings.Seller seller) {
        String name = recipient.name();
        String greeting = name == null || name.isBlank() ? "Hello," : "Hello " + Post.line(name) + ",";
        return new Post.Envelope(
                id,
                recipient.address(),
                name,
                letter.subject(),
                text(letter, greeting, seller),
                html(letter, greeting, seller),
                at);
    }

    static String text(Letter letter, String greeting, MailSettings.Seller seller) {
        StringBuilder text = new StringBuilder(greeting).append("\n\n");
        letter.paragraphs().forEach(each -> text.append(each).append("\n\n"));
        letter.facts()
                .forEach(fact -> text.append(fact.name())
                        .append(": ")
                        .append(fact.value())
                        .append('\n'));
        text.append(letter.facts().isEmpty() ? "" : "\n");
        Letter.Way way = letter.way();
        if (way != null) {
            text.append(way.name()).append(":\n").append(way.url()).append("\n\n");
        }
        return text.append("-- \n").append(footer(seller)).append('\n').toString();
    }

    static String html(Letter letter, String greeting, MailSettings.Seller seller) {
        StringBuilder body = new StringBuilder("<p>").append(escaped(greeting)).append("</p>\n");
        letter.paragraphs()
                .forEach(each -> body.append("<p>").append(escaped(each)).append("</p>\n"));
        if (!letter.facts().isEmpty()) {
            body.append(letter.facts().stream()
                    .map(fact -> FACT.replace("{name}", escaped(fact.name())).replace("{value}", escaped(fact.value())))
                    .collect(Collectors.joining(
                            "", "<table style=\"border-collapse:collapse;margin:16px 0\">\n", "</table>\n")));
        }
        Letter.Way way = letter.way();
        if (way != null) {
            Check.argument(way.url().matches("https?://.*"), "a link leads to a page");
            body.append(WAY.replace("{url}", escaped(way.url())).replace("{name}", escaped(way.name())));
        }
        // What customers can write comes last, so that it is never taken for a place to fill.
        return PAGE.replace("{footer}", escaped(footer(seller)).replace("\n", "<br>"))
                .replace("{seller}", escaped(seller.name()))
                .replace("{subject}", escaped(letter.subject()))
                .replace("{body}", body);
    }

    private static String footer(MailSettings.Seller seller) {
        String taxId = seller.taxId();
        String address = seller.address();
        return seller.name() + (address == null ? "" : "\n" + address) + (taxId == null ? "" : "\nTax id " + taxId);
    }

    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(point);
            }
        });
        return escaped.toString();
    }
}
