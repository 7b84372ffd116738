package dev.florin.server.web.billing;

import dev.florin.core.purchases.Recharge;
import dev.florin.server.payments.RechargeWords;
import dev.florin.server.storage.PaymentCards.Card;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/**
 * A saved payment method as the pages show it.
 *
 * @param words such as {@code Visa •••• 4242}
 * @param expiry such as {@code 04/2030}; empty where it has none
 * @param trouble why it is of no use for automatic charges, in a word or two; empty where it is
 */
public record CardChoice(String id, String words, String expiry, boolean isDefault, String trouble) {
    static List<CardChoice> of(Facts facts) {
        return facts.cards().stream().map(card -> of(card, facts)).toList();
    }

    private static CardChoice of(Card card, Facts facts) {
        return new CardChoice(
                card.id(), RechargeWords.card(card), expiry(card), card.isDefault(), trouble(card, facts));
    }

    private static String expiry(Card card) {
        Integer month = card.expMonth();
        Integer year = card.expYear();
        return month == null || year == null ? "" : String.format(Locale.ROOT, "%02d/%d", month, year);
    }

    private static String trouble(Card card, Facts facts) {
        if (isOver(card, facts.now(), facts.account().zone())) {
            return "Expired";
        }
        Recharge recharge = facts.recharge();
        if (card.isDefault() && recharge != null && recharge.enabled() && recharge.pause() != null) {
            switch (recharge.pause()) {
                case DECLINED -> {
                    return "Declined";
                }
                case AUTHENTICATION_REQUIRED -> {
                    return "Bank asks to confirm";
                }
                default -> {}
            }
        }
        return "prepaid".equals(card.funding()) ? "May not work automatically" : "";
    }

    /** Whether its last month is over. */
    static boolean isOver(Card card, Instant now, ZoneId zone) {
        Integer month = card.expMonth();
        Integer year = card.expYear();
        return month != null && year != null && YearMonth.of(year, month).isBefore(YearMonth.from(now.atZone(zone)));
    }

    /** Whether this is its last month, or the next is. */
    static boolean endsSoon(Card card, Instant now, ZoneId zone) {
        Integer month = card.expMonth();
        Integer year = card.expYear();
        return month != null
                && year != null
                && !isOver(card, now, zone)
                && !YearMonth.of(year, month)
                        .isAfter(YearMonth.from(now.atZone(zone)).plusMonths(1));
    }
}
