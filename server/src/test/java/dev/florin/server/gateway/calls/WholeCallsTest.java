package dev.florin.server.gateway.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.check.Check;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.ReferenceLedger;
import dev.florin.core.ledger.Refusal;
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
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of what is paid, for calls that are answered in one piece: the rules' own ledger and a provider on this machine. */
class WholeCallsTest {
    private static final AccountNumber ACCOUNT = AccountNumber.of(1);
    private static final Request REQUEST = new Request(null, Digest.NONE, "test", "test");
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final Tokens TOKENS = new Tokens();
    private static final Payer PAYER = new Payer(ACCOUNT, "key:test", "chat", null);
    private static final String SAID =
            "{\"model\":\"m-1\",\"choices\":[{\"message\":{\"content\":\"Hello there\"},\"finish_reason\":\"stop\"}]";
    private static final String USAGE = ",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2}}";

    private final PriceList prices = new PriceList(List.of(price()), 1);
    private final ReferenceLedger ledger = new ReferenceLedger(() -> prices, () -> NOW);
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Upstreams upstreams = new Upstreams(Duration.ofSeconds(2), new SimpleMeterRegistry(), () -> NOW);
    private volatile int status = 200;
    private volatile String answer = SAID + USAGE;
    private volatile CountDownLatch answering = new CountDownLatch(0);
    private HttpServer provider;
    private WholeCalls calls;

    /** $1 a million in, $10 out. */
    private static Price price() {
        return new Price(
                new Model("m-1"),
                1,
                "openai",
                null,
                Map.of(TokenClass.INPUT, Amount.ofDollars(1), TokenClass.OUTPUT, Amount.ofDollars(10)),
                Collections.emptySortedMap(),
                List.of(),
                100_000,
                10_000,
                Map.of(),
                Instant.EPOCH,
                false,
                false,
                1,
                null);
    }

