package dev.florin.server.jobs;

import dev.florin.core.money.Amount;
import dev.florin.server.storage.Books;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.Outbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the books balance, so that it can be measured. It is the cheap look; {@code florin verify} is the whole proof.
 * Thread-safe.
 */
public final class Audit implements Job.Work {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

    private final Books books;
    private final Outbox outbox;
    private volatile Amount difference = Amount.ZERO;

    public Audit(Database database) {
        this.books = new Books(database);
        this.outbox = new Outbox(database);
    }

    @Override
    public Job.Result run() {
        difference = books.difference();
        if (!difference.isZero()) {
            LOG.atError().addKeyValue("difference", difference).log("the books do not balance: run florin verify");
            outbox.announceDifference(difference.toString());
        }
        return new Job.Result(1, 0);
    }

    /** By how much the books were apart at the last look: zero unless something is very wrong. */
    public Amount difference() {
        return difference;
    }
}
