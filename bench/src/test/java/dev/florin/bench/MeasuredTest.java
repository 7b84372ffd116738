package dev.florin.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredTest {
    @Test
    void theMedianOfThreeRoundsIsTheMiddleOneOfEachFigure() {
        Measured medians = Measured.medians(
                List.of(new Measured(3, 10, 5, 0, 7), new Measured(1, 30, 6, 0, 9), new Measured(2, 20, 4, 0, 8)));
        assertEquals(new Measured(2, 20, 5, 0, 8), medians);
    }

    @Test
    void theMedianOfTwoRoundsIsBetweenThem() {
        Measured medians = Measured.medians(List.of(new Measured(1, 2, 3, 4, 5), new Measured(3, 4, 5, 6, 7)));
        assertEquals(new Measured(2, 3, 4, 5, 6), medians);
    }
}