    @BeforeEach
    void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/v1/", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            await(answering);
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        provider.start();
        calls = calls("http://127.0.0.1:" + provider.getAddress().getPort() + "/v1");
        ledger.open(Account.opened(ACCOUNT, ZoneOffset.UTC, NOW));
        done(new Command.SetPlan(ACCOUNT, REQUEST, new PlanWord(Plan.PRO, null)));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        upstreams.close();
        provider.stop(0);
    }

    private WholeCalls calls(String base) {
        Provider openai = new Provider("openai", URI.create(base), "sk-ours", false, false, Duration.ofSeconds(5));
        return new WholeCalls(ledger, () -> prices, () -> NOW, TOKENS, Map.of("openai", openai), upstreams);
    }

    private void done(Command<?> command) {
        assertInstanceOf(Outcome.Done.class, ledger.submit(command).join());
    }

    private void give(String dollars) {
        done(new Command.GiveCredit(
                ACCOUNT, REQUEST, Amount.dollars(dollars), GrantKind.GOODWILL, Amount.ZERO, null, null, null));
    }

    private static CallRequest request(String more) {
        String body = "{\"model\":\"m-1\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]" + more + "}";
        Reading reading = RequestReader.read(Dialect.OPENAI_CHAT, body.getBytes(StandardCharsets.UTF_8));
        return assertInstanceOf(Reading.Accepted.class, reading, reading.toString())
                .request();
    }

    private CallResult call(String more) throws InterruptedException {
        return calls.call(request(more), PAYER);
    }

    private AccountSnapshot books() {
        AccountSnapshot books = ledger.snapshot(ACCOUNT).orElseThrow();
        assertTrue(books.holds().isEmpty(), "a hold was left open");
        return books;
    }

    private Transaction lastRow() {
        return books().rows().getLast();
    }

    private static Transaction.Spending spending(Transaction row) {
        return Objects.requireNonNull(row.spending());
    }

    @Test
    void aFinishedCallIsChargedByTheProvidersCount() throws InterruptedException {
        give("1.00");
        CallResult.Finished finished = assertInstanceOf(CallResult.Finished.class, call(",\"max_tokens\":100"));
        assertEquals(Amount.dollars("-0.00003"), finished.row().orElseThrow().amount());
        assertEquals(OptionalLong.empty(), finished.loweredTo());
        assertFalse(spending(lastRow()).estimated());
        assertEquals(Amount.dollars("0.99997"), books().account().available());
    }

    @Test
    void whatACallIsQuotedAtIsWhatItIsHeldFor() throws InterruptedException {
        give("10.00");
        CallPlanner planner = new CallPlanner(() -> prices, () -> NOW, TOKENS, Map.of());
        for (String members : List.of("", ",\"max_tokens\":100", ",\"max_tokens\":100,\"n\":3")) {
            CallPlanner.Sized.Known sized = assertInstanceOf(
                    CallPlanner.Sized.Known.class, planner.size(request(members), OptionalLong.empty(), price()));
            call(members);
            Transaction.EndedHold held = Check.present(lastRow().hold(), "the hold of the call");
            assertEquals(held.amount(), sized.size().quote(OptionalLong.empty()).most(), members);
        }
    }

    @Test
    void ofEmbeddingsEachTextHasTheWholeContextAndAllAreHeld() {
        String text = "\"" + "word ".repeat(15_000) + "\"";
        Reading reading = RequestReader.read(
                Dialect.OPENAI_EMBEDDINGS,
                ("{\"model\":\"m-1\",\"input\":[" + text + "," + text + "," + text + "]}")
                        .getBytes(StandardCharsets.UTF_8));
        CallRequest request = assertInstanceOf(Reading.Accepted.class, reading).request();
        CallPlanner planner = new CallPlanner(() -> prices, () -> NOW, TOKENS, Map.of());
        CallSize size = assertInstanceOf(
                        CallPlanner.Sized.Known.class, planner.size(request, OptionalLong.empty(), price()))
                .size();
        assertTrue(size.refusal().isEmpty());
        assertTrue(size.heldInput() >= 225_000, "held for " + size.heldInput());
        Command.HoldSize.Named named = assertInstanceOf(Command.HoldSize.Named.class, size.hold(0));
        assertEquals(price().most(size.heldInput(), 0), named.amount());
        assertEquals(price().model(), named.model());
    }

    @Test
    void embeddingsAreChargedByTheProvidersCount() throws InterruptedException {
        give("1.00");
        answer = "{\"data\":[{\"embedding\":[0.1,0.2]}],\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4}}";
        Reading reading = RequestReader.read(
                Dialect.OPENAI_EMBEDDINGS,
                "{\"model\":\"m-1\",\"input\":\"the red cat\"}".getBytes(StandardCharsets.UTF_8));
        CallRequest request = assertInstanceOf(Reading.Accepted.class, reading).request();
        assertInstanceOf(CallResult.Finished.class, calls.call(request, PAYER));
        assertFalse(spending(lastRow()).estimated());
        assertEquals(4, Objects.requireNonNull(spending(lastRow()).usage()).inputTokens());
        answer = "{\"data\":[{\"embedding\":[0.1,0.2]}]}";
        assertInstanceOf(CallResult.Finished.class, calls.call(request, PAYER));
        assertTrue(spending(lastRow()).estimated());
    }

    @Test
    void aLimitIsLoweredToWhatTheBalancePays() throws InterruptedException {
        give("0.01");
        CallResult.Finished finished = assertInstanceOf(CallResult.Finished.class, call(",\"max_tokens\":5000"));
        long limit = finished.loweredTo().orElseThrow();
        assertTrue(limit >= 256 && limit < 1000, "lowered to " + limit);
        assertTrue(received.getFirst().contains("\"max_tokens\":" + limit), received.getFirst());
    }

    @Test
    void nothingIsSentThatTheBalanceDoesNotPay() throws InterruptedException {
        give("0.001");
        CallResult.NotAdmitted refused = assertInstanceOf(CallResult.NotAdmitted.class, call(""));
        assertInstanceOf(Refusal.InsufficientCredits.class, refused.why());
        assertTrue(received.isEmpty());
        assertEquals(1, books().rows().size());
    }

    @Test
    void everyChoiceIsHeld() throws InterruptedException {
        give("0.01");
        assertInstanceOf(CallResult.NotAdmitted.class, call(",\"max_tokens\":500,\"n\":3"));
        assertTrue(received.isEmpty());
    }

    @Test
    void anAnswerWithoutUsageIsCountedAndMarked() throws InterruptedException {
        give("1.00");
        answer = SAID + "}";
        assertInstanceOf(CallResult.Finished.class, call(",\"max_tokens\":100"));
        assertTrue(spending(lastRow()).estimated());
        assertTrue(lastRow().amount().isNegative());
    }

    @Test
    void moreThanTheCallCouldProduceIsNotBelieved() throws InterruptedException {
        give("1.00");
        answer = SAID + ",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5000}}";
        assertInstanceOf(CallResult.Finished.class, call(",\"max_tokens\":100"));
        assertTrue(spending(lastRow()).estimated());
        assertFalse(spending(lastRow()).cost().isMoreThan(Amount.dollars("0.001")));
    }

    @Test
    void anEmptyAnswerIsFree() throws InterruptedException {
        give("1.00");
        answer = "{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]" + USAGE;
        assertInstanceOf(CallResult.Finished.class, call(""));
        assertEquals(ReasonCode.EMPTY, lastRow().reasonCode());
        assertEquals(Amount.dollars("0.00003"), spending(lastRow()).uncollected());
        assertFalse(spending(lastRow()).estimated());
        assertEquals(Amount.dollars("1.00"), books().account().available());
    }

    @Test
    void whatAnEmptyAnswerCostIsCountedHereWhereItsProviderDoesNotTell() throws InterruptedException {
        give("1.00");
        answer = "{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}";
        assertInstanceOf(CallResult.Finished.class, call(""));
        assertEquals(ReasonCode.EMPTY, lastRow().reasonCode());
        assertTrue(spending(lastRow()).uncollected().isPositive());
        assertTrue(spending(lastRow()).estimated());
    }

    @Test
    void aRefusalOfTheProviderIsFree() throws InterruptedException {
        give("1.00");
        status = 429;
        answer = "{\"error\":{\"message\":\"slow down\"}}";
        assertInstanceOf(CallResult.Refused.class, call(""));
        assertEquals(ReasonCode.FAILED, lastRow().reasonCode());
    }

    @Test
    void aProviderThatIsNotThereCostsNothing() throws InterruptedException {
        give("1.00");
        provider.stop(0);
        assertInstanceOf(CallResult.Failed.class, call(""));
        assertEquals(ReasonCode.FAILED, lastRow().reasonCode());
    }

    @Test
    void whoLeavesWhileTheModelWorksPaysTheInput() throws InterruptedException {
        give("1.00");
        CountDownLatch left = new CountDownLatch(1);
        answering = left;
        Presence leaves = () -> true;
        assertInstanceOf(CallResult.Left.class, calls.call(request(""), PAYER, leaves));
        left.countDown();
        assertTrue(spending(lastRow()).estimated());
        assertEquals(0, Objects.requireNonNull(spending(lastRow()).usage()).outputTokens());
        assertTrue(lastRow().amount().isNegative());
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

    private CallReply reply(String more) throws InterruptedException {
        CallRequest request = request(more);
        return new CallReplies(new PlainNames(), () -> prices).of(request, PAYER, calls.call(request, PAYER));
    }

    private static String text(CallReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @Test
    void theCallerIsToldTheCostInTheAnswerAndItsHeaders() throws InterruptedException {
        give("1.00");
        CallReply reply = reply(",\"max_tokens\":100,\"no_such_member\":1");
        assertEquals(200, reply.status());
        assertEquals("0.00003", reply.headers().get("X-Florin-Cost"));
        assertEquals("txn_2", reply.headers().get("X-Florin-Transaction"));
        assertEquals("no_such_member", reply.headers().get("X-Florin-Ignored"));
        assertTrue(text(reply).startsWith(SAID), text(reply));
        assertTrue(text(reply).contains("\"cost\":\"0.00003\""), text(reply));
        assertTrue(text(reply).contains("\"count\":10,\"per_million\":\"1.00\""), text(reply));
    }

    @Test
    void withoutCreditTheCallerGetsTheDialectsOwn402() throws InterruptedException {
        CallReply reply = reply("");
        assertEquals(402, reply.status());
        assertEquals("false", reply.headers().get("x-should-retry"));
        assertTrue(text(reply).contains("\"code\":\"insufficient_credits\""), text(reply));
        assertTrue(text(reply).contains("\"top_up_url\":\"/account/billing\""), text(reply));
    }

    @Test
    void theServedModelsPriceAppliesWhereItHasOneAndElseTheAskedOnes() throws InterruptedException {
        give("1.00");
        answer = answer.replace("\"m-1\"", "\"m-1-2026-01-01\"");
        assertInstanceOf(CallResult.Finished.class, call(""));
        assertEquals(new Model("m-1"), spending(lastRow()).model());
    }
}
