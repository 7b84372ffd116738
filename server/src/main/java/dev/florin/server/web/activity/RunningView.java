package dev.florin.server.web.activity;

import dev.florin.server.web.pages.Moment;
import dev.florin.server.web.pages.Money;

/**
 * A call that is running, of which no row tells yet.
 *
 * @param held the most that it can cost, which is set aside for it
 */
public record RunningView(Moment at, String what, String model, Money held) {}
