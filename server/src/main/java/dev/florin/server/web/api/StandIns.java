package dev.florin.server.web.api;

import dev.florin.server.web.http.JsonOut;
import org.jspecify.annotations.Nullable;

/**
 * Where a demo's stand-ins for the outside world are.
 *
 * @param control Stripe's control address
 * @param mail where the mails can be read; absent without a mail box
 * @param webhookUrl where Stripe's stand-in sends events
 * @param webhookSecret what it signs them with
 */
public record StandIns(
        String stripe, String control, @Nullable String mail, String webhookUrl, String webhookSecret) {
    /** The fields of a demo without any. */
    static void writeAbsent(JsonOut out) {
        for (String absent : new String[] {
            "stripe", "stripe_control", "openai", "anthropic", "model_control", "mail", "webhook_url", "webhook_secret"
        }) {
            out.nothing(absent);
        }
    }

    void write(JsonOut out) {
        out.text("stripe", stripe)
                .text("stripe_control", control)
                // Stand-ins that this version does not have.
                .nothing("openai")
                .nothing("anthropic")
                .nothing("model_control")
                .text("mail", mail)
                .text("webhook_url", webhookUrl)
                .text("webhook_secret", webhookSecret);
    }

    @Override
    public String toString() {
        return "stand-ins at " + stripe; // never the secret
    }
}
