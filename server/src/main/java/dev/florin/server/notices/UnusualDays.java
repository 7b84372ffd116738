package dev.florin.server.notices;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.money.Amount;
import dev.florin.core.notices.UnusualDay;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.Notices;
import dev.florin.server.storage.UsageSum;
import dev.florin.server.storage.UsageSums;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the days on which a customer spends far more than on others, and has them told. Thread-safe. */
public final class UnusualDays {
    /** Some 100 bytes each. Beyond it what is usual is added up once more. */
    private static final int MOST_REMEMBERED = 10_000;

    private final Accounts accounts;
    private final UsageSums sums;
    private final Notices notices;
    private final Map<AccountNumber, Habit> habits = new ConcurrentHashMap<>();

    /** What was usual before a day: it does not change while the day lasts. */
    private record Habit(LocalDate before, Optional<Amount> usual) {}

    public UnusualDays(Accounts accounts, UsageSums sums, Notices notices) {
        this.accounts = accounts;
        this.sums = sums;
        this.notices = notices;
    }

    /** Tells the customer where the day that is now is unusual; once, however often this is asked. */
    void look(AccountNumber number) {
        Optional<Accounts.Standing> found = accounts.find(number);
        if (found.isEmpty() || found.get().account().deleted()) {
            return;
        }
        ZoneId zone = found.get().account().zone();
        LocalDate day = LocalDate.ofInstant(found.get().now(), zone);
        Instant start = day.atStartOfDay(zone).toInstant();
        Amount spent = days(number, zone, start, null).stream().reduce(Amount.ZERO, Amount::plus);
        if (!UnusualDay.LEAST.isMoreThan(spent)) {
            habit(number, zone, day)
                    .usual()
                    .flatMap(usual -> UnusualDay.of(day, spent, usual))
                    .ifPresent(unusual -> notices.tell(number, unusual));
        }
    }

    private Habit habit(AccountNumber account, ZoneId zone, LocalDate day) {
        Habit known = habits.get(account);
        if (known != null && known.before.equals(day)) {
            return known;
        }
        Instant from = day.minusDays(UnusualDay.WINDOW_DAYS).atStartOfDay(zone).toInstant();
        Instant to = day.atStartOfDay(zone).toInstant();
        Habit habit = new Habit(day, UnusualDay.usual(days(account, zone, from, to)));
        if (habits.size() >= MOST_REMEMBERED) {
            habits.clear();
        }
        habits.put(account, habit);
        return habit;
    }

    /** What each day with use cost. */
    private List<Amount> days(AccountNumber account, ZoneId zone, Instant from, @Nullable Instant to) {
        return sums.of(account, zone, UsageSums.Bucket.DAY, UsageSums.Group.NONE, from, to).stream()
                .map(UsageSum::amount)
                .map(Amount::rounded)
                .toList();
    }
}
