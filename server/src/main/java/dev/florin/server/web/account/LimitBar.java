package dev.florin.server.web.account;

import dev.florin.server.web.pages.Moment;
import dev.florin.server.web.pages.Money;
import org.jspecify.annotations.Nullable;

/**
 * How much of a limit is used.
 *
 * @param name of its period
 * @param used with what running calls have set aside
 * @param thousandths of the limit
 * @param kind {@code warning} from four fifths on, {@code bad} where nothing is left
 * @param ends when it begins anew; absent = never
 */
public record LimitBar(
        String name,
        Money used,
        Money limit,
        int thousandths,
        String kind,
        @Nullable Moment ends) {}
