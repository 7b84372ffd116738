package dev.florin.server.gateway.calls;

import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.Quote;
import dev.florin.core.pricing.TokenClass;
import dev.florin.server.gateway.tokens.Count;
import dev.florin.server.gateway.wire.CallRequest;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How large a call may become: what it is held for, and so what it is quoted at.
 *
 * @param request as the caller made it
 * @param named an output limit named beside the body; empty where the body alone says
 * @param price of the model
 * @param input what the provider is sent, counted
 * @param least what it certainly comes to
 */
public record CallSize(CallRequest request, OptionalLong named, Price price, Count input, long least) {
    /**
     * A call beyond the context is refused by its provider, so no more than that is ever billed. Of embeddings each text has the
     * whole context to itself, and all are billed.
     */
    public long heldInput() {
        long contexts = hasOutput() ? 1 : Math.max(1, request.input().parts());
        return Math.min(input.most(), contexts * price.contextTokens());
    }

    public boolean hasOutput() {
        return request.dialect().hasOutput();
    }

    /** The output limit of each choice, before it is lowered to what the balance pays. */
    public long wanted() {
        OptionalLong limit = named.isPresent() ? named : request.askedOutputTokens();
        return hasOutput() ? limit.orElse(price.maxOutputTokens()) : 0;
    }

    /** All choices together; empty where the model does not write. */
    OptionalLong mostOutput(long limit) {
        return hasOutput() ? OptionalLong.of(Math.multiplyExact(limit, request.choices())) : OptionalLong.empty();
    }

    /** What the whole call may write. */
    public long mostOutput() {
        return mostOutput(wanted()).orElse(0);
    }

    /** What to hold for {@code output} tokens of each choice. */
    Command.HoldSize hold(long output) {
        return hasSeveralChoices() || heldInput() > price.contextTokens()
                ? new Command.HoldSize.Named(
                        price.model(),
                        price.most(heldInput(), mostOutput(output).orElse(0)))
                : new Command.HoldSize.ForCall(price.model(), heldInput(), output);
    }

    /** Several choices are held in full or not at all: a limit lowered for all of them leaves each too short. */
    public boolean hasSeveralChoices() {
        return hasOutput() && request.choices() > 1;
    }

    /**
     * What it would cost. The most is exactly what the whole call is held for.
     *
     * @param usualOutput the median output of the calls before, where there were any
     */
    public Quote quote(OptionalLong usualOutput) {
        return Quote.of(price, heldInput(), mostOutput(), usualOutput);
    }

    /** What stands against such a call whoever pays: it is larger than the model, or may use what nobody has priced. */
    public Optional<Refusal> refusal() {
        long held = heldInput();
        if (hasOutput() && least > price.contextTokens()) {
            return Optional.of(new Refusal.BeyondModel("input_tokens", price.contextTokens()));
        }
        if (wanted() > price.maxOutputTokens()) {
            return Optional.of(new Refusal.BeyondModel("max_output_tokens", price.maxOutputTokens()));
        }
        Optional<TokenClass> missing = price.unpriced(held, wanted());
        if (missing.isPresent()) {
            return Optional.of(
                    new Refusal.ModelNotPriced(price.model(), missing.get().code()));
        }
        if (request.input().hasSound()
                && price.perMillion(TokenClass.AUDIO_INPUT, held).isEmpty()) {
            return Optional.of(new Refusal.ModelNotPriced(price.model(), TokenClass.AUDIO_INPUT.code()));
        }
        if (request.asksSound()
                && price.perMillion(TokenClass.AUDIO_OUTPUT, held).isEmpty()) {
            return Optional.of(new Refusal.ModelNotPriced(price.model(), TokenClass.AUDIO_OUTPUT.code()));
        }
        return Optional.empty();
    }
}
