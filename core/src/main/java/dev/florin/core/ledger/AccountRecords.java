package dev.florin.core.ledger;

import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What the rules look up about one account as it was before the commands being decided. Called with the account locked, so
 * the answers cannot change meanwhile.
 */
public interface AccountRecords {
    /** What the key stands for. */
    Optional<KeyRecord> key(Digest key);

    /** An open hold. */
    Optional<Hold> openHold(long number);

    /** The open holds that expire at or before {@code now}. */
    List<Hold> holdsDue(Instant now);

    /** The earliest expiry of the open holds that expire after {@code now}. */
    Optional<Instant> nextHoldExpiry(Instant now);

    /** The grants with something left. */
    Collection<Grant> liveGrants();

    /** A grant, also one with nothing left. */
    Optional<Grant> grant(long number);

    Optional<Transaction> transaction(long sequence);

    /** The row that ended a hold. */
    Optional<Transaction> endOf(long hold);

    /** What was given back of a charge so far. */
    Amount reversedOf(long charge);

    /** A gateway key, also one that is revoked. */
    Optional<GatewayKey> gatewayKey(long number);

    /** All gateway keys, by number. */
    List<GatewayKey> gatewayKeys();

    /**
     * What is kept about the use of a limit in the period that began at {@code start}; absent where nothing is.
     *
     * @param key whose limit; 0 = the account's own
     */
    Optional<LimitUse> limitUse(long key, Period period, Instant start);

    /**
     * Adds up a limit's use from the history and the open holds: what was placed at or after {@code start}.
     *
     * @param key whose calls; 0 = all of the account
     */
    LimitUse countUse(long key, Period period, Instant start);

    /** What is recorded of its payments. */
    PurchaseRecords purchases();

    /**
     * What an idempotency key stands for.
     *
     * @param fingerprint of the request that took effect
     * @param target what it made or changed
     */
    record KeyRecord(Digest fingerprint, Target target) {}
}
