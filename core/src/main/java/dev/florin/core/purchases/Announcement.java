package dev.florin.core.purchases;

import java.util.Locale;

/**
 * Something that hosts, customers and pages are told of, written in the transaction that caused it.
 *
 * @param event what happened
 * @param number of the object it is about, in its account; 0 for the account itself
 */
public record Announcement(Event event, long number) {
    /** What can be announced, by the names of the API. */
    public enum Event {
        GRANT_CREATED,
        GRANT_VOIDED,
        GRANT_EXPIRED,
        TOP_UP_SUCCEEDED,
        TOP_UP_FAILED,
        TOP_UP_REQUIRES_CONFIRMATION,
        TOP_UP_REFUNDED,
        TOP_UP_DISPUTED,
        REFUND_FAILED,
        AUTO_RECHARGE_SUCCEEDED,
        AUTO_RECHARGE_FAILED,
        AUTO_RECHARGE_PAUSED,
        AUTO_RECHARGE_RESUMED,
        CHARGE_REVERSED,
        SUBSCRIPTION_ACTIVATED,
        SUBSCRIPTION_ENDED,
        BALANCE_LOW,
        BALANCE_VERY_LOW,
        BALANCE_DEPLETED,
        BALANCE_RECOVERED,
        LIMIT_WARNING,
        LIMIT_REACHED,
        PRICE_CHANGED,
        BOOKS_DIFFERENCE;

        private final String code = codeOf(name());

        /** As the API writes it: the last word of what it is about, then a point. */
        public String code() {
            return code;
        }

        private static String codeOf(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            for (String about : new String[] {
                "auto_recharge",
                "top_up",
                "grant",
                "refund",
                "charge",
                "subscription",
                "balance",
                "limit",
                "price",
                "books"
            }) {
                if (lower.startsWith(about + "_")) {
                    return about + "." + lower.substring(about.length() + 1);
                }
            }
            throw new IllegalStateException("no event is written " + lower);
        }
    }
}
