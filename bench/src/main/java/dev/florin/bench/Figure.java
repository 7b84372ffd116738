package dev.florin.bench;

/**
 * One figure that Florin is to reach.
 *
 * @param atLeast what must be reached
 * @param beyond what would be better still; below {@code atLeast} where little is good
 * @param unit what all three are counted in
 */
record Figure(String what, double measured, double atLeast, double beyond, String unit) {
    /** How the measured figure compares. */
    enum Verdict {
        BEYOND("beyond"),
        REACHED("reached"),
        NOT_REACHED("not reached");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    Verdict verdict() {
        if (reaches(beyond)) {
            return Verdict.BEYOND;
        }
        return reaches(atLeast) ? Verdict.REACHED : Verdict.NOT_REACHED;
    }

    private boolean reaches(double wanted) {
        return beyond < atLeast ? measured <= wanted : measured >= wanted;
    }
}
