package dev.florin.server.web.pages;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.notices.NoticeKind;
import dev.florin.core.notices.UnusualDay;
import dev.florin.core.purchases.PauseReason;
import dev.florin.server.storage.Notices;
import dev.florin.server.storage.ObjectIds;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one notice that stands at the top of every page: the most severe of those that are open, in plain words and with the way
 * out. What only warns can be put away. Thread-safe.
 */
final class NoticeBanner {
    private static final String BILLING = "/account/billing";
    private static final String ADD = "/account/billing/add";
    private static final String RECHARGE = "/account/billing/auto-recharge";
    private static final String CARDS = "/account/billing#payment-methods";

    /** What stops something, or takes money; the others only warn, and can be put away. */
    private static final Set<NoticeKind> STAYS = Set.of(
            NoticeKind.PAYMENT_CONFIRMATION,
            NoticeKind.RECHARGE_PAUSED,
            NoticeKind.AMOUNT_OWED,
            NoticeKind.BALANCE_EMPTY,
            NoticeKind.DISPUTE_OPEN);

    private final Notices notices;
    private final ObjectIds ids;

    NoticeBanner(Notices notices, ObjectIds ids) {
        this.notices = notices;
        this.ids = ids;
    }

    /** The banner of an account; empty where there is nothing to tell. */
    Optional<Banner> of(AccountNumber account, ZoneId zone) {
        List<Notices.Notice> open = notices.open(account);
        return open.stream()
                .filter(notice -> notice.seenAt() == null || STAYS.contains(notice.kind()))
                .min(Comparator.comparing(Notices.Notice::kind))
                .map(notice -> banner(account, notice, zone));
    }

    private Banner banner(AccountNumber account, Notices.Notice notice, ZoneId zone) {
        String subject = notice.subject();
        return switch (notice.kind()) {
            case PAYMENT_CONFIRMATION ->
                banner(
                        notice,
                        "critical",
                        "Your bank asks you to confirm a payment.",
                        "Until you do, nothing is charged and nothing is added.",
                        "Confirm payment",
                        "/top-ups/" + ids.write(ObjectIds.Kind.TOP_UP, account, Long.parseLong(subject)) + "/confirm");
            case RECHARGE_PAUSED -> paused(notice, PauseReason.ofCode(subject));
            case AMOUNT_OWED ->
                banner(
                        notice,
                        "critical",
                        "An amount is owed.",
                        "Credit went back that had been spent already. AI features wait until it is paid.",
                        "Add balance",
                        ADD);
            case BALANCE_EMPTY ->
                banner(
                        notice,
                        "critical",
                        "Your AI credit is used up.",
                        "AI features wait until there is some again.",
                        "Add balance",
                        ADD);
            case BALANCE_VERY_LOW ->
                banner(notice, "warning", "Your AI credit is almost used up.", "", "Add balance", ADD);
            case BALANCE_LOW -> banner(notice, "info", "Your AI credit is getting low.", "", "Add balance", ADD);
            case PRO_ENDS, CARD_EXPIRES, RECHARGE_DECLINED, DISPUTE_OPEN, LIMIT_REACHED, UNUSUAL_DAY ->
                later(notice, zone);
        };
    }

    /** What is not about the balance itself and may wait a little. */
    private static Banner later(Notices.Notice notice, ZoneId zone) {
        String subject = notice.subject();
        return switch (notice.kind()) {
            case PRO_ENDS ->
                banner(
                        notice,
                        "warning",
                        "Pro ends on " + day(subject, zone) + ".",
                        "Your balance stays yours and works again when you return.",
                        "Keep Pro",
                        BILLING);
            case CARD_EXPIRES ->
                banner(
                        notice,
                        "warning",
                        "The card for auto-recharge expires soon.",
                        "Its last day is " + lastDay(subject, zone) + ".",
                        "Change card",
                        CARDS);
            case RECHARGE_DECLINED ->
                banner(
                        notice,
                        "warning",
                        "An automatic charge was declined.",
                        "Nothing was charged. We try once more by ourselves.",
                        "See why",
                        RECHARGE);
            case DISPUTE_OPEN ->
                banner(
                        notice,
                        "warning",
                        "A payment is in dispute.",
                        "What is left of its credit is set aside, and nothing can be bought until it is over.",
                        "See billing",
                        BILLING);
            case LIMIT_REACHED -> limit(notice);
            case UNUSUAL_DAY -> unusual(notice, UnusualDay.ofSubject(subject));
            case PAYMENT_CONFIRMATION, RECHARGE_PAUSED, AMOUNT_OWED, BALANCE_EMPTY, BALANCE_VERY_LOW, BALANCE_LOW ->
                throw new IllegalStateException("its words stand above: " + notice.kind());
        };
    }

