package dev.florin.server.jobs;

import dev.florin.core.money.Amount;
import dev.florin.server.storage.Books;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.HoldAges;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the books balance, and how old open holds are, so that both can be measured. It is the cheap look; {@code florin
 * verify} is the whole proof. Thread-safe.
 */
public final class Audit implements Job.Work {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

    private final Database database;
    private final Books books;
    private volatile Amount difference = Amount.ZERO;
    private volatile HoldAges ages = HoldAges.NONE;

    public Audit(Database database) {
        this.database = database;
        this.books = new Books(database);
    }

    @Override
    public Job.Result run() {
        ages = HoldAges.read(database);
        difference = books.difference();
        if (!difference.isZero()) {
            LOG.atError().addKeyValue("difference", difference).log("the books do not balance: run florin verify");
        }
        return new Job.Result(1, 0);
    }

    /** By how much the books were apart at the last look: zero unless something is very wrong. */
    public Amount difference() {
        return difference;
    }

    public HoldAges ages() {
        return ages;
    }
}
