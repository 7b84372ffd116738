package dev.florin.server.web.account;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.money.Amount;
import dev.florin.server.web.pages.Dollars;
import dev.florin.server.web.pages.Moment;
import dev.florin.server.web.pages.Money;
import dev.florin.server.web.pages.Typed;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Spending limits in a form, and as bars. */
final class LimitFields {
    private static final int WHOLE = 1_000;

    /** From this share of a limit on, in thousandths, its bar warns. */
    private static final int WARNS = 800;

    private LimitFields() {}

    static Typed fill(Typed typed, SpendingLimits limits) {
        for (Period period : Period.values()) {
            Amount limit = limits.of(period);
            typed.with(period.code(), limit == null ? "" : Dollars.write(limit));
        }
        return typed;
    }

    /** What was typed; notes what is no amount. An empty field is no limit. */
    static SpendingLimits read(Typed typed, boolean withTotal) {
        return new SpendingLimits(
                amount(typed, Period.DAY),
                amount(typed, Period.WEEK),
                amount(typed, Period.MONTH),
                withTotal ? amount(typed, Period.TOTAL) : null);
    }

    private static @Nullable Amount amount(Typed typed, Period period) {
        String text = typed.value(period.code());
        if (text.isEmpty()) {
            return null;
        }
        Optional<Amount> amount = Dollars.read(text);
        if (amount.isEmpty()) {
            typed.wrong(period.code(), "Please write an amount such as 20.00, or nothing for no limit.");
        }
        return amount.orElse(null);
    }

    /** How much of each limit is used now. */
    static List<LimitBar> bars(SpendingLimits limits, List<LimitUse> uses, Account account, Instant now) {
        List<LimitBar> bars = new ArrayList<>();
        for (Period period : Period.values()) {
            Amount limit = limits.of(period);
            if (limit != null) {
                Instant start = period.start(now, account.zone());
                LimitUse use = uses.stream()
                        .filter(each -> each.period() == period && each.start().equals(start))
                        .findFirst()
                        .orElse(LimitUse.none(0, period, start));
                bars.add(bar(
                        period,
                        limit,
                        use,
                        period.ends() ? Moment.of(period.end(now, account.zone()), account.zone()) : null));
            }
        }
        return bars;
    }

    private static LimitBar bar(Period period, Amount limit, LimitUse use, @Nullable Moment ends) {
        Amount gone = use.used().plus(use.held());
        int share = limit.isZero() ? WHOLE : share(gone, limit);
        String kind = share >= WHOLE ? "bad" : share >= WARNS ? "warning" : "";
        return new LimitBar(name(period), Money.balance(gone), Money.balance(limit), share, kind, ends);
    }

    private static int share(Amount gone, Amount limit) {
        return gone.decimal()
                .multiply(BigDecimal.valueOf(WHOLE))
                .divideToIntegralValue(limit.decimal())
                .min(BigDecimal.valueOf(WHOLE))
                .intValue();
    }

    private static String name(Period period) {
        return switch (period) {
            case DAY -> "Today";
            case WEEK -> "This week";
            case MONTH -> "This month";
            case TOTAL -> "Ever";
        };
    }
}
