package dev.florin.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpreadTest {
    private static final int PICKS = 200_000;

    @Test
    void everyPickIsAnAccount() {
        for (Spread spread : Spread.values()) {
            for (int count : counts(spread)) {
                assertTrue(count >= 0);
            }
        }
    }

    @Test
    void uniformCallsEveryAccountAlike() {
        int[] counts = counts(Spread.UNIFORM);
        int firstHalf = 0;
        for (int place = 0; place < Spread.ACCOUNTS / 2; place++) {
            firstHalf += counts[place];
        }
        assertEquals(PICKS / 2, firstHalf, PICKS * 0.01);
    }

    @Test
    void zipfCallsTheFirstAccountTwiceAsOftenAsTheSecondAndTenTimesAsOftenAsTheTenth() {
        int[] counts = counts(Spread.ZIPF);
        assertEquals(2.0, (double) counts[0] / counts[1], 0.15);
        assertEquals(10.0, (double) counts[0] / counts[9], 1.0);
    }

    @Test
    void hotCallsOneAccountOnly() {
        assertEquals(PICKS, counts(Spread.HOT)[0]);
    }

    private static int[] counts(Spread spread) {
        SplittableRandom random = new SplittableRandom(1);
        int[] counts = new int[Spread.ACCOUNTS];
        for (int pick = 0; pick < PICKS; pick++) {
            counts[spread.pick(random)]++;
        }
        return counts;
    }
}
