package dev.florin.server.payments;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import dev.florin.core.accounts.Digest;
import dev.florin.server.storage.StripeEvents;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes in what Stripe sends: the bytes are verified as they came, what they are about is stored, and only then are they
 * answered. The work is done afterwards, from what Stripe says then: an event is a doorbell. Thread-safe.
 */
public final class Webhooks {
    /** Stripe's own advice: a signature older than this may be a copy that somebody sends again. */
    private static final long TOLERANCE_SECONDS = 300;

    /** The train of API versions that our library reads; another one is worked on all the same, and told. */
    private static final String TRAIN = ".dahlia";

    /** Stripe's newer events name their object and hold none; their types are the same after this. */
    private static final String THIN = "^v1\\.";

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StripeEvents events;
    private final List<String> secrets;
    private final boolean live;
    private final Clock clock;
    private final PaymentMeters meters;
    private final Runnable doorbell;

    Webhooks(StripeEvents events, StripeSettings settings, Clock clock, PaymentMeters meters, Runnable doorbell) {
        this.events = events;
        this.secrets = settings.webhookSecrets();
        this.live = settings.live();
        this.clock = clock;
        this.meters = meters;
        this.doorbell = doorbell;
    }

    /** What became of a body. */
    public enum Came {
        /** Stored, now or before. */
        TAKEN,
        /** Not signed by Stripe, or too long ago. */
        NOT_SIGNED,
        /** Signed, but not an event. */
        NOT_AN_EVENT
    }

    /** Takes in a body with the value of its {@code Stripe-Signature} header. */
    public Came take(byte[] body, @Nullable String signature) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (signature == null || !isSigned(text, signature)) {
            meters.notSigned();
            LOG.warn("webhook refused: not signed by a known secret, or too old");
            return Came.NOT_SIGNED;
        }
        Optional<JsonNode> parsed = parsed(text);
        if (parsed.isEmpty()) {
            return Came.NOT_AN_EVENT;
        }
        JsonNode event = parsed.get();
        String id = event.path("id").asString("");
        String type = event.path("type").asString("").replaceFirst(THIN, "");
        String object = event.path("data").path("object").path("id").asString("");
        if (object.isEmpty()) {
            object = event.path("related_object").path("id").asString("");
        }
        if (id.isEmpty() || type.isEmpty() || object.isEmpty()) {
            return Came.NOT_AN_EVENT;
        }
        String version =
                event.path("api_version").isString() ? event.path("api_version").asString() : null;
        if (version != null && !version.endsWith(TRAIN)) {
            meters.otherVersion();
            LOG.error("webhook in another API version: register its endpoint with ours version={}", version);
        }
        StripeEvents.Event taken = new StripeEvents.Event(id, type, object, version, Digest.sha256(body), 0);
        if (event.path("livemode").asBoolean(false) != live) {
            meters.otherMode();
            events.ignore(taken, "of another mode");
        } else if (events.add(taken, false)) {
            doorbell.run();
        }
        return Came.TAKEN;
    }

    private boolean isSigned(String body, String signature) {
        for (String secret : secrets) {
            try {
                if (Webhook.Signature.verifyHeader(body, signature, secret, TOLERANCE_SECONDS, clock)) {
                    return true;
                }
            } catch (SignatureVerificationException e) {
                LOG.debug("webhook not signed by this secret", e);
            }
        }
        return false;
    }

    private static Optional<JsonNode> parsed(String body) {
        try {
            return Optional.of(JSON.readTree(body));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