    private static Banner unusual(Notices.Notice notice, UnusualDay day) {
        return banner(
                notice,
                "info",
                "You are spending more than usual today.",
                "More than " + Money.balance(day.spent()).text() + "; on other days it is "
                        + Money.balance(day.usual()).text() + " on average.",
                "See activity",
                "/activity?range=24h");
    }

    /** Its subject is a period and, where it is a key's limit, the key: {@code day key 3}. */
    private static Banner limit(Notices.Notice notice) {
        String period = notice.subject().split(" ", 2)[0];
        boolean ofKey = notice.subject().contains(" key ");
        String title = ofKey
                ? "A spending limit of one of your keys is reached."
                : "Your spending limit for the " + period + " is reached.";
        String ends = period.equals("total")
                ? "until you raise it."
                : "until the next " + period + ", or until you raise it.";
        String text = (ofKey ? "Programs that use it wait " : "AI features wait ") + ends;
        return banner(notice, "warning", title, text, "Change limits", "/account/keys");
    }

    private static Banner paused(Notices.Notice notice, PauseReason reason) {
        String title = "Auto-recharge is paused.";
        return switch (reason) {
            case DECLINED -> banner(notice, "critical", title, "Your card was declined.", "Use another card", CARDS);
            case AUTHENTICATION_REQUIRED ->
                banner(
                        notice,
                        "critical",
                        title,
                        "Your bank wants you to confirm charges yourself.",
                        "Fix it",
                        RECHARGE);
            case NO_PAYMENT_METHOD ->
                banner(notice, "critical", title, "There is no saved card that we could charge.", "Add a card", CARDS);
            case MONTHLY_LIMIT ->
                banner(
                        notice,
                        "critical",
                        title,
                        "Your monthly limit for automatic charges is reached.",
                        "Change limit",
                        RECHARGE);
            case FELL_WITHOUT_USE ->
                banner(
                        notice,
                        "critical",
                        title,
                        "Your balance fell otherwise than by use, so we ask you first.",
                        "Look at it",
                        RECHARGE);
            case AMOUNT_OWED -> banner(notice, "critical", title, "An amount is owed.", "Add balance", ADD);
            case DISPUTE -> banner(notice, "critical", title, "A payment is in dispute.", "See billing", BILLING);
            case SUBSCRIPTION_ENDED -> banner(notice, "critical", title, "Pro has ended.", "Return to Pro", BILLING);
            case ACCOUNT_FROZEN ->
                banner(notice, "critical", title, "Your account is frozen; our support can tell you why.", "", "");
            case STOPPED_BY_OPERATOR ->
                banner(
                        notice,
                        "warning",
                        title,
                        "Automatic charges are stopped for everybody right now. You can add balance" + " yourself.",
                        "Add balance",
                        ADD);
        };
    }

    private static Banner banner(
            Notices.Notice notice, String severity, String title, String text, String action, String href) {
        String away = STAYS.contains(notice.kind()) ? "" : "/account/notices/" + notice.number() + "/away";
        return new Banner(severity, notice.kind().code(), title, text, action, href, away);
    }

    private static String day(String instant, ZoneId zone) {
        return Moment.of(Instant.parse(instant), zone).day();
    }

    private static String lastDay(String end, ZoneId zone) {
        return Moment.of(Instant.parse(end).minus(1, ChronoUnit.DAYS), zone).day();
    }
}
