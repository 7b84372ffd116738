package dev.florin.server.web.activity;

import dev.florin.server.web.pages.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the page of the history shows. */
public record ActivityModel(Frame frame, Top top, Table table, FilterForm.View form) {
    /**
     * Figures and chart.
     *
     * @param chart absent where nothing was spent
     */
    public record Top(Tiles tiles, @Nullable ChartView chart) {}

    /**
     * The table.
     *
     * @param running only above the newest rows
     * @param newerHref empty where there are none
     * @param olderHref empty where there are none
     * @param goesOn whether the search has stopped before it found anything
     */
    public record Table(
            List<RowView> rows,
            List<RunningView> running,
            String newerHref,
            String olderHref,
            boolean goesOn,
            Adding adding) {
        public Table {
            rows = List.copyOf(rows);
            running = List.copyOf(running);
        }

        public boolean isEmpty() {
            return rows.isEmpty() && running.isEmpty();
        }
    }
}
