package dev.florin.server.gateway.calls;

import dev.florin.core.holds.Hold;
import dev.florin.core.holds.OnExpiry;
import dev.florin.core.ledger.Command;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.server.gateway.tokens.Count;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.Envelope;
import dev.florin.server.gateway.wire.Translation;
import dev.florin.server.gateway.wire.Upstream;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A call that can be placed.
 *
 * @param request as the caller made it
 * @param sent what the provider is asked: the same, or its translation where the provider speaks the other dialect
 * @param input what {@code sent} is counted to
 */
record CallPlan(
        CallRequest request,
        CallRequest sent,
        Payer payer,
        Price price,
        Provider provider,
        String upstreamModel,
        Count input) {
    /** An answer shorter than this is no use to anybody who asked for more. */
    private static final long LEAST_OUTPUT_TOKENS = 256;

    Model model() {
        return price.model();
    }

    boolean hasOutput() {
        return size().hasOutput();
    }

    /** How large it may become. */
    CallSize size() {
        return new CallSize(request, OptionalLong.empty(), price, input, 0);
    }

    boolean isTranslated() {
        return sent != request;
    }

    /** The output limit of each choice, before it is lowered to what the balance pays. */
    long wanted() {
        return size().wanted();
    }

    /** All choices together; empty where the model does not write. */
    OptionalLong mostOutput(long limit) {
        return size().mostOutput(limit);
    }

    long heldInput() {
        return size().heldInput();
    }

    /**
     * Sets credit aside for {@code output} tokens of each choice. Several choices are held in full or not at all: a limit that
     * is lowered for all of them leaves each too short.
     */
    Command.PlaceHold placing(long output, Duration expiresIn) {
        return new Command.PlaceHold(
                payer.account(),
                Till.newCall(payer),
                size().hold(output),
                payer.maxCost(),
                hasOutput() && !size().hasSeveralChoices() ? leastOutput(output) : null,
                expiresIn,
                OnExpiry.CAPTURE,
                payer.feature(),
                payer.by(),
                Collections.emptySortedMap(),
                null);
    }

    private long leastOutput(long output) {
        return Math.min(output, Math.max(LEAST_OUTPUT_TOKENS, request.leastOutputTokens()));
    }

    /** The output limit of each choice that a hold pays, which was placed for {@code output}. */
    static long limit(Hold hold, long output) {
        Hold.ModelCall sized = hold.call();
        return sized == null ? output : sized.maxOutputTokens();
    }

    /** What the provider is sent. */
    byte[] body(long limit) {
        return sent.upstreamBody(new Upstream(
                upstreamModel,
                hasOutput() ? OptionalLong.of(limit) : OptionalLong.empty(),
                provider.own(),
                provider.own()));
    }

    /** A refusal in the caller's dialect. */
    ProviderClient.Result.Answered told(ProviderClient.Result.Answered refusal) {
        if (!isTranslated()) {
            return refusal;
        }
        Envelope.Passed passed = Translation.error(request.dialect(), refusal.status(), refusal.body());
        return new ProviderClient.Result.Answered(passed.status(), passed.body(), refusal.retryAfter());
    }

    /** The model that the provider says it served, by the name that its price would have; else the one asked for. */
    Model served(Optional<String> told) {
        return told.filter(name -> Model.isName(name) && !name.equals(upstreamModel))
                .map(Model::new)
                .orElse(model());
    }
}
