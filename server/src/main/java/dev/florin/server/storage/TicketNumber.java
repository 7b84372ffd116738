package dev.florin.server.storage;

import dev.florin.core.check.Check;

/** By which people speak of a conversation with support. */
public record TicketNumber(long value) {
    public TicketNumber {
        Check.argument(value > 0, "tickets are numbered from 1");
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
