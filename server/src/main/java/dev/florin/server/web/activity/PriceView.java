package dev.florin.server.web.activity;

import java.util.List;

/**
 * A model's price as the list shows it.
 *
 * @param id of its place on the page
 * @param input a million tokens; empty where it has none, and so for the others
 * @param typical what a typical message costs
 * @param since since when it is so
 * @param badge what has changed lately, or will; empty where nothing has
 * @param style of the badge
 * @param change the change in words; empty where there is none
 * @param others further classes and units
 * @param tiers prices for calls with much input
 * @param limits how much it reads and writes at most
 */
public record PriceView(
        String id,
        String model,
        String input,
        String cached,
        String output,
        String typical,
        String since,
        String badge,
        String style,
        String change,
        List<Part> others,
        List<Tier> tiers,
        String limits) {
    public PriceView {
        others = List.copyOf(others);
        tiers = List.copyOf(tiers);
    }

    /** A class or unit and its price. */
    public record Part(String name, String price) {}

    /** The classes that cost something else above so many input tokens. */
    public record Tier(String above, List<Part> parts) {}

    public boolean hasMore() {
        return !others.isEmpty() || !tiers.isEmpty();
    }
}
