package dev.florin.core.notices;

import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Announcement.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an account's history up to one row has told its customer about the balance. It is followed row by row, each once and in
 * order, so nothing is missed and nothing told twice, whoever follows.
 *
 * <p>For each level the customer hears by turns that the balance has fallen below it and that it has recovered; each of the
 * four is told at most once in {@link Mark#APART}. What must wait is told by the first row after that, if it is still so.
 *
 * @param sequence the last row that was looked at
 * @param emptyBelow the level of {@code empty}: {@link Levels#EMPTY}, or what was left when a call was refused
 * @param recoveredAt when it was last told that the balance has recovered; absent = never
 */
public record BalanceWatch(
        long sequence,
        Mark low,
        Mark veryLow,
        Mark empty,
        Amount emptyBelow,
        @Nullable Instant recoveredAt) {
    /** Of an account without history. */
    public static final BalanceWatch NEW = new BalanceWatch(0, Mark.NEW, Mark.NEW, Mark.NEW, Levels.EMPTY, null);

    /** A watch, and what was told on the way to it. */
    public record Step(BalanceWatch watch, List<Event> told) {
        public Step {
            told = List.copyOf(told);
        }
    }

    /** After one more row, which left {@code balance} at {@code at}. */
    public Step after(long row, Amount balance, Instant at, Levels levels) {
        Mark nowEmpty = empty.at(balance, emptyBelow);
        boolean filled = !nowEmpty.state().isBelow() && empty.state().isBelow();
        return new BalanceWatch(
                        row,
                        low.at(balance, levels.low()),
                        veryLow.at(balance, levels.veryLow()),
                        nowEmpty,
                        filled ? Levels.EMPTY : emptyBelow,
                        recoveredAt)
                .tell(at);
    }

    /** After a call was refused for lack of credit, with {@code balance} left. */
    public Step afterRefusal(Amount balance, Instant at) {
        Mark now = switch (empty.state()) {
            case ABOVE, QUIET -> empty.with(Mark.State.DUE);
            case RISEN -> empty.with(Mark.State.TOLD);
            case DUE, TOLD -> empty;
        };
        return new BalanceWatch(sequence, low, veryLow, now, emptyBelow.max(balance), recoveredAt).tell(at);
    }

    private Step tell(Instant at) {
        List<Event> told = new ArrayList<>();
        Mark nowLow = tell(low, Event.BALANCE_LOW, at, told);
        Mark nowVeryLow = tell(veryLow, Event.BALANCE_VERY_LOW, at, told);
        Mark nowEmpty = tell(empty, Event.BALANCE_DEPLETED, at, told);
        Instant recovered = recoveredAt;
        boolean risen = isRisen(nowLow) || isRisen(nowVeryLow) || isRisen(nowEmpty);
        if (risen && (recovered == null || !at.isBefore(recovered.plus(Mark.APART)))) {
            told.add(Event.BALANCE_RECOVERED);
            recovered = at;
            nowLow = settled(nowLow);
            nowVeryLow = settled(nowVeryLow);
            nowEmpty = settled(nowEmpty);
        }
        return new Step(new BalanceWatch(sequence, nowLow, nowVeryLow, nowEmpty, emptyBelow, recovered), told);
    }

    private static Mark tell(Mark mark, Event event, Instant at, List<Event> told) {
        if (!mark.maybeTold(at)) {
            return mark;
        }
        told.add(event);
        return mark.told(at);
    }

    private static boolean isRisen(Mark mark) {
        return mark.state() == Mark.State.RISEN;
    }

    private static Mark settled(Mark mark) {
        return isRisen(mark) ? mark.with(Mark.State.ABOVE) : mark;
    }

    /** Looked at up to {@code row}; nothing was to be told on the way. */
    public BalanceWatch upTo(long row) {
        return new BalanceWatch(Math.max(row, sequence), low, veryLow, empty, emptyBelow, recoveredAt);
    }

    /** Whether all but the row it was looked at up to is the same. */
    public boolean tellsAs(BalanceWatch other) {
        return upTo(Long.MAX_VALUE).equals(other.upTo(Long.MAX_VALUE));
    }

    /** Balances at which nothing changes. */
    public Band band(Levels levels) {
        Amount atLeast =
                low.atLeast(levels.low()).max(veryLow.atLeast(levels.veryLow())).max(empty.atLeast(emptyBelow));
        Amount below = least(least(low.below(levels.low()), veryLow.below(levels.veryLow())), empty.below(emptyBelow));
        return new Band(atLeast.nanos(), below == null ? Long.MAX_VALUE : below.nanos(), until());
    }

    private static @Nullable Amount least(@Nullable Amount one, @Nullable Amount other) {
        return one == null ? other : other == null ? one : one.min(other);
    }

    /** When what waits may be told. */
    private @Nullable Instant until() {
        Instant until = null;
        for (Mark mark : List.of(low, veryLow, empty)) {
            Instant last = isRisen(mark) ? recoveredAt : mark.state() == Mark.State.DUE ? mark.toldAt() : null;
            if (last != null && (until == null || last.plus(Mark.APART).isBefore(until))) {
                until = last.plus(Mark.APART);
            }
        }
        return until;
    }

    /** The worst that the customer has fallen below; absent = none. */
    public @Nullable NoticeKind shown() {
        if (empty.state().isBelow()) {
            return NoticeKind.BALANCE_EMPTY;
        }
        if (veryLow.state().isBelow()) {
            return NoticeKind.BALANCE_VERY_LOW;
        }
        return low.state().isBelow() ? NoticeKind.BALANCE_LOW : null;
    }
}
