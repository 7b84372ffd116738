package dev.florin.server.web.activity;

import dev.florin.server.web.pages.Money;

/**
 * The figures above the chart.
 *
 * @param average spent a day of what the page shows, until today
 * @param model the one with the most calls in what the page shows; empty where there is none
 * @param modelCalls how many these were
 * @param notCharged calls in what the page shows that cost nothing
 * @param notChargedHref the page with these
 */
public record Tiles(
        Money today,
        Money month,
        Money average,
        String days,
        String model,
        String modelCalls,
        String notCharged,
        String notChargedHref) {}
