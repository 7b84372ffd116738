package dev.florin.server.web.billing;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.storage.Balance;
import dev.florin.server.storage.Balances;
import dev.florin.server.storage.HoldRecord;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.Purchases;
import dev.florin.server.storage.Slice;
import dev.florin.server.web.pages.Visit;
import java.util.List;
import java.util.Optional;

/** Reads what a billing page is computed from. Asks nobody but the database. Thread-safe. */
final class FactReader {
    private final BillingParts parts;
    private final Balances balances;
    private final Holds holds;

    FactReader(BillingParts parts) {
        this.parts = parts;
        this.balances = new Balances(parts.database());
        this.holds = new Holds(parts.database());
    }

    private record Bought(Optional<Recharge> recharge, List<TopUp> open) {}

    Facts read(Visit visit) {
        AccountNumber number = visit.account();
        Account account = visit.customer().standing().account();
        Balance balance = balances.now(number).orElseThrow(Visit::notFound);
        Purchases purchases = parts.payments().purchases();
        Bought bought = purchases.of(number, records -> new Bought(records.recharge(), records.openTopUps()));
        return new Facts(
                account,
                visit.now(),
                balance,
                purchases.frozen(number),
                account.held().isZero() ? 0 : running(number),
                parts.payments().cards().of(number),
                bought.recharge().orElse(null),
                purchases.settings().stopped(),
                parts.payments().plans().of(number).orElse(null),
                bought.open(),
                parts.payments().isStripeAway(),
                lastPurchase(number));
    }

    private int running(AccountNumber account) {
        return holds.list(account, HoldRecord.Status.OPEN, Slice.first(Slice.MOST))
                .rows()
                .size();
    }

    /** Among the newest hundred: nobody has so many automatic charges between two looks. */
    private long lastPurchase(AccountNumber account) {
        return parts.payments().purchases().topUps(account, false, Slice.first(Slice.MOST)).rows().stream()
                .filter(each -> each.kind() == TopUp.Kind.MANUAL)
                .findFirst()
                .map(TopUp::number)
                .orElse(0L);
    }
}
