package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Target;
import dev.florin.core.ledger.Transaction;
import dev.florin.server.storage.History;
import dev.florin.server.storage.HoldRecord;
import dev.florin.server.storage.Holds;
import dev.florin.server.web.documents.TransactionShape;
import dev.florin.server.web.http.Refused;

/**
 * Turns the outcome of a command into what it is answered with. A replay reads the object as it stands now; a refusal ends the
 * handling with its problem. Thread-safe.
 */
final class Replies {
    private final Refusals refusals;
    private final History history;
    private final Holds holds;
    private final HoldShape holdShape;
    private final GrantShape grantShape;
    private final TransactionShape transactionShape;

    Replies(
            Refusals refusals,
            History history,
            Holds holds,
            HoldShape holdShape,
            GrantShape grantShape,
            TransactionShape transactionShape) {
        this.refusals = refusals;
        this.history = history;
        this.holds = holds;
        this.holdShape = holdShape;
        this.grantShape = grantShape;
        this.transactionShape = transactionShape;
    }

    /** Whose objects they are: the number for the ledger, the id for people. */
    record Owner(AccountNumber account, String id) {}

    Reply hold(int status, Owner owner, Outcome<Hold> outcome) {
        return switch (outcome) {
            case Outcome.Done<Hold>(Hold hold) ->
                new Reply(status, out -> holdShape.open(out, owner.id, owner.account, hold), false);
            case Outcome.Replayed<Hold>(Target target) -> {
                HoldRecord hold = holds.hold(owner.account, target.number()).orElseThrow();
                yield new Reply(status, out -> holdShape.write(out, owner.id, owner.account, hold), true);
            }
            case Outcome.Refused<Hold>(Refusal refusal) -> throw refused(owner, refusal);
        };
    }

    /** A hold that has ended, told by the row that ended it. */
    Reply endedHold(Owner owner, Outcome<Transaction> outcome) {
        return switch (outcome) {
            case Outcome.Done<Transaction>(Transaction row) -> endedHold(owner, row, false);
            case Outcome.Replayed<Transaction>(Target target) -> endedHold(owner, row(owner, target), true);
            case Outcome.Refused<Transaction>(Refusal refusal) -> throw refused(owner, refusal);
        };
    }

    private Reply endedHold(Owner owner, Transaction row, boolean replayed) {
        return new Reply(
                200, out -> holdShape.write(out, owner.id, owner.account, new HoldRecord.Ended(row)), replayed);
    }

    Reply transaction(int status, Owner owner, Outcome<Transaction> outcome) {
        return switch (outcome) {
            case Outcome.Done<Transaction>(Transaction row) -> transaction(status, owner, row, false);
            case Outcome.Replayed<Transaction>(Target target) -> transaction(status, owner, row(owner, target), true);
            case Outcome.Refused<Transaction>(Refusal refusal) -> throw refused(owner, refusal);
        };
    }

    private Reply transaction(int status, Owner owner, Transaction row, boolean replayed) {
        return new Reply(status, out -> transactionShape.write(out, owner.id, row), replayed);
    }

    private Transaction row(Owner owner, Target target) {
        return history.transaction(owner.account, target.number()).orElseThrow();
    }

    Reply grant(int status, Owner owner, Outcome<Grant> outcome) {
        return switch (outcome) {
            case Outcome.Done<Grant>(Grant grant) -> grant(status, owner, grant, false);
            case Outcome.Replayed<Grant>(Target target) ->
                grant(
                        status,
                        owner,
                        history.grant(owner.account, target.number()).orElseThrow(),
                        true);
            case Outcome.Refused<Grant>(Refusal refusal) -> throw refused(owner, refusal);
        };
    }

    private Reply grant(int status, Owner owner, Grant grant, boolean replayed) {
        return new Reply(status, out -> grantShape.write(out, owner.id, owner.account, grant), replayed);
    }

    Refused refused(Owner owner, Refusal refusal) {
        return new Refused(refusals.problem(owner.account, refusal));
    }
}
