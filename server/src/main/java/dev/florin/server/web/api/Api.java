package dev.florin.server.web.api;

import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.Balances;
import dev.florin.server.storage.History;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.SandboxClock;
import dev.florin.server.web.http.Routes;

/** Every route that is served, wired to what answers it. */
public final class Api {
    private final ApiParts parts;

    public Api(ApiParts parts) {
        this.parts = parts;
    }

    /** All routes. */
    public Routes routes() {
        ObjectIds ids = ObjectIds.of(parts.database());
        Accounts accounts = new Accounts(parts.database());
        History history = new History(parts.database());
        Holds holds = new Holds(parts.database());
        SandboxClock clock = new SandboxClock(parts.database());
        Asking asking = new Asking(parts.ledger(), parts.customers(), accounts, clock, ids);
        Refusals refusals = new Refusals(ids, parts.publicUrl());
        HoldShape holdShape = new HoldShape(ids);
        GrantShape grantShape = new GrantShape(ids);
        TransactionShape transactionShape = new TransactionShape(ids, parts.prices());
        Replies replies = new Replies(refusals, history, holds, holdShape, grantShape, transactionShape);
        Drafts drafts = new Drafts(asking);
        Routes routes = new Routes();
        new AccountRoutes(asking, parts.customers(), accounts, refusals).addTo(routes);
        new SettingRoutes(asking, replies, parts.customers(), new Balances(parts.database())).addTo(routes);
        new GrantRoutes(asking, drafts, replies, history, grantShape).addTo(routes);
        new HoldRoutes(asking, drafts, replies, holds, holdShape).addTo(routes);
        return routes;
    }
}
