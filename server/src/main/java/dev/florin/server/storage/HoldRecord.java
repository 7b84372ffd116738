package dev.florin.server.storage;

import dev.florin.core.check.Check;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Transaction;

/** A hold as it can be read for ever: while it is open, and by the row that ended it. */
public sealed interface HoldRecord {
    long number();

    record Open(Hold hold) implements HoldRecord {
        @Override
        public long number() {
            return hold.number();
        }
    }

    /** The row keeps what the hold was. */
    record Ended(Transaction row) implements HoldRecord {
        @Override
        public long number() {
            return hold().number();
        }

        public Transaction.EndedHold hold() {
            return Check.present(row.hold(), "the hold that a row ended");
        }
    }

    /** What became of a hold. */
    enum Status {
        OPEN("open"),
        SETTLED("settled"),
        RELEASED("released"),
        EXPIRED("expired");

        private final String code;

        Status(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }
}
