package dev.florin.server.web.activity;

import dev.florin.server.web.pages.Money;
import java.util.List;

/**
 * The chart as the template writes it: shapes with their words and links, and the same numbers as a table.
 *
 * @param lines of the axis
 * @param bars from left to right
 * @param legend what each colour means, in the order of the stack
 * @param hours whether a bar is an hour
 */
public record ChartView(List<Line> lines, List<Bar> bars, List<Legend> legend, boolean hours) {
    public ChartView {
        lines = List.copyOf(lines);
        bars = List.copyOf(bars);
        legend = List.copyOf(legend);
    }

    /** A line across, and its amount. */
    public record Line(double y, String label) {}

    /**
     * A bar.
     *
     * @param column its shapes
     * @param href the page with the table of this bar only, or of all again where it is chosen
     * @param time such as {@code Fri 20 Nov 2026}
     * @param label all of it in words
     * @param tick what stands below it; empty where there is no room
     * @param amounts in the order of the legend
     * @param added credit that came in; empty where none did
     */
    public record Bar(
            Drawing.Column column,
            String href,
            boolean chosen,
            String time,
            String label,
            String tick,
            List<Money> amounts,
            Money total,
            String added) {}

    /**
     * A colour.
     *
     * @param style the class of its shapes
     * @param href the page of this group only; empty where it cannot be filtered by
     */
    public record Legend(String style, String name, String href, Money total) {}

    /** The whole picture's size, as SVG writes it. */
    public String box() {
        return "0 0 " + Drawing.WIDTH + " " + Drawing.HEIGHT;
    }

    public int left() {
        return Drawing.LEFT;
    }

    public int right() {
        return Drawing.WIDTH - Drawing.RIGHT;
    }

    public int floor() {
        return Drawing.HEIGHT - Drawing.BOTTOM;
    }

    public int tickLine() {
        return Drawing.HEIGHT - 9;
    }
}
