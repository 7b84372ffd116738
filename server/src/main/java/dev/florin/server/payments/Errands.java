package dev.florin.server.payments;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.ledger.Request;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.StripeErrands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs what Stripe is asked for a customer and moves no credit of itself. It is written down first, and its number is part of the
 * key that Stripe knows it by: asked twice, or again after a lost answer, it is done once. Thread-safe.
 */
public final class Errands {
    /** Stripe knows a key again for 24 hours at least. */
    static final Duration KEY_LASTS = Duration.ofHours(23);

    /** How long a request waits for another one of its account. */
    private static final Duration WAIT = Duration.ofSeconds(30);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final StripeErrands errands;
    private final ObjectIds ids;

    Errands(StripeErrands errands, ObjectIds ids) {
        this.errands = errands;
        this.ids = ids;
    }

    /** What an errand comes to. */
    public sealed interface Came {
        /**
         * Done.
         *
         * @param url where the customer goes on, if anywhere
         * @param replayed whether the same request had done it before
         */
        record Done(@Nullable String url, boolean replayed) implements Came {}

        /** It does not go with how things stand. */
        record Refused() implements Came {}

        /** The request's key stands for another one. */
        record KeyReused() implements Came {}

        /** The first request is still at it. */
        record KeyInUse() implements Came {}
    }

    /** What Stripe made. */
    record Made(@Nullable String object, @Nullable String url) {
        static final Made NOTHING = new Made(null, null);
    }

    /** Asks Stripe; empty where it does not go with how things stand. */
    interface Work {
        /**
         * Asks.
         *
         * @param key to be sent with the request that changes something
         */
        Optional<Made> run(StripeErrands.Errand errand, String key);
    }

    /** What a request comes to that was done before, or whose key stands for another; empty where it is new. */
    public Optional<Came> known(AccountNumber account, Request request) {
        return errands.known(account, request)
                .map(claim -> claim instanceof StripeErrands.Claim.Known(StripeErrands.Errand errand)
                        ? new Came.Done(errand.url(), true)
                        : new Came.KeyReused());
    }

    /**
     * Runs one, alone for its account. {@link StripeFault} where Stripe does not do it or nobody knows.
     *
     * @param wish everything that is sent with the key: the same key never goes with another request
     */
    Came run(AccountNumber account, Request request, String what, String wish, Work work) {
        Digest words = Digest.shortSha256(wish.getBytes(StandardCharsets.UTF_8));
        long deadline = System.nanoTime() + WAIT.toNanos();
        while (true) {
            switch (errands.claim(account, request, what, words, KEY_LASTS)) {
                case StripeErrands.Claim.Ours(StripeErrands.Errand errand) -> {
                    return run(errand, work);
                }
                case StripeErrands.Claim.Known(StripeErrands.Errand errand) -> {
                    return new Came.Done(errand.url(), true);
                }
                case StripeErrands.Claim.Reused _ -> {
                    return new Came.KeyReused();
                }
                case StripeErrands.Claim.Busy _ -> {
                    if (System.nanoTime() > deadline) {
                        return new Came.KeyInUse();
                    }
                    LockSupport.parkNanos(LOOK_AGAIN.toNanos());
                }
            }
        }
    }

    private Came run(StripeErrands.Errand errand, Work work) {
        String key = ids.write(
                        ObjectIds.Kind.ACCOUNT,
                        errand.account(),
                        errand.account().number())
                + "-" + errand.what() + "-" + errand.number();
        try {
            Optional<Made> made = work.run(errand, key);
            if (made.isEmpty()) {
                errands.refused(errand);
                return new Came.Refused();
            }
            errands.done(errand, made.get().object, made.get().url);
            return new Came.Done(made.get().url, false);
        } catch (StripeFault e) {
            if (e.mayPass()) {
                errands.leave(errand); // a part of it may be done
            } else {
                errands.refused(errand);
            }
            throw e;
        } catch (RuntimeException e) {
            errands.leave(errand);
            throw e;
        }
    }
}
