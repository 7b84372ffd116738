package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Transaction;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The rows of a history one after the other, oldest first, up to the one that was newest when it was asked for.
 *
 * <p>Rows never change, so it needs no open transaction: it reads some hundreds at a time, and whoever takes them slowly keeps
 * no connection and no snapshot from anybody. Not thread-safe.
 */
public final class TransactionStream implements Iterator<Transaction> {
    /** What is in memory at once. */
    private static final int ROWS_AT_ONCE = 500;

    private final History history;
    private final AccountNumber account;
    private final TransactionFilter filter;
    private final long last;
    private final ArrayDeque<Transaction> waiting = new ArrayDeque<>();
    private long next;

    TransactionStream(History history, AccountNumber account, TransactionFilter filter, History.Span span) {
        this.history = history;
        this.account = account;
        this.filter = filter;
        this.next = span.low();
        this.last = span.high();
    }

    @Override
    public boolean hasNext() {
        while (waiting.isEmpty() && next <= last) {
            long until = Math.min(last, next + History.MOST_READ - 1);
            List<Transaction> read = history.next(account, filter, new History.Span(next, until), ROWS_AT_ONCE);
            waiting.addAll(read);
            next = read.size() == ROWS_AT_ONCE ? read.getLast().sequence() + 1 : until + 1;
        }
        return !waiting.isEmpty();
    }

    @Override
    public Transaction next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the history has no more rows");
        }
        return waiting.removeFirst();
    }
}
