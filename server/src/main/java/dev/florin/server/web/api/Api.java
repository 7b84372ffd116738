package dev.florin.server.web.api;

import dev.florin.server.payments.Payments;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.ApiKeys;
import dev.florin.server.storage.Balances;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.History;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Purchases;
import dev.florin.server.storage.SandboxClock;
import dev.florin.server.storage.Statements;
import dev.florin.server.storage.StorageFault;
import dev.florin.server.storage.UsageSums;
import dev.florin.server.storage.WebSessions;
import dev.florin.server.web.documents.HistoryExport;
import dev.florin.server.web.documents.TransactionShape;
import dev.florin.server.web.http.Handler;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Routes;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every route that is served, wired to what answers it. */
public final class Api {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    private final ApiParts parts;

    public Api(ApiParts parts) {
        this.parts = parts;
    }

    /** All routes. */
    public Routes routes() {
        ObjectIds ids = ObjectIds.of(parts.database());
        Accounts accounts = new Accounts(parts.database());
        History history = new History(parts.database());
        Balances balances = new Balances(parts.database());
        Holds holds = new Holds(parts.database());
        SandboxClock clock = new SandboxClock(parts.database());
        Refusals refusals = new Refusals(ids, parts.publicUrl());
        LedgerMeters meters = new LedgerMeters(parts.registry(), refusals);
        meters.watch(parts.ledger());
        meters.watch(holds);
        Asking asking = new Asking(parts.ledger(), meters, parts.customers(), accounts, clock, ids);
        HoldShape holdShape = new HoldShape(ids);
        GrantShape grantShape = new GrantShape(ids);
        TransactionShape transactionShape = new TransactionShape(ids, parts.prices());
        Replies replies = new Replies(refusals, history, holds, holdShape, grantShape, transactionShape);
        Drafts drafts = new Drafts(asking);
        GatewayKeys gatewayKeys = new GatewayKeys(parts.database(), new SecureRandom());
        Routes routes = new Routes();
        new AccountRoutes(asking, parts.customers(), accounts, refusals).addTo(routes);
        new SettingRoutes(asking, replies, parts.customers(), balances, new Purchases(parts.database())).addTo(routes);
        new GrantRoutes(asking, drafts, replies, history, grantShape).addTo(routes);
        new HoldRoutes(asking, drafts, replies, holds, holdShape).addTo(routes);
        new BulkRoutes(asking, drafts, replies).addTo(routes);
        new EventRoutes(asking, drafts, replies, accounts).addTo(routes);
        new PriceRoutes(parts.prices()).addTo(routes);
        new QuoteRoutes(asking, parts.prices(), accounts, gatewayKeys, history, parts.planner()).addTo(routes);
        new HistoryRoutes(asking, drafts, replies, history, transactionShape).addTo(routes);
        new ExportRoutes(asking, history, new HistoryExport(ids, transactionShape)).addTo(routes);
        new ReportRoutes(
                        asking,
                        parts.customers(),
                        new UsageSums(parts.database()),
                        new Statements(parts.database()),
                        parts.seller())
                .addTo(routes);
        new GatewayKeyRoutes(asking, replies, gatewayKeys).addTo(routes);
        new KeyRoutes(asking, new ApiKeys(parts.database(), new SecureRandom())).addTo(routes);
        ReturnUrls returnUrls = new ReturnUrls(parts.publicUrl(), parts.returnOrigins());
        WebSessions sessions = new WebSessions(parts.database(), new SecureRandom());
        new PortalRoutes(asking, sessions, returnUrls, parts.publicUrl()).addTo(routes);
        parts.payments().ifPresent(payments -> addPayments(routes, payments, asking, replies));
        parts.sandbox()
                .ifPresent(sandbox -> new SandboxRoutes(sandbox, clock, parts.live(), parts.jobs()).addTo(routes));
        return routes.within(Api::unlessTheDatabaseFails);
    }

    private void addPayments(Routes routes, Payments payments, Asking asking, Replies replies) {
        ReturnUrls returnUrls = new ReturnUrls(parts.publicUrl(), parts.returnOrigins());
        TopUpShape shape = new TopUpShape(asking.ids(), parts.publicUrl());
        new TopUpRoutes(asking, replies, payments, shape, returnUrls).addTo(routes);
        new RechargeRoutes(asking, replies, payments, shape).addTo(routes);
        new CardRoutes(asking, payments.cards(), returnUrls).addTo(routes);
        new SubscriptionRoutes(asking, payments, returnUrls).addTo(routes);
        new StripeRoutes(asking, payments, returnUrls).addTo(routes);
    }

    /** A read that the database failed is answered as such; asking again may help. */
    private static Handler unlessTheDatabaseFails(Handler handler) {
        return request -> {
            try {
                return handler.handle(request);
            } catch (StorageFault fault) {
                if (!fault.mayPass()) {
                    throw fault;
                }
                LOG.atWarn()
                        .addKeyValue("request_id", request.id())
                        .setCause(fault)
                        .log("database failed a read");
                throw new Refused(
                        Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "The database did not answer; try again."));
            }
        };
    }
}
