package dev.florin.server.web.pages;

import dev.florin.core.ledger.Ledger;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Database;
import java.util.List;

/**
 * What the pages work on.
 *
 * @param publicUrl what the world calls this server, without a slash at its end
 * @param product what the top bar says: who sells
 * @param operatorKey what the operator's own people sign in with
 * @param formTargets origins that a form may lead to besides ours, such as Stripe's
 * @param frameOrigins sites that may show customers' pages in a frame
 * @param demo whether the three people of the demo may be signed in as
 */
public record PagesParts(
        Database database,
        Ledger ledger,
        Customers customers,
        String publicUrl,
        String product,
        String operatorKey,
        List<String> formTargets,
        List<String> frameOrigins,
        boolean demo) {
    public PagesParts {
        formTargets = List.copyOf(formTargets);
        frameOrigins = List.copyOf(frameOrigins);
    }
}
