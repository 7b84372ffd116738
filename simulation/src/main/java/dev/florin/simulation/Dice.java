package dev.florin.simulation;

import dev.florin.core.money.Amount;
import java.util.List;
import java.util.SplittableRandom;

/** What a seed decides. Not thread-safe. */
final class Dice {
    private static final long CENT = 10_000_000;

    private final SplittableRandom random;

    Dice(long seed) {
        random = new SplittableRandom(seed);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** At least {@code least}, less than {@code below}. */
    long between(long least, long below) {
        return random.nextLong(least, below);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    String oneOf(String... all) {
        return all[random.nextInt(all.length)];
    }

    /** Some tokens: mostly few, sometimes none or very many. */
    long tokens() {
        return switch (below(10)) {
            case 0 -> 0;
            case 1 -> between(1, 4);
            case 2 -> between(5_000, 60_000);
            default -> between(10, 3_000);
        };
    }

    /** An amount above zero: cents, whole dollars, or down to the last digit. */
    Amount amount() {
        return Amount.ofNanos(
                switch (below(10)) {
                    case 0 -> between(1, 1_000);
                    case 1, 2 -> between(1, 300 * CENT);
                    case 3 -> between(1, 20) * 100 * CENT;
                    default -> between(1, 300) * CENT;
                });
    }

    /** An amount on, just below or just above a border, or within it; never below zero. */
    Amount around(Amount border) {
        long nanos = border.nanos();
        return Amount.ofNanos(Math.max(
                0,
                switch (below(6)) {
                    case 0, 1 -> nanos;
                    case 2 -> nanos + 1;
                    case 3 -> nanos - 1;
                    default -> nanos / 100 * between(0, 101);
                }));
    }

    /** How long from now something ends. */
    String duration() {
        return oneOf("1s", "5s", "30s", "2m", "10m", "1h", "5h", "1d");
    }
}
