package dev.florin.server.web.billing;

import dev.florin.core.purchases.Failure;
import dev.florin.server.payments.Declines;
import dev.florin.server.payments.Errands;
import dev.florin.server.payments.StripeFault;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Flash;
import dev.florin.server.web.pages.Visit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a page does about what Stripe answers, or does not answer. */
final class AtStripe {
    static final String AWAY =
            "Stripe cannot be reached at the moment, so buying is paused. Nothing was charged or changed, and your balance works as"
                    + " always. Please try again in a few minutes.";

    /** A page that is only looked at waits no longer for what it can do without. */
    private static final long PATIENCE_MILLIS = 2_500;

    private AtStripe() {}

    /** Does something there; where that fails the customer is told on the page at {@code back}. */
    static Answer act(Visit visit, String back, Supplier<Answer> act) {
        try {
            return act.get();
        } catch (StripeFault fault) {
            return visit.seeOther(back, Flash.bad(words(fault)));
        }
    }

    private static String words(StripeFault fault) {
        Failure failure = fault.failure();
        return switch (fault.kind()) {
            case DECLINED -> failure == null ? "The card was declined." : Declines.message(failure);
            case MISSING -> "That is no longer there. Please look again.";
            case INVALID, KEY_TAKEN -> "Stripe did not accept that. Nothing was charged. Please look again.";
            case UNAVAILABLE, UNKNOWN -> AWAY;
        };
    }

    /** What Stripe tells, where it does so soon. */
    static <T> Optional<T> soon(Supplier<T> ask) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("ask stripe").start(() -> {
            try {
                answer.complete(ask.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return Optional.of(
                    answer.orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join());
        } catch (CompletionException e) {
            return Optional.empty();
        }
    }

    /** On to where an errand leads; {@code refused} is said where it does not go with how things stand. */
    static Answer follow(Visit visit, Errands.Came came, String back, Flash done, String refused) {
        return switch (came) {
            case Errands.Came.Done made -> made.url() == null ? visit.seeOther(back, done) : visit.seeOther(made.url());
            case Errands.Came.Refused _ -> visit.seeOther(back, Flash.bad(refused));
            case Errands.Came.KeyReused _ -> visit.seeOther(back, Flash.bad("Please look again."));
            case Errands.Came.KeyInUse _ ->
                visit.seeOther(back, Flash.bad("That is being done already. Please wait a moment."));
        };
    }
}
