package dev.florin.sandbox.stripe.pages;

import dev.florin.sandbox.html.Html;
import dev.florin.sandbox.html.Resources;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What all pages share: the frame around them, and how money, days and cards are written. */
final class Sheet {
    static final String STYLE = Resources.text(Sheet.class, "pages.css");

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private Sheet() {}

    static Html page(String title, Html content) {
        return Html.of("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta name="robots" content="noindex">
                <title>{} · Test mode</title>
                <link rel="icon" href="data:,">
                <link rel="stylesheet" href="/pages.css">
                </head>
                <body>
                <p class="banner"><strong>TEST MODE – not Stripe</strong> <span>No real card, no real money. Type only test cards here.</span></p>
                <main>{}</main>
                </body>
                </html>
                """, title, content);
    }

    /** A page that says one thing and leads on. */
    static Html terminal(String title, String text, Html action) {
        return page(title, Html.of("""
                <section class="card end">
                  <h1>{}</h1>
                  <p>{}</p>
                  {}
                </section>""", title, text, action));
    }

    static Html button(String address, String label) {
        return Html.of("<a class=\"button\" href=\"{}\">{}</a>", address, label);
    }

    static Html alert(String text) {
        return Html.when(!text.isEmpty(), Html.of("<p class=\"alert\" role=\"alert\">{}</p>", text));
    }

    static Html note(String text) {
        return Html.when(!text.isEmpty(), Html.of("<p class=\"note\" role=\"status\">{}</p>", text));
    }

    /** Cents as people read them: {@code $20.00}, {@code −$3.12}. */
    static String money(long cents, String currency) {
        String amount = BigDecimal.valueOf(Math.abs(cents), 2).toPlainString();
        String shown = currency.equals("usd")
                ? "$" + grouped(amount)
                : grouped(amount) + " " + currency.toUpperCase(Locale.ROOT);
        return cents < 0 ? "−" + shown : shown;
    }

    private static String grouped(String amount) {
        StringBuilder grouped = new StringBuilder(amount);
        for (int i = amount.indexOf('.') - 3; i > 0; i -= 3) {
            grouped.insert(i, ',');
        }
        return grouped.toString();
    }

    static String day(JsonNode second) {
        return DAY.format(Instant.ofEpochSecond(second.asLong()));
    }

    /** {@code $9.99 per month}. */
    static String rate(JsonNode price) {
        JsonNode recurring = price.path("recurring");
        String amount =
                money(price.path("unit_amount").asLong(), price.path("currency").asString());
        if (!recurring.isObject()) {
            return amount;
        }
        int count = recurring.path("interval_count").asInt(1);
        String interval = recurring.path("interval").asString();
        return amount + (count == 1 ? " per " + interval : " every " + count + " " + interval + "s");
    }

    /** {@code Visa •••• 4242}, or what a bank account is called. */
    static String method(JsonNode method) {
        if (!method.path("type").asString().equals("card")) {
            return "Bank account •••• "
                    + method.path("us_bank_account").path("last4").asString();
        }
        JsonNode card = method.path("card");
        return brand(card.path("brand").asString()) + " •••• "
                + card.path("last4").asString();
    }

    static String brand(String brand) {
        return switch (brand) {
            case "amex" -> "American Express";
            case "" -> "Card";
            default -> brand.substring(0, 1).toUpperCase(Locale.ROOT) + brand.substring(1);
        };
    }

    static String expiry(JsonNode method) {
        JsonNode card = method.path("card");
        return card.isObject()
                ? String.format(
                        "%02d/%02d",
                        card.path("exp_month").asInt(), card.path("exp_year").asInt() % 100)
                : "";
    }
}
