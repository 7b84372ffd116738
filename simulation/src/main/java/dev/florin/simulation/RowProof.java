package dev.florin.simulation;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.Transfer;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Costing;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.pricing.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The proof of the history: its numbers, its chain, what each row says of itself, and its prices. Not thread-safe. */
final class RowProof {
    private final AccountSnapshot snapshot;
    private final PriceList prices;
    private final List<String> broken = new ArrayList<>();
    private final Map<Long, Amount> givenBack = new HashMap<>();

    private RowProof(AccountSnapshot snapshot, PriceList prices) {
        this.snapshot = snapshot;
        this.prices = prices;
    }

    static List<String> broken(AccountSnapshot snapshot, PriceList prices) {
        RowProof proof = new RowProof(snapshot, prices);
        proof.proveChain();
        for (Transaction row : snapshot.rows()) {
            proof.proveKind(row);
            proof.proveSpending(row);
            proof.proveReversal(row);
        }
        return proof.broken;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            broken.add(otherwise);
        }
    }

    private void proveChain() {
        AccountNumber number = snapshot.account().number();
        Digest head = Digest.NONE;
        Amount balance = Amount.ZERO;
        Instant last = Instant.MIN;
        long sequence = 0;
        for (Transaction row : snapshot.rows()) {
            String name = "row " + ++sequence;
            require(row.sequence() == sequence, name + " has number " + row.sequence());
            require(row.account().equals(number), name + " is another account's");
            balance = balance.plus(row.amount());
            require(
                    row.balanceAfter().equals(balance),
                    name + " says " + row.balanceAfter() + " after it, not " + balance);
            require(!row.createdAt().isBefore(last), name + " is older than the one before it");
            last = row.createdAt();
            require(row.previousHash().equals(head), name + " does not join the chain");
            require(row.computeHash().equals(row.hash()), name + " has another hash");
            require(
                    row.text() == null || Objects.equals(row.text().digest(), row.textDigest()),
                    name + " has other words");
            head = row.hash();
        }
        require(
                snapshot.account().sequence() == sequence,
                "the account counts " + snapshot.account().sequence() + " rows");
        require(snapshot.account().head().equals(head), "the account has another head");
        require(sequence == 0 || snapshot.account().lastAt().equals(last), "the account has another last time");
    }

    private void proveKind(Transaction row) {
        String name = "row " + row.sequence() + " (" + row.type().code() + ")";
        int sign = Long.signum(row.amount().nanos());
        int right = switch (row.type()) {
            case GRANT, BONUS, REVERSAL, TOP_UP, AUTO_RECHARGE, REFUND_FAILED, DISPUTE_WON -> 1;
            case NOT_CHARGED -> 0;
            case CHARGE, VOID, EXPIRY, FORFEIT, REFUND, DISPUTE, DISPUTE_LOST, BONUS_RETURNED -> -1;
        };
        require(sign == right, name + " is of " + row.amount());
        boolean spends = row.type() == TransactionType.CHARGE || row.type() == TransactionType.NOT_CHARGED;
        require((row.spending() != null) == spends, name + " says a wrong thing about spending");
        require(
                (row.reasonCode() != null) == (row.type() == TransactionType.NOT_CHARGED),
                name + " has a wrong reason");
        require((row.reverses() != null) == (row.type() == TransactionType.REVERSAL), name + " reverses wrongly");
        Optional<Transfer> transfer = row.transfer();
        Amount moved = transfer.map(Transfer::amount).orElse(Amount.ZERO);
        require(moved.nanos() == Math.abs(row.amount().nanos()), name + " moves " + moved);
    }

    private void proveSpending(Transaction row) {
        Transaction.Spending spending = row.spending();
        if (spending == null) {
            return;
        }
        String name = "row " + row.sequence();
        require(
                spending.cost()
                        .minus(spending.uncollected())
                        .equals(row.amount().negated()),
                name + " costs " + spending.cost() + " and charges " + row.amount() + " with " + spending.uncollected()
                        + " uncollected");
        Integer version = spending.priceVersion();
        Usage usage = spending.usage();
        if (usage != null && version != null) {
            Costing cost = prices.version(usage.model(), version)
                    .map(price -> price.cost(usage))
                    .orElseGet(() -> new Costing.NotPriced("nothing"));
            require(
                    cost instanceof Costing.Priced priced
                            && priced.cost().total().equals(spending.cost()),
                    name + " does not cost what its price says");
            provePriceInForce(row, usage, version);
        } else {
            require(usage == null && version == null, name + " has a usage or a version alone");
        }
    }

    /** A held call pays what was in force when its hold was placed. */
    private void provePriceInForce(Transaction row, Usage usage, int version) {
        Transaction.EndedHold hold = row.hold();
        if (hold != null) {
            Optional<Price> paid = prices.version(usage.model(), version);
            require(
                    paid.isPresent() && !paid.get().effectiveAt().isAfter(hold.placedAt()),
                    "row " + row.sequence() + " pays a price that came later than its hold");
        }
    }

    private void proveReversal(Transaction row) {
        Long reverses = row.reverses();
        if (reverses == null) {
            return;
        }
        String name = "row " + row.sequence();
        if (reverses < 1 || reverses >= row.sequence()) {
            broken.add(name + " reverses row " + reverses);
            return;
        }
        Transaction charge = snapshot.rows().get(reverses.intValue() - 1);
        require(charge.type() == TransactionType.CHARGE, name + " reverses a " + charge.type());
        Amount all = givenBack.merge(reverses, row.amount(), Amount::plus);
        require(!all.isMoreThan(charge.amount().negated()), name + " gives back more than was charged");
    }
}
