package dev.florin.bench;

import java.util.Locale;

/** Florin and the naive ledger under the same load: medians of rounds that took turns. */
record Row(Part part, Spread spread, int callers, Measured florin, Measured naive) {
    /** How many calls Florin answers while the naive ledger answers one. */
    double ratio() {
        return florin.callsPerSecond() / naive.callsPerSecond();
    }

    boolean is(Part otherPart, Spread otherSpread, int otherCallers) {
        return part == otherPart && spread == otherSpread && callers == otherCallers;
    }

    /** How many call at once, in words. */
    String who() {
        String many = String.format(Locale.ROOT, "%,d ", callers) + (part == Part.HTTP ? "connection" : "caller");
        return callers == 1 ? many : many + "s";
    }
}
