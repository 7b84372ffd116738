package dev.florin.server.app;

import dev.florin.server.web.account.ProfilePage;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.PagesParts;
import java.util.List;

/** Every page that is served, added to the frame in which all of them stand. */
final class CustomerPages {
    /** Forms that buy go on at Stripe. */
    private static final String STRIPE = "https://*.stripe.com";

    private CustomerPages() {}

    static Pages of(Configuration configuration, Program program, boolean demo) {
        Pages pages = new Pages(new PagesParts(
                program.database(),
                program.ledger(),
                program.customers(),
                configuration.publicUrl(),
                configuration.mail().seller().name(),
                configuration.operatorKey().orElseThrow().secret(),
                List.of(STRIPE),
                demo));
        new ProfilePage(program.customers()).addTo(pages);
        return pages;
    }
}
