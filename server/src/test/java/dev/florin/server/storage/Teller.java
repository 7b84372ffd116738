package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.OnExpiry;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.KeyCommand;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Request;
import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceChange;
import dev.florin.core.pricing.PriceDraft;
import dev.florin.core.pricing.TokenClass;
import dev.florin.core.pricing.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A database of its own with a ledger on it, and a hand that asks the ledger for what a test is about. */
final class Teller implements AutoCloseable {
    /** $1.00 and $4.00 a million. */
    static final Model MODEL = new Model("small");

    private static final Duration HOUR = Duration.ofHours(1);

    private final TestDatabase test = TestDatabase.create();
    private final Database database = StorageTesting.migrated(test);
    private final PriceCatalog catalog = new PriceCatalog();
    private final PostgresLedger ledger = new PostgresLedger(database, catalog, 2, 1_000, LaneMeter.NONE);
    private final Customers customers = new Customers(database);
    private final Prices prices = new Prices(database, catalog);
    private final SandboxClock clock = new SandboxClock(database);
    private final AtomicInteger asked = new AtomicInteger();

    Teller() {
        putPrice("1", "4");
    }

    Database database() {
        return database;
    }

    TestDatabase test() {
        return test;
    }

    Prices prices() {
        return prices;
    }

    Instant now() {
        return clock.read().now();
    }

    /** Moves the clock; what falls due on the way is left to whoever comes next. */
    void wait(Duration step) {
        assertInstanceOf(SandboxClock.Move.Done.class, clock.advance(step));
    }

    Price putPrice(String input, String output) {
        PriceDraft draft = new PriceDraft(
                MODEL,
                "sandbox",
                null,
                Map.of(TokenClass.INPUT, Amount.dollars(input), TokenClass.OUTPUT, Amount.dollars(output)),
                new TreeMap<>(),
                List.of(),
                1_000_000,
                1_000_000,
                Map.of(),
                null,
                false,
                true,
                false);
        return assertInstanceOf(PriceChange.New.class, prices.put(draft, "test"))
                .price();
    }

    /** A new account with the Pro plan. */
    AccountNumber open(String id, ZoneId zone) {
        Digest fingerprint = Digest.shortSha256(id.getBytes(StandardCharsets.UTF_8));
        AccountNumber account = customers
                .open(new Customers.Draft(id, id + "@example.com", id, zone, new TreeMap<>(), fingerprint))
                .orElseThrow()
                .account();
        done(new Command.SetPlan(account, request(false), new PlanWord(Plan.PRO, null)));
        return account;
    }

    AccountNumber open(String id) {
        return open(id, ZoneId.of("UTC"));
    }

    Grant give(AccountNumber account, String amount, GrantKind kind) {
        return give(account, amount, kind, null);
    }

    Grant give(AccountNumber account, String amount, GrantKind kind, @Nullable Instant expiresAt) {
        return done(new Command.GiveCredit(
                account,
                request(true),
                Amount.dollars(amount),
                kind,
                Amount.dollars(amount),
                expiresAt,
                null,
                words("for a test", Map.of())));
    }

    Hold hold(AccountNumber account, String amount) {
        return hold(account, new Command.HoldSize.Named(Amount.dollars(amount)), OnExpiry.RELEASE, Map.of());
    }

    Hold hold(AccountNumber account, Command.HoldSize size, OnExpiry onExpiry, Map<String, String> metadata) {
        return done(new Command.PlaceHold(
                account,
                request(true),
                size,
                null,
                null,
                HOUR,
                onExpiry,
                "chat",
                new TreeMap<>(metadata),
                metadata.isEmpty() ? null : salt()));
    }

    Hold extend(AccountNumber account, Hold hold, Usage progress) {
        return done(new Command.ExtendHold(account, request(false), hold.number(), null, HOUR, progress));
    }

    Transaction settle(AccountNumber account, Hold hold, String amount) {
        return done(new Command.SettleHold(
                account, request(false), hold.number(), new Command.Spent.Named(Amount.dollars(amount)), null));
    }

