package dev.florin.simulation;

import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.ledger.AccountSnapshot;
import java.util.List;
import java.util.function.Function;

/** Writes lines about gateway keys at random, and lets keys ask for holds. Not thread-safe. */
final class KeyWriter {
    private final Dice dice;
    private final Function<String, AccountSnapshot> snapshots;

    KeyWriter(Dice dice, Function<String, AccountSnapshot> snapshots) {
        this.dice = dice;
        this.snapshots = snapshots;
    }

    /** A key made, changed or revoked. */
    String line(String account) {
        List<GatewayKey> keys = snapshots.apply(account).gatewayKeys();
        if (keys.isEmpty() || dice.chance(30)) {
            return "gateway_key - " + account + limits(50) + lists();
        }
        String key = name(account, keys);
        if (dice.chance(15)) {
            return "revoke " + key;
        }
        return "change_key " + key + dice.oneOf(limits(40), limits(40), " unlimited") + lists();
    }

    /** A hold, now and then one that a key asks for. */
    String maybeWithKey(String account, String hold) {
        List<GatewayKey> keys = snapshots.apply(account).gatewayKeys();
        if (keys.isEmpty() || dice.chance(30)) {
            return hold;
        }
        int idempotent = hold.indexOf(" key ");
        int end = idempotent < 0 ? hold.length() : idempotent;
        return hold.substring(0, end) + " with " + name(account, keys) + hold.substring(end);
    }

    private String name(String account, List<GatewayKey> keys) {
        long number = dice.chance(97) ? dice.oneOf(keys).number() : keys.size() + 1;
        return account + "/" + number;
    }

    private String limits(int percent) {
        StringBuilder limits = new StringBuilder();
        for (String period : List.of("day", "week", "month", "total")) {
            if (dice.chance(percent)) {
                limits.append(' ')
                        .append(period)
                        .append(' ')
                        .append(dice.oneOf("0", "0.50", "3.00", "20.00", "100.00"));
            }
        }
        return limits.toString();
    }

    private String lists() {
        return (dice.chance(10) ? " model m0" : "")
                + (dice.chance(10) ? " feature chat" : "")
                + (dice.chance(10) ? dice.oneOf(" expires 2h", " expires 1d", " expires -1h") : "");
    }
}
