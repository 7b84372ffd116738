package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.check.Check;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.OnExpiry;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Usage;
import java.time.Duration;
import java.util.Map;

/** Books in which everything has happened that can happen, in few rows, for tests that break them by hand. */
final class FilledBooks {
    private FilledBooks() {}

    static Teller teller() {
        Teller teller = new Teller();
        ada(teller);
        bob(teller);
        teller.give(teller.open("carol"), "3.00", GrantKind.BONUS); // account 3
        gone(teller);
        dora(teller);
        teller.open("empty"); // account 6
        FilledPayments.eve(teller);
        teller.wait(Duration.ofMinutes(10)); // older than what is not anchored yet
        teller.putPrice("2", "8");
        return teller;
    }

    /** Account 1: 12 rows, 4 grants, 7 holds of which the last is open. */
    private static void ada(Teller teller) {
        AccountNumber ada = teller.open("ada");
        teller.limit(ada, new SpendingLimits(Amount.dollars("100"), null, Amount.dollars("1000")));
        teller.give(ada, "10.00", GrantKind.PAID); // row 1
        teller.give(ada, "2.00", GrantKind.PROMO, teller.now().plus(Duration.ofDays(30))); // 2
        Grant goodwill = teller.give(ada, "1.00", GrantKind.GOODWILL); // 3
        Command.HoldSize call = new Command.HoldSize.ForCall(Teller.MODEL, 100_000, 10_000);
        Hold answered = teller.hold(ada, call, OnExpiry.RELEASE, Map.of("user", "u1"));
        teller.settle(ada, answered, Usage.of(Teller.MODEL, 90_000, 2_500)); // 4
        teller.release(ada, teller.hold(ada, "0.50")); // 5
        Transaction charge = teller.charge(ada, "0.25", "chat"); // 6
        teller.charge(ada, 1_000, 200, "code", Map.of("user", "u2")); // 7
        teller.reverse(ada, charge, "0.10"); // 8
        teller.takeBack(ada, goodwill); // 9
        teller.settle(ada, teller.hold(ada, "0.30"), "0.20"); // 10
        Hold captured = teller.hold(ada, call, OnExpiry.CAPTURE, Map.of());
        teller.extend(ada, captured, Usage.of(Teller.MODEL, 50_000, 100));
        teller.hold(ada, "0.10");
        teller.wait(Duration.ofHours(2));
        teller.carryOutDue(ada); // 11 and 12
        teller.give(ada, "0.50", GrantKind.PROMO); // 13
        teller.hold(ada, call, OnExpiry.RELEASE, Map.of("user", "u3"));
    }

    /** Account 2: spent more than it had, by usage that was delivered already. */
    private static void bob(Teller teller) {
        AccountNumber bob = teller.open("bob");
        teller.give(bob, "1.00", GrantKind.PAID);
        teller.record(bob, "3.00");
        teller.record(bob, "0.70");
    }

    /** Account 4: its owner left, and 1.00 with it. */
    private static void gone(Teller teller) {
        AccountNumber gone = teller.open("gone");
        teller.give(gone, "1.50", GrantKind.GOODWILL);
        teller.charge(gone, "0.50", null);
        teller.key(gone, SpendingLimits.NONE);
        teller.delete(gone);
    }

    /** Account 5: spent, holds and failed by a gateway key; what was given back came as goodwill, since the grant had expired. */
    private static void dora(Teller teller) {
        AccountNumber dora = teller.open("dora");
        GatewayKey key = teller.key(dora, new SpendingLimits(null, null, null, Amount.dollars("0.50")));
        teller.give(dora, "1.00", GrantKind.PROMO, teller.now().plus(Duration.ofHours(1)));
        Transaction charge = teller.charge(dora, "0.30", null);
        teller.wait(Duration.ofHours(2));
        teller.carryOutDue(dora);
        Transaction back = teller.reverse(dora, charge, null);
        Check.invariant(back.draws().getFirst().grant() == 2, "the second grant is goodwill");
        Transaction byKey = teller.settle(dora, teller.hold(dora, "0.20", key), "0.10");
        Check.invariant(byKey.sequence() == 5, "the key's charge is row 5");
        teller.hold(dora, "0.05", key);
        Transaction failed = teller.fail(dora, teller.hold(dora, "0.02", key), Usage.of(Teller.MODEL, 1_000, 0));
        Check.invariant(failed.sequence() == 6, "what the operator carries is row 6");
    }
}
