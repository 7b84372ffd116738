package dev.florin.core.purchases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.core.money.Amount;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartTest {
    private static Part part(long grant, long amount, long taken) {
        return new Part(grant, Amount.ofNanos(amount), Amount.ofNanos(taken));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        List<List<Part>> all = List.of(
                List.of(),
                List.of(part(1, 0, 0)),
                List.of(part(3, 5_000_000_000L, 1_000), part(4, 1_000, 0)),
                List.of(part(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE), part(2, 1, 1), part(3, 2, 0)));
        for (List<Part> parts : all) {
            assertEquals(parts, Part.read(Part.write(parts)));
        }
        assertEquals("3:5000000000:1000,4:1000:0", Part.write(all.get(2)));
        assertEquals("", Part.write(List.of()));
    }

    @Test
    void noMoreIsTakenThanThePart() {
        assertThrows(IllegalArgumentException.class, () -> part(1, 5, 6));
        assertThrows(IllegalArgumentException.class, () -> part(1, -1, -1));
        assertThrows(IllegalArgumentException.class, () -> part(1, 5, -1));
        assertThrows(IllegalArgumentException.class, () -> part(1, 5, 3).took(Amount.ofNanos(3)));
    }

    @Test
    void takingChangesOnlyThePartOfItsGrant() {
        List<Part> parts = List.of(part(1, 5, 0), part(2, 7, 1));
        assertEquals(List.of(part(1, 5, 0), part(2, 7, 4)), Part.took(parts, 2, Amount.ofNanos(3)));
        assertEquals(parts, Part.took(parts, 9, Amount.ofNanos(3)));
        assertEquals(Amount.ofNanos(12), Part.amounts(parts));
        assertEquals(Amount.ofNanos(1), Part.taken(parts));
        assertEquals(Amount.ZERO, Part.amountOf(parts, 9));
    }
}
