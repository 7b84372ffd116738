package dev.florin.server.notices;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.notices.MailKind;
import dev.florin.server.storage.Mails;
import dev.florin.server.storage.Notices;
import dev.florin.server.storage.Notices.Expiring;
import dev.florin.server.storage.Outbox.MailDraft;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Follows the accounts, makes mails and notices of what was announced, and looks now and then at what begins or ends by itself.
 * Thread-safe; any number of processes may do it at once.
 */
public final class NoticeWork {
    /** What was missed is looked for so often. */
    private static final long LOOK_AT_ALL_NANOS = TimeUnit.MINUTES.toNanos(10);

    private static final long LOOK_AT_CLOCKS_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int AT_ONCE = 1_000;

    /** The second mail about a card comes so long before the end of its month. */
    private static final Duration CARD_AGAIN_BEFORE = Duration.ofDays(7);

    private final Follower follower;
    private final Announcements announcements;
    private final Notices notices;
    private final Mails mails;
    private final AtomicLong lookedAtAll = new AtomicLong(System.nanoTime() - LOOK_AT_ALL_NANOS);
    private final AtomicLong lookedAtClocks = new AtomicLong(System.nanoTime() - LOOK_AT_CLOCKS_NANOS);

    public NoticeWork(Follower follower, Announcements announcements, Notices notices, Mails mails) {
        this.follower = follower;
        this.announcements = announcements;
        this.notices = notices;
        this.mails = mails;
    }

    /**
     * Does what is to be done now.
     *
     * @param everything as if the time of all of it had come
     */
    public Run run(boolean everything) {
        Follower.Round rest = isTime(lookedAtAll, LOOK_AT_ALL_NANOS) ? Follower.Round.BEGIN : Follower.Round.ON;
        long handled = follower.run(everything ? Follower.Round.WHOLE : rest);
        boolean clocks = isTime(lookedAtClocks, LOOK_AT_CLOCKS_NANOS) || everything;
        handled += clocks ? lookAtClocks() : 0;
        return new Run(handled + announcements.run(), 0);
    }

    private static boolean isTime(AtomicLong last, long pause) {
        long before = last.get();
        long now = System.nanoTime();
        return now - before >= pause && last.compareAndSet(before, now);
    }

    private long lookAtClocks() {
        long added = 0;
        long last = 0;
        for (List<Expiring> page = notices.expiring(last, AT_ONCE); !page.isEmpty(); ) {
            for (Expiring card : page) {
                added += mails.add(card.account(), List.of(draft(card)));
                last = card.account().number();
            }
            page = notices.expiring(last, AT_ONCE);
        }
        last = 0;
        for (List<AccountNumber> page = notices.byThemselves(last, AT_ONCE); !page.isEmpty(); ) {
            for (AccountNumber account : page) {
                notices.follow(account);
                last = account.number();
            }
            page = notices.byThemselves(last, AT_ONCE);
        }
        notices.forget(AT_ONCE);
        mails.forget(AT_ONCE);
        return added;
    }

    /** One mail when the month before begins, one in the last week. */
    private static MailDraft draft(Expiring card) {
        boolean last = Duration.between(card.now(), card.ends()).compareTo(CARD_AGAIN_BEFORE) <= 0;
        String cause = "card " + card.card() + " " + card.ends() + (last ? " 7" : " 30");
        return new MailDraft(cause, MailKind.CARD_EXPIRES, card.card());
    }
}
