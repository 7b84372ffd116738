package dev.florin.server.web.api;

import dev.florin.core.purchases.Failure;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.payments.Declines;
import java.math.RoundingMode;

/** How a payment stands, in one sentence, for a customer who comes back from Stripe. */
final class TopUpPage {
    /** No script, no style, and nothing from anywhere. */
    static final String POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private TopUpPage() {}

    static String of(TopUp topUp, String home) {
        String amount =
                topUp.amount().decimal().setScale(2, RoundingMode.UNNECESSARY).toPlainString();
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>Your payment</title>
                </head>
                <body>
                <main>
                <h1>%s</h1>
                <p>$%s of AI credit. %s</p>
                <p><a href="%s">Go back</a></p>
                </main>
                </body>
                </html>
                """.formatted(title(topUp), amount, sentence(topUp), home);
    }

    private static String title(TopUp topUp) {
        return switch (topUp.state()) {
            case SUCCEEDED -> "Thank you";
            case FAILED -> "The payment failed";
            case EXPIRED, CANCELED -> "Nothing was charged";
            case REQUIRES_CHECKOUT -> "Not paid yet";
            case ASKING, PROCESSING -> "Your payment is on its way";
            case REQUIRES_CONFIRMATION -> "Please confirm";
        };
    }

    private static String sentence(TopUp topUp) {
        Failure failure = topUp.failure();
        return switch (topUp.state()) {
            case SUCCEEDED -> "It is in your balance.";
            case FAILED -> failure == null ? "Nothing was charged." : Declines.message(failure);
            case EXPIRED, CANCELED -> "You can start again at any time.";
            case REQUIRES_CHECKOUT -> "You can still pay it where you began.";
            case ASKING, PROCESSING -> "It comes into your balance as soon as your bank has sent it.";
            case REQUIRES_CONFIRMATION -> "Your bank asks you to confirm the payment.";
        };
    }
}
