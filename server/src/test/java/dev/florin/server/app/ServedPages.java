package dev.florin.server.app;

import dev.florin.server.web.http.Route;
import java.nio.file.Path;
import java.util.List;

/** Which addresses the program serves to browsers, for tests that visit all of them. */
public final class ServedPages {
    private ServedPages() {}

    /** What can be got, as the routes are written: a parameter stands in braces. */
    public static List<String> templates(Path folder) {
        try (WholeSite site = new WholeSite(folder)) {
            return site.routes("GET").map(Route::template).toList();
        }
    }
}
