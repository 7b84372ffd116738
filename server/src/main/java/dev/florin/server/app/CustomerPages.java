package dev.florin.server.app;

import dev.florin.server.payments.StripeSettings;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.Conversations;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.History;
import dev.florin.server.storage.NoticeSettings;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.Purchases;
import dev.florin.server.storage.SubscriptionRecords;
import dev.florin.server.storage.SupportTickets;
import dev.florin.server.web.account.Bought;
import dev.florin.server.web.account.Correspondence;
import dev.florin.server.web.account.DataPage;
import dev.florin.server.web.account.HelpPages;
import dev.florin.server.web.account.KeysPage;
import dev.florin.server.web.account.NotificationsPage;
import dev.florin.server.web.account.ProfilePage;
import dev.florin.server.web.account.Takeaway;
import dev.florin.server.web.assistant.AssistantPages;
import dev.florin.server.web.assistant.AssistantParts;
import dev.florin.server.web.assistant.Engine;
import dev.florin.server.web.billing.BillingPages;
import dev.florin.server.web.billing.BillingParts;
import dev.florin.server.web.documents.TransactionShape;
import dev.florin.server.web.gateway.Engines;
import dev.florin.server.web.gateway.GatewayParts;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.PagesParts;
import dev.florin.server.web.support.InboxPages;
import dev.florin.server.web.support.SupportPages;
import dev.florin.server.web.support.SupportParts;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every page that is served, added to the frame in which all of them stand. */
final class CustomerPages {
    /** Forms that buy go on at Stripe. */
    private static final String STRIPE = "https://*.stripe.com";

    private CustomerPages() {}

    static Pages of(Configuration configuration, Program program, GatewayParts gateway, Front.@Nullable Demo demo) {
        Pages pages = new Pages(new PagesParts(
                program.database(),
                program.ledger(),
                program.customers(),
                configuration.publicUrl(),
                configuration.mail().seller().name(),
                configuration.operatorKey().orElseThrow().secret(),
                List.of(formTarget(configuration, demo)),
                configuration.frameOrigins(),
                demo != null));
        addAccountPages(pages, configuration, program);
        program.payments()
                .ifPresent(payments -> new BillingPages(new BillingParts(
                                program.database(),
                                payments,
                                ObjectIds.of(program.database()),
                                configuration.publicUrl(),
                                configuration.mail().seller()))
                        .addTo(pages));
        ActivityPages.add(pages, program, configuration.mail().seller());
        SupportParts support =
                SupportParts.of(program.database(), program.customers(), program.prices(), configuration.publicUrl());
        new SupportPages(support, pages).add();
        new InboxPages(support, pages).add();
        AssistantPages.add(
                AssistantParts.of(program.database(), program.prices(), engine(program.gateway(), gateway)), pages);
        return pages;
    }

    private static Engine engine(Gateway gateway, GatewayParts parts) {
        Engines engines = parts.engines().get();
        return new Engine(engines.streamed(), engines.counts(), gateway::serves, parts.mostCarried());
    }

    private static void addAccountPages(Pages pages, Configuration configuration, Program program) {
        Database database = program.database();
        ObjectIds ids = ObjectIds.of(database);
        GatewayKeys keys = new GatewayKeys(database, new SecureRandom());
        NoticeSettings settings = new NoticeSettings(database);
        TransactionShape shape = new TransactionShape(ids, program.prices());
        new ProfilePage(program.customers()).addTo(pages);
        new KeysPage(keys, new Accounts(database), ids, configuration.publicUrl()).addTo(pages);
        new NotificationsPage(settings).addTo(pages);
        Correspondence correspondence =
                new Correspondence(new Conversations(database), new SupportTickets(database), ids);
        Bought bought =
                new Bought(new Purchases(database), new PaymentCards(database), new SubscriptionRecords(database), ids);
        Takeaway takeaway = new Takeaway(keys, new History(database), settings, ids, shape, bought, correspondence);
        new DataPage(program.customers(), takeaway).addTo(pages);
        new HelpPages().addTo(pages);
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
