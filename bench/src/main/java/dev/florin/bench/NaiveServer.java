package dev.florin.bench;

import dev.florin.core.money.Amount;
import dev.florin.server.storage.Database;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Authentication;
import dev.florin.server.web.http.Caller;
import dev.florin.server.web.http.Fields;
import dev.florin.server.web.http.HttpMetrics;
import dev.florin.server.web.http.HttpServer;
import dev.florin.server.web.http.HttpSettings;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.RateLimits;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The program that serves the naive ledger over Florin's own HTTP server, with the same checks of keys and fields, the same
 * requests and answers of about the same size: what is measured is the ledger behind them. It ends when its input does.
 */
final class NaiveServer {
    static final String LISTENS = "listens on ";

    private final NaiveLedger ledger;

    private NaiveServer(NaiveLedger ledger) {
        this.ledger = ledger;
    }

    /**
     * Serves until nobody listens to it.
     *
     * @param words URL and user of the database, and how many bytes its password has, which is the first line of the input
     */
    public static void main(String[] words) throws IOException {
        byte[] password = System.in.readNBytes(Integer.parseInt(words[2]));
        Database.Address address = new Database.Address(
                words[0], words[1], new String(password, StandardCharsets.UTF_8), BenchDatabase.NAIVE_SCHEMA);
        try (NaiveLedger ledger = new NaiveLedger(new BenchConnections(address), EngineRuns.NAIVE_CONNECTIONS);
                HttpServer server = HttpServer.start(
                        HttpSettings.usual("127.0.0.1", 0, ""),
                        new NaiveServer(ledger).routes(),
                        new Authentication(_ -> Optional.of(new Caller.Operator()), RateLimits.USUAL, System::nanoTime),
                        new HttpMetrics(new SimpleMeterRegistry()),
                        Optional::empty)) {
            System.out.println(LISTENS + server.port());
            System.in.skipNBytes(1); // the end of the password's line
            System.in.read();
        }
    }

    private Routes routes() {
        Access spend = Access.to(Scope.SPEND);
        return new Routes()
                .post("/v1/accounts/{id}/holds", spend, KeyRule.REQUIRED, this::hold)
                .post("/v1/holds/{id}/settle", spend, KeyRule.ALLOWED, this::settle);
    }

    private Answer hold(Request request) {
        Fields body = request.body();
        body.string("model", 100).required();
        body.count("input_tokens").required();
        body.count("max_output_tokens").required();
        body.string("feature", 100);
        byte[] key = request.admit().key().orElseThrow().value().getBytes(StandardCharsets.US_ASCII);
        request.fingerprint();
        long account = Long.parseLong(request.path("id").substring(FlorinAccounts.ID.length()));
        long hold = ledger.hold(account, key);
        return Answer.created(out -> out.object()
                .text("id", account + "-" + hold)
                .text("object", "hold")
                .text("account", request.path("id"))
                .amount("amount", Amount.ofNanos(NaiveLedger.HOLD_NANOS))
                .text("status", "open")
                .text("feature", "chat")
                .end());
    }

    private Answer settle(Request request) {
        Fields usage = request.body().object("usage").required().value();
        usage.string("model", 100).required();
        usage.count("input_tokens").required();
        usage.count("cached_input_tokens").required();
        long output = usage.count("output_tokens").required().value();
        request.admit();
        request.fingerprint();
        String[] numbers = request.path("id").split("-", -1);
        long sequence = ledger.settle(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Math.toIntExact(output));
        return Answer.ok(out -> out.object()
                .text("id", numbers[0] + "-" + sequence)
                .text("object", "transaction")
                .text("account", FlorinAccounts.ID + numbers[0])
                .text("type", "charge")
                .count("output_tokens", output)
                .end());
    }
}
