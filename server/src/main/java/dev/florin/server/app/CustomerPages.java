package dev.florin.server.app;

import dev.florin.server.payments.StripeSettings;
import dev.florin.server.web.account.ProfilePage;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.PagesParts;
import dev.florin.server.web.support.InboxPages;
import dev.florin.server.web.support.SupportPages;
import dev.florin.server.web.support.SupportParts;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every page that is served, added to the frame in which all of them stand. */
final class CustomerPages {
    /** Forms that buy go on at Stripe. */
    private static final String STRIPE = "https://*.stripe.com";

    private CustomerPages() {}

    static Pages of(Configuration configuration, Program program, Front.@Nullable Demo demo) {
        Pages pages = new Pages(new PagesParts(
                program.database(),
                program.ledger(),
                program.customers(),
                configuration.publicUrl(),
                configuration.mail().seller().name(),
                configuration.operatorKey().orElseThrow().secret(),
                List.of(formTarget(configuration, demo)),
                demo != null));
        new ProfilePage(program.customers()).addTo(pages);
        ActivityPages.add(pages, program, configuration.mail().seller());
        SupportParts support =
                SupportParts.of(program.database(), program.customers(), program.prices(), configuration.publicUrl());
        new SupportPages(support, pages).add();
        new InboxPages(support, pages).add();
        return pages;
    }

    /** Stripe, or where its stand-in is. */
    private static String formTarget(Configuration configuration, Front.@Nullable Demo demo) {
        return configuration
                .stripe()
                .or(() -> Optional.ofNullable(demo)
                        .flatMap(Front.Demo::sandbox)
                        .map(each -> each.standIns().settings(configuration.publicUrl())))
                .map(StripeSettings::base)
                .map(base -> base.getScheme() + "://" + base.getAuthority())
                .orElse(STRIPE);
    }
}
