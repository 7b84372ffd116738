package dev.florin.core.accounts;

import dev.florin.core.check.Check;

/**
 * How the ledger knows an account: the bucket it lives in and its number. Ordered as locks are taken.
 *
 * @param bucket which of the {@link #BUCKETS} holds the account's rows, so that a distributed database can shard by it
 * @param number counted from 1, never used twice
 */
public record AccountNumber(int bucket, long number) implements Comparable<AccountNumber> {
    /** Fixed when a database is created: enough shards for any cluster, few enough for one batch to span them. */
    public static final int BUCKETS = 64;

    public AccountNumber {
        Check.argument(bucket >= 0 && bucket < BUCKETS, "bucket is outside 0–63");
        Check.argument(number > 0, "account number is not positive");
    }

    /** The account of that number: its bucket is a hash of the number. */
    public static AccountNumber of(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        return new AccountNumber((int) ((mixed ^ (mixed >>> 32)) & (BUCKETS - 1)), number);
    }

    @Override
    public int compareTo(AccountNumber other) {
        int byBucket = Integer.compare(bucket, other.bucket);
        return byBucket != 0 ? byBucket : Long.compare(number, other.number);
    }
}