    Transaction settle(AccountNumber account, Hold hold, Usage usage) {
        return done(new Command.SettleHold(
                account,
                request(false),
                hold.number(),
                new Command.Spent.Counted(usage),
                words("an answer", Map.of("step", "settle"))));
    }

    /** A call that its provider bills and its customer does not pay. */
    Transaction fail(AccountNumber account, Hold hold, Usage usage) {
        return done(new Command.ReleaseHold(
                account, request(false), hold.number(), ReasonCode.FAILED, new Command.Carried(usage, false), null));
    }

    Transaction release(AccountNumber account, Hold hold) {
        return done(new Command.ReleaseHold(account, request(false), hold.number(), ReasonCode.RELEASED, null));
    }

    Transaction charge(AccountNumber account, String amount, @Nullable String feature) {
        return done(new Command.Charge(
                account, request(true), new Command.Spent.Named(Amount.dollars(amount)), feature, null));
    }

    Transaction charge(
            AccountNumber account, long input, long output, @Nullable String feature, Map<String, String> metadata) {
        return done(new Command.Charge(
                account,
                request(true),
                new Command.Spent.Counted(Usage.of(MODEL, input, output)),
                feature,
                words(null, metadata)));
    }

    /** Usage that was delivered already: what is available pays. */
    Transaction record(AccountNumber account, String amount) {
        return done(new Command.RecordUsage(
                account, request(true), new Command.Spent.Named(Amount.dollars(amount)), now(), "chat", null));
    }

    Transaction reverse(AccountNumber account, Transaction charge, @Nullable String amount) {
        return done(new Command.Reverse(
                account,
                request(true),
                charge.sequence(),
                amount == null ? null : Amount.dollars(amount),
                words("sorry", Map.of())));
    }

    Grant takeBack(AccountNumber account, Grant grant) {
        return done(new Command.VoidGrant(account, request(false), grant.number(), null));
    }

    GatewayKey key(AccountNumber account, SpendingLimits limits) {
        String secret = "fk_test_" + account.number();
        return done(new KeyCommand.CreateKey(
                account, request(true), "a test", GatewayKeys.hash(secret), limits, Set.of(), Set.of(), null));
    }

    GatewayKey limitKey(AccountNumber account, GatewayKey key, SpendingLimits limits) {
        return done(new KeyCommand.ChangeKey(account, request(false), key.number(), null, limits, null, null, null));
    }

    GatewayKey revokeKey(AccountNumber account, GatewayKey key) {
        return done(new KeyCommand.RevokeKey(account, request(false), key.number()));
    }

    Hold hold(AccountNumber account, String amount, GatewayKey key) {
        return done(new Command.PlaceHold(
                account,
                request(true),
                new Command.HoldSize.Named(Amount.dollars(amount)),
                null,
                null,
                HOUR,
                OnExpiry.RELEASE,
                "chat",
                new Command.Asker(key.number(), "u1", null),
                new TreeMap<>(),
                null));
    }

    Account limit(AccountNumber account, SpendingLimits limits) {
        return done(new Command.SetLimits(account, request(false), limits));
    }

    Account carryOutDue(AccountNumber account) {
        return done(new Command.CarryOutDue(account, request(false)));
    }

    Account delete(AccountNumber account) {
        return done(new Command.DeleteAccount(account, request(false), true));
    }

    /** Asks for something that is to take effect. */
    <T> T done(Command<T> command) {
        Outcome<T> outcome = ledger.submit(command).join();
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Replayed<T> _, Outcome.Refused<T> _ ->
                throw new AssertionError(command + " came to " + outcome);
        };
    }

    /** Every request is another one. */
    Request request(boolean keyed) {
        Digest name = Digest.shortSha256(("request " + asked.incrementAndGet()).getBytes(StandardCharsets.UTF_8));
        return new Request(keyed ? name : null, name, "operator", "test");
    }

    private @Nullable Text words(@Nullable String description, Map<String, String> metadata) {
        SortedMap<String, String> sorted = new TreeMap<>(metadata);
        return Text.of(description, null, sorted, this::salt);
    }

    private Digest salt() {
        return Digest.shortSha256(("salt " + asked.incrementAndGet()).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        ledger.close();
        database.close();
        test.close();
    }
}
