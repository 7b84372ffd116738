package dev.florin.server.web.activity;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * A chart of stacked bars as shapes: all places are in the units of its picture, from its upper left corner.
 *
 * @param lines the axis, upwards from zero
 * @param bars from left to right
 */
public record Drawing(List<Line> lines, List<Column> bars) {
    static final int WIDTH = 960;
    static final int HEIGHT = 300;

    /** Room for the amounts of the axis. */
    static final int LEFT = 80;

    /** Room for half of the last label. */
    static final int RIGHT = 32;

    /** Room for the marks of credit that came in. */
    static final int TOP = 26;

    /** Room for the days. */
    static final int BOTTOM = 28;

    /** Of a bar and the gap behind it. */
    private static final double FILLED = 0.72;

    /** A bar is not wider, however few there are. */
    private static final double WIDEST = 44;

    /** Labels that are nearer than this run into one another. */
    private static final double LABEL_ROOM = 78;

    /** What is too little to be seen is shown as a line all the same. */
    private static final double LEAST = 1;

    /** One line of the axis. */
    public record Line(double y, BigDecimal amount) {}

    /**
     * One bar.
     *
     * @param slot where its stretch of time begins, and how wide that is
     * @param parts from below
     * @param labelled whether there is room for its time below it
     */
    public record Column(double slot, double slotWidth, double x, double width, List<Part> parts, boolean labelled) {
        public double middle() {
            return slot + slotWidth / 2;
        }
    }

    /**
     * One group's part of a bar.
     *
     * @param series its place among the groups, from 0
     */
    public record Part(int series, double y, double height) {}

    static Drawing of(Series series) {
        NiceScale scale = NiceScale.upTo(series.highest());
        double floor = HEIGHT - BOTTOM;
        double tall = floor - TOP;
        List<Line> lines = scale.ticks().stream()
                .map(amount -> new Line(rounded(floor - tall * share(amount, scale.top())), amount))
                .toList();
        double slot = (double) (WIDTH - LEFT - RIGHT) / series.bars().size();
        double width = Math.min(WIDEST, slot * FILLED);
        int every = (int) Math.ceil(LABEL_ROOM / slot);
        List<Column> bars = new ArrayList<>();
        for (int i = 0; i < series.bars().size(); i++) {
            double left = LEFT + i * slot;
            // Counted from the newest, which is the one that people look for.
            boolean labelled = (series.bars().size() - 1 - i) % every == 0;
            bars.add(new Column(
                    rounded(left),
                    rounded(slot),
                    rounded(left + (slot - width) / 2),
                    rounded(width),
                    parts(series, series.bars().get(i), scale, floor, tall),
                    labelled));
        }
        return new Drawing(lines, bars);
    }

    private static List<Part> parts(Series series, Series.Bar bar, NiceScale scale, double floor, double tall) {
        List<Part> parts = new ArrayList<>();
        double y = floor;
        for (int i = 0; i < series.names().size(); i++) {
            BigDecimal amount = bar.spent().getOrDefault(series.names().get(i), BigDecimal.ZERO);
            if (amount.signum() > 0) {
                double height = Math.max(LEAST, tall * share(amount, scale.top()));
                y -= height;
                parts.add(new Part(i, rounded(y), rounded(height)));
            }
        }
        return parts;
    }

    /** A share of a length on the screen: the one place where an amount becomes a floating-point number. */
    private static double share(BigDecimal amount, BigDecimal top) {
        return amount.divide(top, MathContext.DECIMAL32).doubleValue();
    }

    /** A hundredth of a unit is finer than any screen. */
    private static double rounded(double place) {
        return Math.round(place * 100) / 100.0;
    }
}
