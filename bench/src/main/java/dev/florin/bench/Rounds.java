package dev.florin.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Lets two contenders take turns, so that whatever else the machine does meets both alike. */
final class Rounds {
    private Rounds() {}

    static Row inTurns(int rounds, Part part, Effort.Load load, Supplier<Measured> florin, Supplier<Measured> naive) {
        List<Measured> ofFlorin = new ArrayList<>(rounds);
        List<Measured> ofNaive = new ArrayList<>(rounds);
        for (int round = 0; round < rounds; round++) {
            ofFlorin.add(florin.get());
            ofNaive.add(naive.get());
        }
        return new Row(part, load.spread(), load.callers(), Measured.medians(ofFlorin), Measured.medians(ofNaive));
    }
}
