package dev.florin.core.ledger;

import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.purchases.Announcement.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is due happens first: holds and grants that have expired end, in the order in which they fell due. */
final class DueRules {
    private final AccountBook book;
    private final ChargeRules charges;
    private final GrantRules grants;
    private final Instant now;

    DueRules(AccountBook book, ChargeRules charges, GrantRules grants, Instant now) {
        this.book = book;
        this.charges = charges;
        this.grants = grants;
        this.now = now;
    }

    /** Something that ends at a time. */
    private record Due(
            Instant at, @Nullable Hold hold, @Nullable Grant grant) {}

    void carryOut(Request cause) {
        Instant nextDue = book.nextDue();
        if (nextDue == null || now.isBefore(nextDue)) {
            return;
        }
        Request request = new Request(null, cause.fingerprint(), "job", "expiry");
        List<Due> due = new ArrayList<>();
        for (Hold hold : book.records().holdsDue(now)) {
            due.add(new Due(hold.expiresAt(), hold, null));
        }
        for (Grant grant : book.grants().inOrder()) {
            Instant expiry = grant.expiresAt();
            if (expiry != null && grant.state() == Grant.State.OPEN && !now.isBefore(expiry)) {
                due.add(new Due(expiry, null, grant));
            }
        }
        due.sort(Comparator.comparing(Due::at));
        for (Due each : due) {
            if (each.hold != null) {
                charges.expire(each.hold, request);
            } else if (each.grant != null) {
                expire(each.grant.number(), request);
            }
        }
        book.setNextDue(next());
    }

    private void expire(long number, Request request) {
        book.grants().find(number).ifPresent(grant -> {
            book.grants().put(grant.ended(Grant.State.EXPIRED));
            book.purchases().announce(Event.GRANT_EXPIRED, number);
            grants.giveUpEnded(request, null);
        });
    }

    private @Nullable Instant next() {
        Instant next = book.records().nextHoldExpiry(now).orElse(null);
        for (Grant grant : book.grants().inOrder()) {
            Instant expiry = grant.expiresAt();
            if (expiry != null && grant.state() == Grant.State.OPEN && (next == null || expiry.isBefore(next))) {
                next = expiry;
            }
        }
        return next;
    }
}
