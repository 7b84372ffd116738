package dev.florin.server.web.http;

import dev.florin.core.check.Check;

/**
 * How fast each kind of caller may ask. The operator key has no limit of its own: its host is trusted, and a full queue answers
 * 503.
 *
 * @param restrictedPerSecond requests a second of one restricted key; twice as many at once
 * @param accountPerSecond requests a second of one account's key; twice as many at once
 * @param failedPerSecond wrong keys a second from one address; five times as many at once
 */
public record RateLimits(int restrictedPerSecond, int accountPerSecond, int failedPerSecond) {
    /** A host's service, a customer's agents, and somebody who pasted the wrong key. */
    public static final RateLimits USUAL = new RateLimits(1_000, 1_000, 2);

    public RateLimits {
        Check.argument(restrictedPerSecond > 0 && accountPerSecond > 0 && failedPerSecond > 0, "a rate is above zero");
    }
}
