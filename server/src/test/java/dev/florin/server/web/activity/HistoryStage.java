package dev.florin.server.web.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.storage.ActivitySums;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.History;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.LaneMeter;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.PostgresLedger;
import dev.florin.server.storage.PriceCatalog;
import dev.florin.server.storage.Prices;
import dev.florin.server.storage.Statements;
import dev.florin.server.storage.TestDatabase;
import dev.florin.server.storage.WebSessions;
import dev.florin.server.web.documents.HistoryExport;
import dev.florin.server.web.documents.TransactionShape;
import dev.florin.server.web.http.Authentication;
import dev.florin.server.web.http.HttpMetrics;
import dev.florin.server.web.http.HttpServer;
import dev.florin.server.web.http.HttpSettings;
import dev.florin.server.web.http.RateLimits;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.PagesParts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The pages of a history on a real server and a real PostgreSQL, with one customer who has a long one and is signed in. */
final class HistoryStage implements AutoCloseable {
    private static final String SECRET_KEY = "sk_test_operator";

    private final TestDatabase test = TestDatabase.create();
    private final Database database =
            new Database(new Database.Address(test.jdbcUrl(), test.user(), test.password(), "florin"));
    private final PostgresLedger ledger;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String cookie;
    final AccountNumber account;
    final Prices prices;

    /** A stage for an account with so many rows. */
    HistoryStage(int rows) {
        database.migrate();
        Customers customers = new Customers(database);
        PriceCatalog catalog = new PriceCatalog();
        ledger = new PostgresLedger(database, catalog, 1, 100, LaneMeter.NONE);
        prices = new Prices(database, catalog);
        account = customers
                .open(new Customers.Draft(
                        "ada",
                        "ada@example.com",
                        "Ada",
                        ZoneId.of("Europe/Berlin"),
                        new TreeMap<>(),
                        Digest.shortSha256("ada".getBytes(StandardCharsets.UTF_8))))
                .orElseThrow()
                .account();
        fill(rows);
        Pages pages = new Pages(new PagesParts(
                database, ledger, customers, "http://127.0.0.1", "Example", SECRET_KEY, List.of(), List.of(), false));
        addTo(pages);
        server = HttpServer.start(
                HttpSettings.usual("127.0.0.1", 0, ""),
                pages.routes(),
                new Authentication(hash -> Optional.empty(), RateLimits.USUAL, System::nanoTime),
                new HttpMetrics(new SimpleMeterRegistry()),
                Optional::empty);
        cookie = "florin_session=" + new WebSessions(database, new SecureRandom()).begin(account);
    }

    private void addTo(Pages pages) {
        History history = new History(database);
        ActivitySums sums = new ActivitySums(database);
        GatewayKeys keys = new GatewayKeys(database, new SecureRandom());
        ObjectIds ids = ObjectIds.of(database);
        TransactionShape shape = new TransactionShape(ids, prices);
        new ActivityPage(new ActivityPage.Sources(history, sums, new Holds(database), keys, ids)).addTo(pages);
        new PapersPage(new PapersPage.Sources(
                        history,
                        new Statements(database),
                        new HistoryExport(ids, shape),
                        ids,
                        new MailSettings.Seller("Example", null, null)))
                .addTo(pages);
        new PricesPage(prices).addTo(pages);
        new ReceiptPage(new ReceiptPage.Sources(history, sums, keys, prices, ids)).addTo(pages);
    }

    /*
     * One top-up of a million dollars, then calls of some micro-dollars each, spread evenly over the last 29 days: all of them are in
     * what the page shows at first.
     */
    private static final String FILL = """
            INSERT INTO florin.transaction_ (bucket, account_no, sequence, type, amount, balance_after, house, model,
                   input_tokens, output_tokens, usage_parts, price_version, feature, key_no, cost, uncollected, estimated,
                   draws, actor, source, request, created_at, hash)
            SELECT ?, ?, n, CASE WHEN n = 1 THEN 'top_up' ELSE 'charge' END, change,
                   sum(change) OVER (ORDER BY n), CASE WHEN n = 1 THEN 'cash' ELSE 'revenue' END,
                   CASE WHEN n > 1 THEN 'model-' || n % 5 END, CASE WHEN n > 1 THEN 1000 + n % 777 END,
                   CASE WHEN n > 1 THEN 300 END, CASE WHEN n > 1 THEN '' END, CASE WHEN n > 1 THEN 1 END,
                   CASE WHEN n > 1 THEN (ARRAY['chat', 'code', 'summaries'])[n % 3 + 1] END, CASE WHEN n > 1 THEN 0 END,
                   CASE WHEN n > 1 THEN -change END, CASE WHEN n > 1 THEN 0 END, CASE WHEN n > 1 THEN false END,
                   '', 'operator', 'test', decode(repeat('00', 16), 'hex'),
                   clock_timestamp() - (? - n) * (interval '29 days' / ?), decode(repeat('00', 32), 'hex')
              FROM (SELECT n, CASE WHEN n = 1 THEN 1000000000000000 ELSE -(1001 + n % 9973) END AS change
                      FROM generate_series(1, ?) AS n) AS rows\
            """;

    private static final String FOLLOW = """
            UPDATE florin.account AS a SET sequence = t.sequence, total = t.balance_after,
                   created_at = clock_timestamp() - interval '29 days'
              FROM (SELECT sequence, balance_after FROM florin.transaction_ ORDER BY sequence DESC LIMIT 1) AS t\
            """;

    private void fill(int rows) {
        try (Connection connection = test.connect();
                PreparedStatement fill = connection.prepareStatement(FILL);
                Statement follow = connection.createStatement()) {
            fill.setShort(1, (short) account.bucket());
            fill.setLong(2, account.number());
            for (int place = 3; place <= 5; place++) {
                fill.setInt(place, rows);
            }
            assertEquals(rows, fill.executeUpdate());
            follow.execute(FOLLOW);
            follow.execute("VACUUM ANALYZE florin.transaction_");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A page as the customer gets it. */
    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Cookie", cookie);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An answer as it comes, of any length. */
    Stream<String> lines(String path) {
        try {
            return client.send(request(path).build(), HttpResponse.BodyHandlers.ofLines())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        ledger.close();
        database.close();
        client.close();
        test.close();
    }
}
