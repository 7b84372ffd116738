package dev.florin.server.gateway.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When the hold of a stream grows, and when the stream ends. */
class StreamHoldTest {
    @Test
    void aShortStreamIsHeldForItsLimitAndNeverExtended() {
        assertEquals(500, StreamHold.first(500));
        StreamHold hold = new StreamHold(500, 500);
        assertFalse(hold.wantsMore(499));
        assertFalse(hold.isUsedUp(500));
    }

    @Test
    void aLongStreamAsksBeforeThreeQuartersAreUsed() {
        StreamHold hold = new StreamHold(StreamHold.first(20_000), 20_000);
        assertFalse(hold.wantsMore(4_095));
        assertTrue(hold.wantsMore(4_096));
        assertEquals(16_384, hold.next());
        hold.extendedTo(16_384);
        assertFalse(hold.wantsMore(4_096));
        assertEquals(20_000, hold.next());
    }

    @Test
    void aStreamThatCannotBeExtendedRunsToTheEndOfItsHold() {
        StreamHold hold = new StreamHold(8_192, 20_000);
        hold.refused();
        assertFalse(hold.wantsMore(8_000));
        assertFalse(hold.isUsedUp(8_191));
        assertTrue(hold.isUsedUp(8_192));
    }

    @Test
    void aHoldNeverPassesTheLimit() {
        StreamHold hold = new StreamHold(8_192, 10_000);
        assertThrows(IllegalArgumentException.class, () -> hold.extendedTo(10_001));
    }
}
