package dev.florin.simulation;

import dev.florin.core.accounts.Account;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Writes lines that ask a ledger for something, knowing how the account stands. Not thread-safe. */
final class AskWriter {
    /** No account may have more. */
    private static final String ALMOST_ALL = "8999999999.99";

    private static final int MODELS = 3;

    private final Dice dice;
    private final Function<String, AccountSnapshot> snapshots;
    private final boolean huge;
    private int keys;

    /** @param huge whether some grant leaves no room for more: what Stripe gives back comes all the same */
    AskWriter(Dice dice, Function<String, AccountSnapshot> snapshots, boolean huge) {
        this.dice = dice;
        this.snapshots = snapshots;
        this.huge = huge;
    }

    private Account account(String name) {
        return snapshots.apply(name).account();
    }

    private String newKey() {
        return " key k" + ++keys;
    }

    private String words() {
        return dice.chance(15) ? " says word" + dice.below(100) : "";
    }

    private String feature() {
        return dice.chance(20) ? " feature f" + dice.below(3) : "";
    }

    private Amount spendable(String account) {
        return dice.chance(35) ? dice.around(account(account).available()) : dice.amount();
    }

    String grant(String account) {
        String kind = dice.oneOf("promo", "goodwill", "bonus", "paid", "paid");
        String amount =
                huge && dice.below(150) == 0 ? ALMOST_ALL : dice.amount().toString();
        StringBuilder line = new StringBuilder("grant ").append(account).append(' ');
        line.append(amount).append(' ').append(kind);
        if (kind.equals("paid") && dice.chance(30)) {
            line.append(" paid ").append(dice.amount());
        }
        boolean mayExpire = kind.equals("promo") || kind.equals("goodwill");
        if (mayExpire && dice.chance(60)) {
            line.append(" expires ").append(dice.below(20) == 0 ? "-1h" : dice.duration());
        }
        if (dice.chance(10)) {
            line.append(" created -").append(dice.duration());
        }
        return line.append(words()).append(newKey()).toString();
    }

    String hold(String account) {
        StringBuilder line = new StringBuilder("hold - ").append(account).append(' ');
        if (dice.chance(50)) {
            line.append(dice.chance(4) ? Amount.ZERO : spendable(account));
        } else {
            line.append(model()).append(" input ").append(dice.tokens());
            line.append(" output ").append(dice.tokens());
            if (dice.chance(40)) {
                line.append(" min_output ").append(dice.tokens() / 4);
            }
        }
        if (dice.chance(15)) {
            line.append(" max_cost ").append(dice.amount());
        }
        if (dice.chance(60)) {
            line.append(" expires ").append(dice.duration());
        }
        if (dice.chance(40)) {
            line.append(" capture");
        }
        if (dice.chance(15)) {
            line.append(" about things");
        }
        if (dice.chance(10)) {
            line.append(" for u").append(dice.below(3));
        }
        if (dice.chance(25)) {
            line.append(" carrying ").append(dice.oneOf("0", "0.50", "10.00"));
        }
        return line.append(feature()).append(newKey()).toString();
    }

    /** Mostly an open one. */
    private Optional<Hold> openHold(String account) {
        List<Hold> open = snapshots.apply(account).holds();
        return open.isEmpty() || dice.chance(12) ? Optional.empty() : Optional.of(dice.oneOf(open));
    }

    private String name(String account, Optional<Hold> open) {
        long number = open.map(Hold::number)
                .orElseGet(() -> dice.between(1, account(account).lastHold() + 3));
        return account + "/" + number;
    }

    String settle(String account) {
        Optional<Hold> open = openHold(account);
        String spent = dice.chance(45)
                ? usage()
                : open.filter(_ -> dice.chance(70))
                        .map(hold -> dice.around(
                                dice.chance(70)
                                        ? hold.amount()
                                        : hold.amount().plus(account(account).available())))
                        .orElseGet(dice::amount)
                        .toString();
        return "settle " + name(account, open) + " " + spent + words();
    }

    String release(String account) {
        return "release " + name(account, openHold(account)) + dice.oneOf("", "", wentWrong()) + words();
    }

    private String wentWrong() {
        String carried = dice.chance(60) ? " carrying " + usage() + (dice.chance(20) ? " estimated" : "") : "";
        return dice.oneOf(" because failed", " because empty", " because cancelled") + carried;
    }

    String extend(String account) {
        Optional<Hold> open = openHold(account);
        StringBuilder line = new StringBuilder("extend ").append(name(account, open));
        if (dice.chance(55)) {
            Amount held = open.map(Hold::amount).orElse(Amount.ZERO);
            line.append(" to ").append(dice.chance(20) ? dice.around(held) : held.plus(spendable(account)));
        }
        if (dice.chance(50)) {
            line.append(" expires ").append(dice.duration());
        }
        if (dice.chance(50)) {
            line.append(" progress ").append(usage());
        }
        return line.toString();
    }

