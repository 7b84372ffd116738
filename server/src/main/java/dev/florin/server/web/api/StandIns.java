package dev.florin.server.web.api;

import dev.florin.server.payments.StripeSettings;
import dev.florin.server.web.http.JsonOut;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a demo's stand-ins for the outside world are.
 *
 * @param control Stripe's control address
 * @param models where the model providers are; absent without them
 * @param mail where the mails can be read; absent without a mail box
 * @param webhookUrl where Stripe's stand-in sends events
 * @param webhookSecret what it signs them with
 */
public record StandIns(
        String stripe,
        String control,
        @Nullable Models models,
        @Nullable String mail,
        String webhookUrl,
        String webhookSecret) {
    /**
     * Where each dialect is spoken.
     *
     * @param control the control address
     */
    public record Models(String openAi, String anthropic, String control) {}

    /** The fields of a demo without any. */
    static void writeAbsent(JsonOut out) {
        for (String absent : new String[] {
            "stripe", "stripe_control", "openai", "anthropic", "model_control", "mail", "webhook_url", "webhook_secret"
        }) {
            out.nothing(absent);
        }
    }

    /** Any test key is taken there. */
    private static final String KEY = "sk_test_demo";

    /** With these, Florin takes the stand-in for Stripe. */
    public StripeSettings settings(String publicUrl) {
        return new StripeSettings(KEY, URI.create(stripe), List.of(webhookSecret), publicUrl);
    }

    void write(JsonOut out) {
        out.text("stripe", stripe)
                .text("stripe_control", control)
                .text("openai", models == null ? null : models.openAi())
                .text("anthropic", models == null ? null : models.anthropic())
                .text("model_control", models == null ? null : models.control())
                .text("mail", mail)
                .text("webhook_url", webhookUrl)
                .text("webhook_secret", webhookSecret);
    }

    @Override
    public String toString() {
        return "stand-ins at " + stripe; // never the secret
    }
}
