package dev.florin.server.payments;

import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.net.RequestOptions;
import com.stripe.service.V1Services;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Locale;

/** Asks Stripe, and says of every failure what is known. Thread-safe. */
final class StripeCalls {
    /** A customer may be waiting. */
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private static final Duration READ = Duration.ofSeconds(25);

    /** Lost answers are asked for again with the same key by whoever looks after the object, not by this thread. */
    private static final int RETRIES = 1;

    private static final int CONFLICT = 409;
    private static final int SERVER_ERROR = 500;

    static {
        Stripe.enableTelemetry = false; // it would tell about this machine, and write into its home folder
    }

    private final StripeClient client;
    private final PaymentMeters meters;
    private final Trail trail;
    private final Reach reach = new Reach();

    StripeCalls(StripeSettings settings, PaymentMeters meters, Trail trail) {
        StripeClient.StripeClientBuilder builder = StripeClient.builder()
                .setApiKey(settings.key())
                .setConnectTimeout((int) CONNECT.toMillis())
                .setReadTimeout((int) READ.toMillis())
                .setMaxNetworkRetries(RETRIES);
        if (settings.base() != null) {
            String base = settings.base().toString();
            builder.setApiBase(base).setFilesBase(base).setConnectBase(base).setMeterEventsBase(base);
        }
        this.client = builder.build();
        this.meters = meters;
        this.trail = trail;
    }

    /** One request. */
    interface Call<T> {
        T run(V1Services stripe) throws StripeException;
    }

    /**
     * Asks, and waits for the answer.
     *
     * @param what is asked, as it is measured and told: {@code payment_intent.create}
     */
    <T> T ask(String what, Call<T> call) {
        trail.reach("before stripe " + what);
        long begun = System.nanoTime();
        try {
            T answer = ask(call);
            reach.answered();
            meters.asked(what, "done", System.nanoTime() - begun);
            return answer;
        } catch (StripeFault e) {
            note(e);
            meters.asked(what, e.kind().name().toLowerCase(Locale.ROOT), System.nanoTime() - begun);
            throw e;
        } finally {
            trail.reach("after stripe " + what);
        }
    }

    /** Two requests about one object at once are answered, though not done. */
    private void note(StripeFault fault) {
        boolean busy = fault.getCause() instanceof StripeException e
                && e.getStatusCode() != null
                && e.getStatusCode() == CONFLICT;
        if (fault.mayPass() && !busy) {
            reach.lost(System.nanoTime());
        } else {
            reach.answered();
        }
    }

    /** Whether Stripe did not answer what it was asked last. Asks nobody. */
    boolean isAway() {
        return reach.isLost(System.nanoTime());
    }

    private <T> T ask(Call<T> call) {
        try {
            return call.run(client.v1());
        } catch (CardException e) {
            throw declined(e);
        } catch (IdempotencyException e) {
            throw fault(StripeFault.Kind.KEY_TAKEN, e);
        } catch (InvalidRequestException e) {
            boolean missing = "resource_missing".equals(e.getCode());
            throw fault(missing ? StripeFault.Kind.MISSING : StripeFault.Kind.INVALID, e);
        } catch (AuthenticationException | RateLimitException e) {
            throw fault(StripeFault.Kind.UNAVAILABLE, e);
        } catch (ApiConnectionException e) {
            boolean nobodyThere = e.getCause() instanceof ConnectException;
            throw fault(nobodyThere ? StripeFault.Kind.UNAVAILABLE : StripeFault.Kind.UNKNOWN, e);
        } catch (StripeException e) {
            Integer status = e.getStatusCode();
            boolean unclear = status == null || status == CONFLICT || status >= SERVER_ERROR;
            throw fault(unclear ? StripeFault.Kind.UNKNOWN : StripeFault.Kind.INVALID, e);
        }
    }

    private static StripeFault fault(StripeFault.Kind kind, StripeException e) {
        return new StripeFault(kind, null, null, e.getCode(), e);
    }

    private static StripeFault declined(CardException e) {
        String payment = e.getStripeError() == null || e.getStripeError().getPaymentIntent() == null
                ? null
                : e.getStripeError().getPaymentIntent().getId();
        String advice = e.getStripeError() == null ? null : e.getStripeError().getAdviceCode();
        return new StripeFault(
                StripeFault.Kind.DECLINED,
                Declines.failure(e.getCode(), e.getDeclineCode(), advice),
                payment,
                e.getCode(),
                e);
    }

    /** The same request again is the same request. */
    static RequestOptions key(String key) {
        return RequestOptions.builder().setIdempotencyKey(key).build();
    }
}
