package dev.florin.server.web.assistant;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.Quote;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.Dialect;
import dev.florin.server.gateway.wire.Reading;
import dev.florin.server.gateway.wire.RequestReader;
import dev.florin.server.storage.Conversation.Kind;
import dev.florin.server.storage.Conversation.Message;
import dev.florin.server.web.pages.Money;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the next message would cost, as it stands beside the button.
 *
 * @param range such as {@code ~$0.0021–0.0104}: with no answer to speak of, and with one as they mostly are
 * @param most what it cannot cost more than; on hover and focus
 * @param pays whether the balance pays the expected
 */
public record QuoteLine(String range, String most, boolean pays) {
    /** As long as answers mostly are, for whoever has not asked this model yet. */
    private static final long USUAL_OUTPUT_TOKENS = 400;

    private static final QuoteLine UNKNOWN = new QuoteLine("", "", true);

    /** What is asked about. */
    record Draft(
            Kind kind,
            String model,
            List<Message> said,
            String text,
            @Nullable String language) {}

    static QuoteLine of(AssistantParts parts, AccountNumber account, Amount available, Draft draft) {
        Optional<Price> found = Model.isName(draft.model)
                ? parts.prices().standing().inForce(new Model(draft.model))
                : Optional.empty();
        if (found.isEmpty()) {
            return UNKNOWN;
        }
        Price price = found.get();
        long input = Math.min(input(parts, price, draft), price.contextTokens());
        long output = price.maxOutputTokens();
        if (!price.takes(input, output)) {
            return UNKNOWN;
        }
        OptionalLong usual = parts.history().usualOutputTokens(account, price.model(), draft.kind.code());
        Quote quote = Quote.of(price, input, output, usual.isPresent() ? usual : OptionalLong.of(USUAL_OUTPUT_TOKENS));
        return new QuoteLine(
                range(quote.low(), quote.expected()),
                Money.cost(quote.most()).text(),
                !quote.expected().isMoreThan(available));
    }

    private static long input(AssistantParts parts, Price price, Draft draft) {
        byte[] body = Prompt.body(
                draft.kind,
                draft.model,
                draft.said,
                Prompt.question(draft.text.isEmpty() ? "?" : draft.text, draft.language),
                Answering.mostLetters(price));
        return RequestReader.read(Dialect.OPENAI_CHAT, body) instanceof Reading.Accepted(CallRequest call)
                ? parts.engine().counts().own(call).orElse(0)
                : 0;
    }

    private static String range(Amount low, Amount high) {
        String to = Money.cost(high).text();
        String from = Money.cost(low).text().replace("<", "");
        if (to.startsWith("<")) {
            return to;
        }
        return from.equals(to) ? "~" + to : "~" + from + "–" + to.substring(1);
    }
}
