package dev.florin.server.app;

import dev.florin.server.payments.StripeSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The settings about Stripe: keys, secrets, and where customers may be sent. For one use. */
final class StripeCheck {
    private static final Pattern KEY = Pattern.compile("[sr]k_(test|live)_[A-Za-z0-9_]+");
    private static final Pattern SECRET = Pattern.compile("whsec_[A-Za-z0-9_+/=-]+");

    /** Stripe lets two be valid while one is replaced; a few more do no harm. */
    private static final int MOST_SECRETS = 5;

    private static final int MOST_ORIGINS = 50;

    private final GivenSettings given;
    private final Configuration.Purpose purpose;
    private final BiConsumer<Setting, String> wrong;

    StripeCheck(GivenSettings given, Configuration.Purpose purpose, BiConsumer<Setting, String> wrong) {
        this.given = given;
        this.purpose = purpose;
        this.wrong = wrong;
    }

    Optional<StripeSettings> settings(String publicUrl, boolean ofADemo) {
        String key = given.value(Setting.FLORIN_STRIPE_KEY);
        List<String> secrets = list(Setting.FLORIN_STRIPE_WEBHOOK_SECRETS);
        URI base = base();
        if (key.isEmpty()) {
            if (!secrets.isEmpty()) {
                wrong.accept(Setting.FLORIN_STRIPE_WEBHOOK_SECRETS, "needs FLORIN_STRIPE_KEY beside it");
            }
            return Optional.empty();
        }
        boolean right = true;
        if (!KEY.matcher(key).matches()) {
            wrong.accept(Setting.FLORIN_STRIPE_KEY, "must be a secret or restricted key of Stripe: sk_… or rk_…");
            right = false;
        } else if (StripeSettings.isLive(key) && (base != null || ofADemo || purpose == Configuration.Purpose.DEMO)) {
            wrong.accept(Setting.FLORIN_STRIPE_KEY, "is a live key: real keys never meet a demo");
            right = false;
        }
        if (secrets.isEmpty() && purpose == Configuration.Purpose.SERVE) {
            wrong.accept(
                    Setting.FLORIN_STRIPE_WEBHOOK_SECRETS,
                    "is missing: the signing secret of the webhook endpoint at Stripe, whsec_…");
            right = false;
        }
        if (secrets.size() > MOST_SECRETS
                || secrets.stream().anyMatch(each -> !SECRET.matcher(each).matches())) {
            wrong.accept(
                    Setting.FLORIN_STRIPE_WEBHOOK_SECRETS,
                    "must be one to " + MOST_SECRETS + " signing secrets, whsec_…, with commas between and none empty");
            right = false;
        }
        String crashAt = given.value(Setting.FLORIN_CRASH_AT);
        if (!crashAt.isEmpty() && base == null) {
            wrong.accept(
                    Setting.FLORIN_CRASH_AT, "ends the process on purpose: only with a stand-in, FLORIN_STRIPE_URL");
            right = false;
        }
        return right
                ? Optional.of(new StripeSettings(key, base, secrets, publicUrl, crashAt.isEmpty() ? null : crashAt))
                : Optional.empty();
    }

    private @Nullable URI base() {
        String text = given.value(Setting.FLORIN_STRIPE_URL);
        if (text.isEmpty()) {
            return null;
        }
        Optional<URI> uri = origin(text);
        if (uri.isEmpty()) {
            wrong.accept(Setting.FLORIN_STRIPE_URL, "must be where a stand-in listens, such as http://127.0.0.1:8091");
        }
        return uri.orElse(null);
    }

    /** Origins such as {@code https://app.example.com}. */
    List<String> origins(Setting setting) {
        List<String> origins = list(setting);
        if (origins.size() > MOST_ORIGINS
                || origins.stream().anyMatch(each -> origin(each).isEmpty())) {
            wrong.accept(setting, "must be origins such as https://app.example.com, with commas between");
            return List.of();
        }
        return origins;
    }

    /** Scheme, host and port, and nothing else. */
    private static Optional<URI> origin(String text) {
        try {
            URI uri = new URI(text.replaceFirst("/+$", ""));
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean alone = uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null
                    && (uri.getPath() == null || uri.getPath().isEmpty());
            return web && uri.getHost() != null && alone ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** An empty entry stays one, to be told. */
    private List<String> list(Setting setting) {
        String text = given.value(setting);
        return text.isEmpty()
                ? List.of()
                : new ArrayList<>(
                        Arrays.stream(text.split(",", -1)).map(String::strip).toList());
    }
}
