package dev.florin.core.pricing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything that asking for a new version of a price can come to. */
public sealed interface PriceChange {
    /** A date further ahead than this is a slip of the keyboard: ten years. */
    Duration FARTHEST_AHEAD = Duration.ofDays(3_652);

    /** What is wrong with one member; {@code field} is its path, such as {@code tiers.0.per_million.input}. */
    record Problem(String field, String message) {}

    /** It becomes this version of its model, added by the list's next change. */
    record New(Price price) implements PriceChange {}

    /** The newest version says the same already; nothing changes. */
    record Same(Price newest) implements PriceChange {}

    /** Possible, but so unusual that it must be sent again with {@code confirm}. */
    record NeedsConfirmation(String field, String why) implements PriceChange {}

    /** No price may be so. */
    record Invalid(List<Problem> problems) implements PriceChange {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    /** It would change what has been charged. */
    record Past(Instant effectiveAt, Instant now) implements PriceChange {}

    /** What a draft comes to, given the list as it stands and the time. */
    static PriceChange of(PriceDraft draft, PriceList list, Instant now) {
        List<Problem> problems = PriceRules.problems(draft);
        if (!problems.isEmpty()) {
            return new Invalid(problems);
        }
        Instant effectiveAt = draft.effectiveAt();
        Optional<Price> newest = list.newest(draft.model());
        if (draft.retired() && newest.isEmpty()) {
            return new Invalid(List.of(new Problem("retired", "there is no price to end")));
        }
        if (newest.isPresent() && isSame(draft, newest.get(), list, now)) {
            return new Same(newest.get());
        }
        if (effectiveAt != null && effectiveAt.isBefore(now)) {
            return new Past(effectiveAt, now);
        }
        if (isTooFarAhead(effectiveAt, now)) {
            return new Invalid(List.of(new Problem("effective_at", "must be at most ten years ahead")));
        }
        Price price = draft.version(list.nextVersion(draft.model()), now, list.number() + 1);
        Optional<Problem> unusual = draft.confirm() || draft.retired()
                ? Optional.empty()
                : PriceRules.unusual(price, newest.filter(before -> !before.retired()));
        return unusual.<PriceChange>map(problem -> new NeedsConfirmation(problem.field(), problem.message()))
                .orElseGet(() -> new New(price));
    }

    private static boolean isTooFarAhead(@Nullable Instant effectiveAt, Instant now) {
        return effectiveAt != null && effectiveAt.isAfter(now.plus(FARTHEST_AHEAD));
    }

    /** A draft without a time asks for "now": the same prices, but only from next year on, are not the same. */
    private static boolean isSame(PriceDraft draft, Price newest, PriceList list, Instant now) {
        if (!draft.says(newest)) {
            return false;
        }
        Instant effectiveAt = draft.effectiveAt();
        if (effectiveAt != null) {
            return effectiveAt.equals(newest.effectiveAt());
        }
        return newest.retired()
                ? list.inForce(draft.model(), now, list.number()).isEmpty()
                        && !newest.effectiveAt().isAfter(now)
                : list.inForce(draft.model(), now, list.number())
                        .filter(newest::equals)
                        .isPresent();
    }
}
