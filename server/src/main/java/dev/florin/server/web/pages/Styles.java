package dev.florin.server.web.pages;

import java.util.List;

/** The design system's style sheet is one file for browsers and several for people. */
final class Styles {
    static final List<String> PARTS = List.of(
            "base.css",
            "frame.css",
            "forms.css",
            "cards.css",
            "tables.css",
            "charts.css",
            "dialogs.css",
            "support.css",
            "assistant.css",
            "billing.css");

    private Styles() {}
}
