package dev.florin.server.web.billing;

import dev.florin.core.grants.GrantKind;
import dev.florin.core.money.Amount;
import dev.florin.server.web.pages.Moment;
import dev.florin.server.web.pages.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The balance as the page shows it.
 *
 * @param calls running calls in words, such as {@code 2 running calls}; empty where none has set anything aside
 * @param parts where it comes from, for the bar; none where there is nothing
 * @param runway how long it lasts; empty where nobody knows
 * @param next what happens next, in a sentence
 */
public record BalanceCard(
        Money total,
        boolean owes,
        Money owed,
        String calls,
        Money held,
        Money available,
        List<Part> parts,
        Moment updated,
        String runway,
        String next) {
    /** Units of the bar's width. */
    static final long WIDTH = 1_000;

    /** So wide at least, or nobody sees it. */
    private static final long LEAST_WIDTH = 8;

    /**
     * A part of the bar.
     *
     * @param kind the colour
     * @param x where it begins, in thousandths
     * @param width in thousandths
     */
    public record Part(String kind, String label, Money money, long x, long width) {}

    public BalanceCard {
        parts = List.copyOf(parts);
    }

    static BalanceCard of(Facts facts, String runway, Moment updated) {
        String calls = facts.account().held().isZero() || facts.running() == 0
                ? ""
                : facts.running() == 1 ? "1 running call" : facts.running() + " running calls";
        return new BalanceCard(
                Money.balance(facts.total()),
                facts.account().owed().isPositive(),
                Money.balance(facts.account().owed()),
                calls,
                Money.balance(facts.account().held()),
                Money.balance(facts.account().available()),
                parts(facts),
                updated,
                runway,
                facts.whatHappensNext());
    }

    private record Share(String kind, String label, Amount amount) {}

    private static List<Part> parts(Facts facts) {
        var balance = facts.balance();
        List<Share> shares = List.of(
                        new Share("paid", "Paid", balance.part(GrantKind.PAID)),
                        new Share("bonus", "Bonus", balance.part(GrantKind.BONUS)),
                        new Share(
                                "promo",
                                "Promotion",
                                balance.part(GrantKind.PROMO).plus(balance.part(GrantKind.GOODWILL))),
                        new Share("frozen", "Frozen by a dispute", facts.frozen()))
                .stream()
                .filter(share -> share.amount.isPositive())
                .toList();
        Amount sum = shares.stream().map(Share::amount).reduce(Amount.ZERO, Amount::plus);
        List<Part> parts = new ArrayList<>();
        long x = 0;
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            long left = WIDTH - x - LEAST_WIDTH * (shares.size() - 1 - i);
            long width = i == shares.size() - 1
                    ? WIDTH - x
                    : Math.min(left, Math.max(LEAST_WIDTH, share(share.amount, sum)));
            parts.add(new Part(share.kind, share.label, Money.balance(share.amount), x, width));
            x += width;
        }
        return parts;
    }

    private static long share(Amount part, Amount sum) {
        return part.decimal()
                .multiply(BigDecimal.valueOf(WIDTH))
                .divide(sum.decimal(), 0, RoundingMode.HALF_UP)
                .longValue();
    }
}
