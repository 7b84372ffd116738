package dev.florin.simulation;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.ReferenceLedger;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceChange;
import dev.florin.core.pricing.PriceDraft;
import dev.florin.core.pricing.PriceList;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** The reference ledger, with a clock that stands still until it is set. Not thread-safe. */
final class MemoryStage implements Stage {
    private final ReferenceLedger ledger;
    private PriceList prices = PriceList.empty();
    private Instant now = Scenario.BEGINNING;
    private long accounts;
    private boolean stopped;

    MemoryStage() {
        this.ledger = new ReferenceLedger(this::prices, () -> now);
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public AccountNumber open(ZoneId zone) {
        AccountNumber number = AccountNumber.of(++accounts);
        ledger.open(Account.opened(number, zone, now));
        ledger.stopAutomaticCharges(stopped);
        return number;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void setClock(Instant to) {
        now = to;
    }

    @Override
    public void advance(Duration step) {
        now = now.plus(step);
    }

    @Override
    public PriceList prices() {
        return prices;
    }

    @Override
    public PriceChange put(PriceDraft draft) {
        PriceChange change = PriceChange.of(draft, prices, now);
        if (change instanceof PriceChange.New(Price price)) {
            prices = prices.with(price);
        }
        return change;
    }

    @Override
    public boolean unput(Model model, int version) {
        Optional<Price> price = prices.version(model, version)
                .filter(each -> each.deletedIn() == null && each.effectiveAt().isAfter(now));
        price.ifPresent(each -> prices = prices.without(each));
        return price.isPresent();
    }

    @Override
    public Model model(String name) {
        return new Model(name);
    }

    @Override
    public void stopAutomaticCharges(boolean nowStopped) {
        stopped = nowStopped;
        ledger.stopAutomaticCharges(stopped);
    }

    boolean automaticChargesStopped() {
        return stopped;
    }

    /** What is in memory has nothing to forget. */
    @Override
    public void restart() {}

    @Override
    public void close() {}
}
