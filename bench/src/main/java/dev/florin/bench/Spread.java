package dev.florin.bench;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** How calls spread over the accounts. Immutable and thread-safe. */
enum Spread {
    /** Every account alike. */
    UNIFORM,
    /** The account of rank n is called 1/n as often as the first: a few customers make most of the calls. */
    ZIPF,
    /** One account takes every call, as with one large customer. */
    HOT;

    /** Accounts that the measurements are about. */
    static final int ACCOUNTS = 10_000;

    private static final double[] ZIPF_SUMS = zipfSums();

    /** The place of the account that is called next, from 0. */
    int pick(RandomGenerator random) {
        return switch (this) {
            case UNIFORM -> random.nextInt(ACCOUNTS);
            case ZIPF -> {
                int place = Arrays.binarySearch(ZIPF_SUMS, random.nextDouble() * ZIPF_SUMS[ACCOUNTS - 1]);
                yield Math.min(place < 0 ? -place - 1 : place, ACCOUNTS - 1);
            }
            case HOT -> 0;
        };
    }

    String title() {
        return switch (this) {
            case UNIFORM -> "10,000 accounts, uniform";
            case ZIPF -> "10,000 accounts, Zipf 1.0";
            case HOT -> "one hot account";
        };
    }

    private static double[] zipfSums() {
        double[] sums = new double[ACCOUNTS];
        double sum = 0;
        for (int rank = 1; rank <= ACCOUNTS; rank++) {
            sum += 1.0 / rank;
            sums[rank - 1] = sum;
        }
        return sums;
    }
}
