package dev.florin.bench;

/** What can be measured by itself. */
enum Part {
    ENGINE("engine"),
    SLOW("engine, commits slowed by 2 ms"),
    GROWN("engine, many old rows"),
    HTTP("HTTP"),
    START("start");

    private final String title;

    Part(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
