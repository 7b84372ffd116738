package dev.florin.server.app;

import dev.florin.server.notices.MailSettings;
import dev.florin.server.payments.StripeSettings;
import dev.florin.server.storage.ActivitySums;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.History;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Statements;
import dev.florin.server.web.account.ProfilePage;
import dev.florin.server.web.activity.ActivityPage;
import dev.florin.server.web.activity.PapersPage;
import dev.florin.server.web.activity.PricesPage;
import dev.florin.server.web.activity.ReceiptPage;
import dev.florin.server.web.documents.HistoryExport;
import dev.florin.server.web.documents.TransactionShape;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.PagesParts;
import java.security.SecureRandom;
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
        addActivity(pages, program, configuration.mail().seller());
        return pages;
    }

    private static void addActivity(Pages pages, Program program, MailSettings.Seller seller) {
        Database database = program.database();
        History history = new History(database);
        ActivitySums sums = new ActivitySums(database);
        GatewayKeys keys = new GatewayKeys(database, new SecureRandom());
        ObjectIds ids = ObjectIds.of(database);
        TransactionShape shape = new TransactionShape(ids, program.prices());
        new ActivityPage(new ActivityPage.Sources(history, sums, new Holds(database), keys, ids)).addTo(pages);
        new PapersPage(new PapersPage.Sources(
                        history, new Statements(database), new HistoryExport(ids, shape), ids, seller))
                .addTo(pages);
        new PricesPage(program.prices()).addTo(pages);
        new ReceiptPage(new ReceiptPage.Sources(history, sums, keys, program.prices(), ids)).addTo(pages);
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
