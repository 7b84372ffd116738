package dev.florin.server.gateway.calls;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.ReferenceLedger;
import dev.florin.core.ledger.Request;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.pricing.TokenClass;
import dev.florin.server.gateway.tokens.Tokens;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.Dialect;
import dev.florin.server.gateway.wire.Reading;
import dev.florin.server.gateway.wire.RequestReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One account, the rules' own ledger, and a provider on this machine: what the tests of streams share. */
final class StreamStage implements AutoCloseable {
    static final AccountNumber ACCOUNT = AccountNumber.of(1);
    static final Payer PAYER = new Payer(ACCOUNT, "key:test", "chat", null);
    private static final Request REQUEST = new Request(null, Digest.NONE, "test", "test");
    private static final Tokens TOKENS = new Tokens();

    final ScriptedProvider provider = new ScriptedProvider();
    private final PriceList prices = new PriceList(List.of(price("m-1", "openai", 1), price("c-1", "anthropic", 2)), 2);
    private Instant now = Instant.parse("2026-03-01T00:00:00Z");
    final ReferenceLedger ledger = new ReferenceLedger(() -> prices, () -> now);
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Upstreams upstreams = new Upstreams(Duration.ofSeconds(2), registry, () -> now);
    final FaultyLedger faulty = new FaultyLedger(ledger);
    final CallReplies replies = new CallReplies(new PlainNames(), () -> prices);
    final StreamedCalls calls;
    final WholeCalls whole;

    StreamStage() throws IOException {
        this(List.of());
    }

    /** @param openAi where OpenAI's models are served, in this order; none = where this stage's provider is */
    StreamStage(List<Endpoint> openAi) throws IOException {
        Endpoint here = endpoint(provider, "sk-ours", Endpoint.USUAL_AT_ONCE);
        Provider asked = new Provider("openai", false, false, List.of(openAi.isEmpty() ? here : openAi.getFirst()));
        for (Endpoint each : openAi.subList(Math.min(1, openAi.size()), openAi.size())) {
            asked = asked.orElse(each);
        }
        Map<String, Provider> providers = Map.of(
                "openai",
                asked,
                "anthropic",
                new Provider("anthropic", true, false, List.of(here.numbered("anthropic", 1))));
        upstreams.follow(providers.values());
        calls = new StreamedCalls(faulty, () -> prices, () -> now, TOKENS, providers, upstreams, replies);
        whole = new WholeCalls(faulty, () -> prices, () -> now, TOKENS, providers, upstreams);
        ledger.open(Account.opened(ACCOUNT, ZoneOffset.UTC, now));
        done(new Command.SetPlan(ACCOUNT, REQUEST, new PlanWord(Plan.PRO, null)));
    }

    /** Waited for little longer than until progress is recorded, so that the tests are quick. */
    static Endpoint endpoint(ScriptedProvider provider, String key, int atOnce) {
        return new Endpoint(
                "openai",
                URI.create("http://127.0.0.1:" + provider.port() + "/v1"),
                key,
                new Patience(Duration.ofSeconds(2), Duration.ofMillis(2_500), Duration.ofSeconds(5)),
                atOnce);
    }

    /** $1 a million in, $10 out. */
    private static Price price(String model, String provider, long addedIn) {
        return new Price(
                new Model(model),
                1,
                provider,
                null,
                Map.of(TokenClass.INPUT, Amount.ofDollars(1), TokenClass.OUTPUT, Amount.ofDollars(10)),
                Collections.emptySortedMap(),
                List.of(),
                200_000,
                40_000,
                Map.of(),
                Instant.EPOCH,
                false,
                false,
                addedIn,
                null);
    }

    void done(Command<?> command) {
        assertInstanceOf(Outcome.Done.class, ledger.submit(command).join());
    }

    void give(String dollars) {
        done(new Command.GiveCredit(
                ACCOUNT, REQUEST, Amount.dollars(dollars), GrantKind.GOODWILL, Amount.ZERO, null, null, null));
    }

    void freeze() {
        done(new Command.SetFrozen(ACCOUNT, REQUEST, true));
    }

    /** Time goes on, and what is due happens. */
    void later(Duration time) {
        now = now.plus(time);
        done(new Command.CarryOutDue(ACCOUNT, REQUEST));
    }

    static CallRequest request(Dialect dialect, String body) {
        Reading reading = RequestReader.read(dialect, body.getBytes(StandardCharsets.UTF_8));
        return assertInstanceOf(Reading.Accepted.class, reading, reading.toString())
                .request();
    }

    static CallRequest chat(String more) {
        return request(
                Dialect.OPENAI_CHAT,
                "{\"model\":\"m-1\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]" + more
                        + "}");
    }

    StreamResult open(CallRequest request, Presence caller) throws InterruptedException {
        return calls.open(request, PAYER, caller);
    }

    StreamResult.Opened opened(CallRequest request, Presence caller) throws InterruptedException {
        return assertInstanceOf(StreamResult.Opened.class, open(request, caller));
    }

    /** All that a caller gets who stays. */
    String heard(CallRequest request) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AnswerStream answer = opened(request, Presence.STAYS).answer()) {
            answer.passTo(out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    AccountSnapshot snapshot() {
        return ledger.snapshot(ACCOUNT).orElseThrow();
    }

    /** The one that is open. */
    Hold hold() {
        return snapshot().holds().getFirst();
    }

    AccountSnapshot books() {
        AccountSnapshot books = snapshot();
        assertTrue(books.holds().isEmpty(), "a hold was left open");
        return books;
    }

    Transaction lastRow() {
        return books().rows().getLast();
    }

    Transaction.Spending spending() {
        return Objects.requireNonNull(lastRow().spending());
    }

    /** What a call of so many tokens costs. */
    static Amount cost(long input, long output) {
        return Amount.ofNanos(1_000 * input + 10_000 * output);
    }

    static String chunk(String delta, @Nullable String finish) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-1\",\"choices\":"
                + "[{\"index\":0,\"delta\":{" + delta + "},\"finish_reason\":"
                + (finish == null ? "null" : "\"" + finish + "\"") + "}]}\n\n";
    }

    static String word() {
        return chunk("\"content\":\" word\"", null);
    }

    static String chatUsage(long input, long output) {
        return "data: {\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":" + input + ",\"completion_tokens\":"
                + output + ",\"total_tokens\":" + (input + output) + "}}\n\n";
    }

    @Override
    public void close() throws IOException {
        upstreams.close();
        provider.close();
    }

    private static final class PlainNames implements Names {
        @Override
        public String hold(AccountNumber account, long number) {
            return "hold_" + number;
        }

        @Override
        public String transaction(AccountNumber account, long sequence) {
            return "txn_" + sequence;
        }

        @Override
        public String topUpUrl() {
            return "/account/billing";
        }
    }
}
