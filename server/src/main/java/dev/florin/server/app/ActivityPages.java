package dev.florin.server.app;

import dev.florin.server.notices.MailSettings;
import dev.florin.server.storage.ActivitySums;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.History;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Statements;
import dev.florin.server.web.activity.ActivityPage;
import dev.florin.server.web.activity.PapersPage;
import dev.florin.server.web.activity.PricesPage;
import dev.florin.server.web.activity.ReceiptPage;
import dev.florin.server.web.documents.HistoryExport;
import dev.florin.server.web.documents.TransactionShape;
import dev.florin.server.web.pages.Pages;
import java.security.SecureRandom;

/** The pages of an account's history and of prices. */
final class ActivityPages {
    private ActivityPages() {}

    static void add(Pages pages, Program program, MailSettings.Seller seller) {
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
}
