package dev.florin.core.pricing;

import static dev.florin.core.pricing.Drafts.above;
import static dev.florin.core.pricing.Drafts.price;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.core.money.Amount;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class QuoteTest {
    private static final Price PRICE = price("input 4.00 cached_input 0.40 cache_write 5.00 output 20.00");

    @Test
    void withoutCallsBeforeAQuarterOfTheMaximumIsExpected() {
        assertEquals(quote("0.0004", "0.009", "0.025"), Quote.of(PRICE, 1_000, 1_000, OptionalLong.empty()));
    }

    @Test
    void withCallsBeforeTheirOutputIsExpectedButNoMoreThanTheMaximum() {
        assertEquals(quote("0.0004", "0.006", "0.025"), Quote.of(PRICE, 1_000, 1_000, OptionalLong.of(100)));
        assertEquals(quote("0.0004", "0.024", "0.025"), Quote.of(PRICE, 1_000, 1_000, OptionalLong.of(5_000)));
    }

    @Test
    void aQuoteIsAtThePriceOfItsTier() {
        Price price = price("input 1.00 output 1.00", above(99, "input 2.00 output 3.00"));
        assertEquals(quote("0.0002", "0.00023", "0.00032"), Quote.of(price, 100, 40, OptionalLong.empty()));
    }

    @Test
    void aModelThatOnlyHearsIsQuotedAsHearing() {
        Price price = price("audio_input 10.00 output 1.00");
        assertEquals(quote("0.001", "0.001025", "0.0011"), Quote.of(price, 100, 100, OptionalLong.empty()));
    }

    private static Quote quote(String low, String expected, String most) {
        return new Quote(Amount.dollars(low), Amount.dollars(expected), Amount.dollars(most));
    }
}
