package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountBook;
import dev.florin.core.ledger.AccountChanges;
import dev.florin.core.ledger.AccountRecords;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Rules;
import dev.florin.core.ledger.Target;
import dev.florin.core.pricing.PriceList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Decides one batch between its load and its save: a book for each account, each command by the rules, in the order asked.
 * Not thread-safe.
 */
final class Batch {
    private final BatchLoad.Batch loaded;
    private final PriceList prices;
    private final Function<LoadedAccount, AccountRecords> recordsOf;
    private final Map<AccountNumber, Open> open = new TreeMap<>();
    private final List<Pending<?>> decided = new ArrayList<>();
    private final List<Pending<?>> deferred = new ArrayList<>();

    /** One account of the batch. */
    private static final class Open {
        private final AccountBook book;
        private final Rules rules;
        private final AccountRecords records;
        private final long lastHold;
        private final boolean deletedBefore;
        private boolean used;
        private boolean closed;

        Open(AccountBook book, Rules rules, AccountRecords records, Account before) {
            this.book = book;
            this.rules = rules;
            this.records = records;
            this.lastHold = before.lastHold();
            this.deletedBefore = before.deleted();
        }
    }

    /**
     * Nothing decided so far.
     *
     * @param recordsOf where the rules look up what else they need about an account
     */
    Batch(BatchLoad.Batch loaded, PriceList prices, Function<LoadedAccount, AccountRecords> recordsOf) {
        this.recordsOf = recordsOf;
        this.loaded = loaded;
        this.prices = prices;
    }

    <T> void decide(Pending<T> pending) {
        Command<T> command = pending.command();
        LoadedAccount account = loaded.accounts().get(command.account());
        if (account == null) {
            pending.decided(new Outcome.Refused<>(new Refusal.NotFound()));
            decided.add(pending);
            return;
        }
        Open of = open.computeIfAbsent(command.account(), _ -> open(account));
        if (of.closed || mustWait(command, of)) {
            of.closed = true; // the commands of an account keep their order
            deferred.add(pending);
            return;
        }
        of.used = true;
        Outcome<T> outcome = of.rules.decide(command);
        boolean doneBefore = pending.decided() instanceof Outcome.Done<T>;
        pending.decided(doneBefore ? asFirstDecided(command, outcome, of) : outcome);
        decided.add(pending);
    }

    private Open open(LoadedAccount account) {
        AccountRecords records = recordsOf.apply(account);
        AccountBook book = new AccountBook(account.account(), records);
        return new Open(book, new Rules(book, prices, loaded.now()), records, account.account());
    }

    /** What reads the history needs it saved, and so does what changes a hold that is not. */
    private static boolean mustWait(Command<?> command, Open of) {
        return of.used
                && (command.readsHistory()
                        || (command instanceof Command.ExtendHold extend && extend.hold() > of.lastHold));
    }

    /**
     * After a lost COMMIT a batch is asked again with the same keys. What an attempt had decided as new, and was saved after
     * all, would look like a replay now, or like a request to an account that is gone. But nobody was answered yet: so it is
     * answered as new.
     */
    @SuppressWarnings("unchecked") // a key's target is of the kind that its command answers
    private <T> Outcome<T> asFirstDecided(Command<T> command, Outcome<T> outcome, Open of) {
        if (command instanceof Command.DeleteAccount && of.deletedBefore) {
            return (Outcome<T>) new Outcome.Done<>(of.book.account());
        }
        if (!(outcome instanceof Outcome.Replayed<T>(Target target))) {
            return outcome;
        }
        Optional<?> value = switch (target.kind()) {
            case HOLD -> of.records.openHold(target.number()).map(Hold.class::cast);
            case GRANT -> of.records.grant(target.number());
            case TRANSACTION -> of.records.transaction(target.number());
            case TOP_UP -> of.records.purchases().topUp(target.number());
            case REFUND -> of.records.purchases().refund(target.number());
            case GATEWAY_KEY -> of.records.gatewayKey(target.number());
            case ACCOUNT -> Optional.of(of.book.account());
        };
        return value.isPresent() ? new Outcome.Done<>((T) value.get()) : outcome;
    }

    List<AccountChanges> changes() {
        List<AccountChanges> all = new ArrayList<>(open.size());
        for (Open each : open.values()) {
            AccountChanges changes = each.book.changes();
            if (!changes.none()) {
                all.add(changes);
            }
        }
        return all;
    }

    /** Those that have their outcome. */
    List<Pending<?>> decided() {
        return decided;
    }

    /** Those that must be asked in the next batch, before any other of their account. */
    List<Pending<?>> deferred() {
        return deferred;
    }
}