    private String spent(String account) {
        return dice.chance(35)
                ? usage()
                : dice.chance(3) ? "0" : spendable(account).toString();
    }

    String charge(String account) {
        return "charge " + account + " " + spent(account) + feature() + words() + newKey();
    }

    String event(String account) {
        String at = dice.chance(40) ? " at -" + dice.duration() : "";
        return "event " + account + " " + spent(account) + at + feature() + words() + newKey();
    }

    String voidGrant(String account) {
        List<Grant> grants = snapshots.apply(account).grants();
        long number = grants.isEmpty() || dice.chance(10)
                ? dice.between(1, grants.size() + 3L)
                : dice.oneOf(grants).number();
        return "void " + account + "/" + number + words();
    }

    String reverse(String account) {
        List<Transaction> rows = snapshots.apply(account).rows();
        List<Transaction> charges = rows.stream()
                .filter(row -> row.type() == TransactionType.CHARGE)
                .toList();
        if (charges.isEmpty() && dice.chance(80)) {
            return charge(account);
        }
        if (charges.isEmpty() || dice.chance(10)) {
            return "reverse " + account + "/" + dice.between(1, rows.size() + 3L) + newKey();
        }
        Transaction charge = dice.oneOf(charges);
        Amount part = dice.around(charge.amount().negated());
        String amount = dice.chance(35) || !part.isPositive() ? "" : " " + part;
        return "reverse " + account + "/" + charge.sequence() + amount + words() + newKey();
    }

    String limits(String account) {
        StringBuilder line = new StringBuilder("limits ").append(account);
        for (String period : List.of("day", "week", "month")) {
            if (dice.chance(45)) {
                line.append(' ').append(period).append(' ').append(dice.amount());
            }
        }
        return line.toString();
    }

    /** Another request under a key that is known already; in another account it is another key. */
    String underKey(String account, String key) {
        return dice.oneOf("charge ", "event ") + account + " " + dice.amount() + key;
    }

    private String model() {
        return "m" + dice.below(MODELS);
    }

    /** Of each model something plain, so that it can be used. */
    List<String> firstPrices() {
        List<String> lines = new ArrayList<>();
        for (int model = 0; model < MODELS; model++) {
            lines.add("price m" + model + " input " + dice.between(1, 800) + " output " + dice.between(1, 1_500)
                    + dice.oneOf("", "", " cached_input 0.5", " cache_write 3.75 unit.request 0.01"));
        }
        return lines;
    }

    /** Prices are high, so that few tokens cost something. */
    String price() {
        StringBuilder line = new StringBuilder("price ").append(model());
        if (dice.chance(6)) {
            return line.append(" free input 0 output 0").toString();
        }
        classes(line, 90);
        if (dice.chance(30)) {
            line.append(" unit.request 0.0").append(dice.between(1, 100));
        }
        if (dice.chance(25)) {
            line.append(" max_output ").append(dice.between(500, 4_000));
        }
        if (dice.chance(30)) {
            line.append(" from ").append(dice.duration());
        }
        if (dice.chance(30)) {
            line.append(" above ").append(dice.between(500, 5_000));
            classes(line, 100);
        }
        return line.toString();
    }

    private void classes(StringBuilder line, int percent) {
        for (String each : List.of("input", "output")) {
            if (dice.chance(percent)) {
                line.append(' ').append(each).append(' ').append(dice.between(1, 1_500));
            }
        }
        for (String each : List.of("cached_input", "cache_write", "reasoning")) {
            if (dice.chance(30)) {
                line.append(' ')
                        .append(each)
                        .append(' ')
                        .append(Amount.ofNanos(dice.between(1, 2_000) * 1_000_000_000 / dice.between(1, 9)));
            }
        }
    }

    private String usage() {
        long input = dice.tokens();
        long output = dice.tokens();
        StringBuilder line = new StringBuilder(model()).append(" input ").append(input);
        if (dice.chance(30)) {
            line.append(" cached_input ").append(dice.between(0, input / 2 + 1));
        }
        if (dice.chance(15)) {
            line.append(" cache_write ").append(dice.between(0, input / 2 + 1));
        }
        line.append(" output ").append(output);
        if (dice.chance(20)) {
            line.append(" reasoning ").append(dice.between(0, output + 1));
        }
        if (dice.chance(10)) {
            line.append(" unit.request ").append(dice.below(4));
        }
        return line.toString();
    }
}
