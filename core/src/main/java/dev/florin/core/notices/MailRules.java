package dev.florin.core.notices;

import dev.florin.core.purchases.Announcement.Event;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which e-mails follow from what was announced at one moment: one for one cause, the one that says most. */
public final class MailRules {
    private MailRules() {}

    /** The mail for {@code event}, which was announced together with {@code all}; empty where none is sent, or another tells. */
    public static Optional<MailKind> mail(Event event, List<Event> all) {
        Set<Event> beside = EnumSet.copyOf(all);
        return kind(event).filter(_ -> !toldByAnother(event, beside));
    }

    private static Optional<MailKind> kind(Event event) {
        return Optional.ofNullable(
                switch (event) {
                    case TOP_UP_SUCCEEDED -> MailKind.TOP_UP_RECEIPT;
                    case AUTO_RECHARGE_SUCCEEDED -> MailKind.RECHARGE_RECEIPT;
                    case TOP_UP_REQUIRES_CONFIRMATION -> MailKind.CONFIRMATION_NEEDED;
                    case AUTO_RECHARGE_FAILED -> MailKind.RECHARGE_DECLINED;
                    case AUTO_RECHARGE_PAUSED -> MailKind.RECHARGE_PAUSED;
                    case TOP_UP_DISPUTED -> MailKind.PAYMENT_DISPUTED;
                    case TOP_UP_REFUNDED -> MailKind.PAYMENT_REFUNDED;
                    case REFUND_FAILED -> MailKind.REFUND_FAILED;
                    case SUBSCRIPTION_ENDED -> MailKind.SUBSCRIPTION_ENDED;
                    case BALANCE_LOW -> MailKind.BALANCE_LOW;
                    case BALANCE_VERY_LOW -> MailKind.BALANCE_VERY_LOW;
                    case BALANCE_DEPLETED -> MailKind.BALANCE_EMPTY;
                    case LIMIT_WARNING -> MailKind.LIMIT_WARNING;
                    case LIMIT_REACHED -> MailKind.LIMIT_REACHED;
                    // Somebody who pays at a page sees there that it failed; the rest is no news for a customer.
                    case TOP_UP_FAILED,
                            GRANT_CREATED,
                            GRANT_VOIDED,
                            GRANT_EXPIRED,
                            AUTO_RECHARGE_RESUMED,
                            CHARGE_REVERSED,
                            SUBSCRIPTION_ACTIVATED,
                            BALANCE_RECOVERED,
                            PRICE_CHANGED,
                            BOOKS_DIFFERENCE -> null;
                });
    }

    private static boolean toldByAnother(Event event, Set<Event> beside) {
        return switch (event) {
            case AUTO_RECHARGE_FAILED -> beside.contains(Event.AUTO_RECHARGE_PAUSED);
            case AUTO_RECHARGE_PAUSED ->
                beside.contains(Event.SUBSCRIPTION_ENDED) || beside.contains(Event.TOP_UP_DISPUTED);
            case BALANCE_LOW -> beside.contains(Event.BALANCE_VERY_LOW) || beside.contains(Event.BALANCE_DEPLETED);
            case BALANCE_VERY_LOW -> beside.contains(Event.BALANCE_DEPLETED);
            case LIMIT_WARNING -> beside.contains(Event.LIMIT_REACHED);
            default -> false;
        };
    }
}
