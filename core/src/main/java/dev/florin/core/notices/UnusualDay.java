package dev.florin.core.notices;

import dev.florin.core.money.Amount;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A day on which a customer spends far more than on others, which may be a program gone wrong or a key in wrong hands.
 *
 * @param day in the account's time zone
 * @param spent on it, when it was seen
 * @param usual what the days before cost on average, of those with use
 */
public record UnusualDay(LocalDate day, Amount spent, Amount usual) {
    /** The days before that are looked at. */
    public static final int WINDOW_DAYS = 28;

    /** Fewer days with use make no habit. */
    static final int FEWEST_DAYS = 7;

    /** Nobody is called away for less. */
    public static final Amount LEAST = Amount.ofDollars(5);

    /** Habits vary; three times the average is rare by chance. */
    static final int FACTOR = 3;

    private static final int WORDS = 3;

    /** What a usual day costs; empty where there is no habit yet. */
    public static Optional<Amount> usual(List<Amount> daysBefore) {
        List<Amount> used = daysBefore.stream().filter(Amount::isPositive).toList();
        if (used.size() < FEWEST_DAYS) {
            return Optional.empty();
        }
        long sum = used.stream().mapToLong(Amount::nanos).reduce(0, Math::addExact);
        return Optional.of(Amount.ofNanos(sum / used.size()));
    }

    /** The day, where it is unusual. */
    public static Optional<UnusualDay> of(LocalDate day, Amount spent, Amount usual) {
        boolean much = !LEAST.isMoreThan(spent) && spent.nanos() / FACTOR > usual.nanos();
        return much ? Optional.of(new UnusualDay(day, spent, usual)) : Optional.empty();
    }

    /** As a notice and a mail keep it, the day first. */
    public String subject() {
        return day + " " + spent.decimal().toPlainString() + " "
                + usual.decimal().toPlainString();
    }

    /** What {@link #subject} wrote. */
    public static UnusualDay ofSubject(String subject) {
        String[] words = subject.split(" ", WORDS);
        return new UnusualDay(LocalDate.parse(words[0]), Amount.dollars(words[1]), Amount.dollars(words[2]));
    }
}
