package dev.florin.sandbox.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A site that is built only after its port is known; until then callers hear that it is not ready. */
public final class Doorway implements Site {
    private volatile @Nullable Site site;

    public void open(Site behind) {
        site = behind;
    }

    @Override
    public void serve(Exchange exchange) {
        Site behind = site;
        if (behind == null) {
            exchange.answer(new Answer(503, Map.of(), new byte[0]));
        } else {
            behind.serve(exchange);
        }
    }
}
