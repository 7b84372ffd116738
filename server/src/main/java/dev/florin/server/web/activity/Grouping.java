package dev.florin.server.web.activity;

import dev.florin.server.storage.ActivitySum;

/** What the parts of a bar are apart by. */
enum Grouping {
    MODEL("model", "Model", "No model named"),
    FEATURE("feature", "Feature", "No feature named"),
    KEY("key", "Key", "Without a key");

    private final String code;
    private final String label;
    private final String none;

    Grouping(String code, String label, String none) {
        this.code = code;
        this.label = label;
        this.none = none;
    }

    /** The parameter by which the same is filtered. */
    String code() {
        return code;
    }

    String label() {
        return label;
    }

    /** What a group without a name is called. */
    String none() {
        return none;
    }

    /** The group that rows belong to: a name, the number of a key, or empty text. */
    String of(ActivitySum sum) {
        String name = switch (this) {
            case MODEL -> sum.model();
            case FEATURE -> sum.feature();
            case KEY -> sum.key() == 0 ? null : Long.toString(sum.key());
        };
        return name == null ? "" : name;
    }
}
