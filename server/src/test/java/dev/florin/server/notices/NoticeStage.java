package dev.florin.server.notices;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.OnExpiry;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.KeyCommand;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Request;
import dev.florin.core.money.Amount;
import dev.florin.core.notices.MailKind;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.BalanceWatches;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.LaneMeter;
import dev.florin.server.storage.LimitWatches;
import dev.florin.server.storage.Mails;
import dev.florin.server.storage.NoticeSettings;
import dev.florin.server.storage.Notices;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Outbox;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.PostgresLedger;
import dev.florin.server.storage.PriceCatalog;
import dev.florin.server.storage.Purchases;
import dev.florin.server.storage.SandboxClock;
import dev.florin.server.storage.SupportLinks;
import dev.florin.server.storage.SupportMails;
import dev.florin.server.storage.TestDatabase;
import dev.florin.server.storage.UsageSums;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A database of its own, a mail server, and processes that tell customers things. Thread-safe. */
final class NoticeStage implements AutoCloseable {
    private final TestDatabase test = TestDatabase.create();
    private final Database database =
            new Database(new Database.Address(test.jdbcUrl(), test.user(), test.password(), "florin"));
    private final AtomicInteger asked = new AtomicInteger();
    private final MailStandIn mailServer = new MailStandIn();
    private final List<Florin> processes = new ArrayList<>();
    private final Florin first;

    NoticeStage() {
        database.migrate();
        first = new Florin();
    }

    /** What one Florin process has. */
    final class Florin {
        final PostgresLedger ledger = new PostgresLedger(database, new PriceCatalog(), 2, 10_000, LaneMeter.NONE);
        final Mails mails = new Mails(database);
        final NoticeWork notices;
        final MailWork post;
        final SupportMailWork support;

        Florin() {
            BalanceWatches watches = new BalanceWatches(database);
            Accounts accounts = new Accounts(database);
            MailSettings settings = new MailSettings(
                    mailServer.address(),
                    "Example <billing@example.com>",
                    new MailSettings.Seller("Example & Sons", "1 Main Street\nSpringfield", "EU123"),
                    "https://credit.example.com",
                    "staff@example.com");
            notices = new NoticeWork(
                    new Follower(
                            ledger.touched(),
                            watches,
                            new LimitWatches(database),
                            accounts,
                            new UnusualDays(accounts, new UsageSums(database), new Notices(database))),
                    new Announcements(new Outbox(database)),
                    new Notices(database),
                    mails);
            Letters letters = new Letters(
                    settings,
                    new Letters.Sources(
                            accounts,
                            new Purchases(database),
                            new PaymentCards(database),
                            watches,
                            new GatewayKeys(database, new SecureRandom()),
                            ObjectIds.of(database)));
            post = new MailWork(
                    settings,
                    mails,
                    new Customers(database),
                    new NoticeSettings(database),
                    letters,
                    new MailMeters(new SimpleMeterRegistry(), mails));
            support = new SupportMailWork(
                    settings,
                    new SupportMails(database, new SupportLinks(database, new SecureRandom())),
                    new Customers(database),
                    new MailMeters(new SimpleMeterRegistry(), mails));
            processes.add(this);
        }

        /** Everything that there is to tell is told. */
        Run tell() {
            return notices.run(true).plus(post.run(true));
        }
    }

    Florin first() {
        return first;
    }

    MailStandIn mailServer() {
        return mailServer;
    }

    Database database() {
        return database;
    }

    Instant now() {
        return new SandboxClock(database).read().now();
    }

    void pass(Duration time) {
        assertInstanceOf(SandboxClock.Move.Done.class, new SandboxClock(database).advance(time));
    }

    AccountNumber open(String id, @Nullable String email, @Nullable String name) {
        AccountNumber account = new Customers(database)
                .open(new Customers.Draft(
                        id,
                        email,
                        name,
                        ZoneId.of("UTC"),
                        new TreeMap<>(),
                        request(false).fingerprint()))
                .orElseThrow()
                .account();
        done(new Command.SetPlan(account, request(false), new PlanWord(Plan.PRO, null)));
        return account;
    }

    AccountNumber open(String id) {
        return open(id, id + "@customers.example", id);
    }

    void give(AccountNumber account, String amount) {
        done(new Command.GiveCredit(
                account, request(true), Amount.dollars(amount), GrantKind.PROMO, Amount.ZERO, null, null, null));
    }

    void charge(AccountNumber account, String amount) {
        done(ask(account, amount));
    }

    /** A call of a gateway key. */
    Outcome<Hold> hold(AccountNumber account, GatewayKey key, String amount) {
        return first.ledger
                .submit(new Command.PlaceHold(
                        account,
                        request(true),
                        new Command.HoldSize.Named(Amount.dollars(amount)),
                        null,
                        null,
                        Hold.DEFAULT_EXPIRY,
                        OnExpiry.RELEASE,
                        "chat",
                        new Command.Asker(key.number(), null, null),
                        Collections.emptySortedMap(),
                        null))
                .join();
    }

    /** The same, settled for all that was held. */
    void spend(AccountNumber account, GatewayKey key, String amount) {
        if (hold(account, key, amount) instanceof Outcome.Done<Hold>(Hold hold)) {
            done(new Command.SettleHold(
                    account, request(false), hold.number(), new Command.Spent.Named(hold.amount()), null));
        }
    }

    GatewayKey key(AccountNumber account, SpendingLimits limits) {
        return done(new KeyCommand.CreateKey(
                account,
                request(true),
                "Build machine",
                GatewayKeys.hash("fk_" + asked.incrementAndGet()),
                limits,
                Set.of(),
                Set.of(),
                null));
    }

    Command.Charge ask(AccountNumber account, String amount) {
        return new Command.Charge(
                account, request(true), new Command.Spent.Named(Amount.dollars(amount)), "chat", null);
    }

    <T> T done(Command<T> command) {
        Outcome<T> outcome = first.ledger.submit(command).join();
        if (outcome instanceof Outcome.Done<T>(T value)) {
            return value;
        }
        throw new AssertionError(command + " came to " + outcome);
    }

    /** Asks for as many charges at once; all must be refused. */
    void refused(AccountNumber account, String amount, int times) {
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            calls.add(processes.get(i % processes.size()).ledger.submit(ask(account, amount)));
        }
        calls.forEach(call -> assertInstanceOf(Outcome.Refused.class, call.join()));
    }

    /** Every request is another one. */
    Request request(boolean keyed) {
        Digest name = Digest.shortSha256(("request " + asked.incrementAndGet()).getBytes(StandardCharsets.UTF_8));
        return new Request(keyed ? name : null, name, "operator", "test");
    }

    /** Something was announced, as a lane would have written it. */
    void announce(AccountNumber account, String event, long number) {
        run("INSERT INTO outbox (bucket, account_no, event, number, created_at) VALUES (" + account.bucket() + ", "
                + account.number() + ", '" + event + "', " + number + ", clock_timestamp())");
    }

    void run(String sql) {
        try (Connection connection = database.openForReading();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** The first column of every row, as text. */
    List<String> rows(String sql) {
        try (Connection connection = database.openForReading();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** What was announced about an account, in its order. */
    List<String> announced(AccountNumber account) {
        return rows("SELECT event FROM outbox WHERE account_no = " + account.number() + " ORDER BY id");
    }

    List<String> mails(MailKind kind) {
        return rows("SELECT state FROM mail WHERE kind = '" + kind.code() + "' ORDER BY mail_id");
    }

    @Override
    public void close() {
        processes.forEach(each -> each.ledger.close());
        database.close();
        mailServer.close();
        test.close();
    }
}
