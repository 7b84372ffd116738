package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountRecords;
import dev.florin.core.ledger.PurchaseRecords;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What the rules look up, answered from memory. A question that goes {@link #wentBeyond beyond} it is answered with nothing and
 * noted: what was decided with such an answer must not be used. Not thread-safe.
 */
final class RememberedRecords implements AccountRecords {
    private final LoadedAccount account;
    private boolean beyond;

    RememberedRecords(LoadedAccount account) {
        this.account = account;
    }

    AccountNumber account() {
        return account.account().number();
    }

    boolean wentBeyond() {
        return beyond;
    }

    /** Taken for new: where it is not, saving it again breaks the primary key of the keys, and with it the whole batch. */
    @Override
    public Optional<KeyRecord> key(Digest key) {
        return Optional.empty();
    }

    @Override
    public Optional<Hold> openHold(long number) {
        Optional<Hold> known = Optional.ofNullable(account.knownHold(number));
        return known.isPresent() ? known : beyond(known);
    }

    @Override
    public List<Hold> holdsDue(Instant now) {
        return beyond(List.of());
    }

    @Override
    public Optional<Instant> nextHoldExpiry(Instant now) {
        return beyond(Optional.empty());
    }

    @Override
    public Collection<Grant> liveGrants() {
        return account.liveGrants().orElseGet(() -> beyond(List.of()));
    }

    @Override
    public Optional<Grant> grant(long number) {
        return beyond(Optional.empty());
    }

    @Override
    public Optional<Transaction> transaction(long sequence) {
        return beyond(Optional.empty());
    }

    @Override
    public Optional<Transaction> endOf(long hold) {
        return beyond(Optional.empty());
    }

    @Override
    public Amount reversedOf(long charge) {
        return beyond(Amount.ZERO);
    }

    @Override
    public Optional<GatewayKey> gatewayKey(long number) {
        Optional<GatewayKey> known = Optional.ofNullable(account.knownGatewayKey(number));
        return known.isPresent() ? known : beyond(known);
    }

    @Override
    public List<GatewayKey> gatewayKeys() {
        return beyond(List.of());
    }

    @Override
    public Optional<LimitUse> limitUse(long key, Period period, Instant start) {
        return beyond(Optional.empty());
    }

    @Override
    public LimitUse countUse(long key, Period period, Instant start) {
        return beyond(LimitUse.none(key, period, start));
    }

    /** Spending asks for none of it where nothing is owed or claimed; a lane that is asked all the same takes the batch apart. */
    @Override
    public PurchaseRecords purchases() {
        throw new IllegalStateException("payments are never looked up in memory");
    }

    private <T> T beyond(T nothing) {
        beyond = true;
        return nothing;
    }
}
