package dev.florin.server.notices;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.notices.MailRules;
import dev.florin.core.purchases.Announcement.Event;
import dev.florin.server.storage.Outbox;
import dev.florin.server.storage.Outbox.Announced;
import dev.florin.server.storage.Outbox.MailDraft;
import java.util.ArrayList;
import java.util.List;

/** Makes mails and notices of what was announced. Thread-safe. */
public final class Announcements {
    private static final int ACCOUNTS_AT_ONCE = 500;

    private final Outbox outbox;

    public Announcements(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Takes all there are, and answers how many. */
    public long run() {
        long handled = 0;
        while (true) {
            List<AccountNumber> waiting = outbox.waiting(ACCOUNTS_AT_ONCE);
            if (waiting.isEmpty()) {
                return handled;
            }
            for (AccountNumber account : waiting) {
                handled += outbox.notice(account, Announcements::mails);
            }
        }
    }

    /** One mail at most for each; of what was announced together, those that say most. */
    static List<MailDraft> mails(List<Announced> announced) {
        List<MailDraft> drafts = new ArrayList<>();
        for (Announced each : announced) {
            List<Event> together = announced.stream()
                    .filter(other -> other.at().equals(each.at()))
                    .map(Announced::event)
                    .toList();
            MailRules.mail(each.event(), together)
                    .ifPresent(kind -> drafts.add(new MailDraft("outbox " + each.id(), kind, subject(each))));
        }
        return drafts;
    }

    private static String subject(Announced announced) {
        String named = announced.subject();
        return named == null ? Long.toString(announced.number()) : named;
    }
}
