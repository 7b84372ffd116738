package dev.florin.server.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.KeyCommand;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.money.Amount;
import dev.florin.core.notices.Levels;
import dev.florin.core.notices.MailKind;
import dev.florin.core.notices.NoticeKind;
import dev.florin.server.jobs.PlanEnds;
import dev.florin.server.storage.NoticeSettings;
import dev.florin.server.storage.Notices;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What customers hear of their balance, by real processes on a real database. */
class FollowerTest {
    private static NoticeStage stage;

    @BeforeAll
    static void open() {
        stage = new NoticeStage();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    private static List<String> aboutBalance(AccountNumber account) {
        return stage.announced(account).stream()
                .filter(event -> event.startsWith("balance."))
                .toList();
    }

    private static List<NoticeKind> open(AccountNumber account) {
        return new Notices(stage.database())
                .open(account).stream().map(Notices.Notice::kind).toList();
    }

    private static long mailsTo(String address) {
        return stage.mailServer().received().stream()
                .filter(mail -> mail.recipient().equals(address))
                .count();
    }

    @Test
    void aThousandRefusedCallsAreOneMail() {
        AccountNumber account = stage.open("refused");
        stage.give(account, "3.00");
        NoticeStage.Florin second = stage.new Florin();
        stage.refused(account, "50.00", 1_000);
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> stage.first().tell()),
                        CompletableFuture.runAsync(second::tell))
                .join();
        stage.refused(account, "50.00", 1_000);
        stage.first().tell();
        second.tell();
        assertEquals(List.of("balance.depleted"), aboutBalance(account));
        assertEquals(1, mailsTo("refused@customers.example"));
        assertEquals(List.of(NoticeKind.BALANCE_EMPTY), open(account));
    }

    @Test
    void aTopUpEndsTheNoticeAndMakesReadyForTheNextMail() {
        AccountNumber account = stage.open("topped");
        stage.give(account, "20.00");
        stage.charge(account, "16.00");
        stage.first().tell();
        assertEquals(List.of(NoticeKind.BALANCE_LOW), open(account));
        assertEquals(1, mailsTo("topped@customers.example"));
        stage.give(account, "20.00");
        stage.first().tell();
        assertEquals(List.of(), open(account));
        stage.pass(Duration.ofHours(25));
        stage.charge(account, "21.00");
        stage.first().tell();
        assertEquals(List.of("balance.low", "balance.recovered", "balance.low"), aboutBalance(account));
        assertEquals(2, mailsTo("topped@customers.example"));
    }

    @Test
    void whatCameAndWentBetweenTwoLooksIsToldToHosts() {
        AccountNumber account = stage.open("dipped");
        stage.give(account, "20.00");
        stage.charge(account, "19.50");
        stage.give(account, "20.00");
        stage.first().tell();
        assertEquals(List.of("balance.low", "balance.very_low", "balance.recovered"), aboutBalance(account));
        assertEquals(0, mailsTo("dipped@customers.example")); // it is over: nobody is written to
    }

    @Test
    void twoProcessesThatFollowAtOnceTellOnce() {
        AccountNumber account = stage.open("twice");
        stage.give(account, "20.00");
        NoticeStage.Florin second = stage.new Florin();
        for (int i = 0; i < 30; i++) {
            stage.charge(account, "0.60");
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(() -> stage.first().tell()),
                            CompletableFuture.runAsync(second::tell))
                    .join();
        }
        assertEquals(List.of("balance.low"), aboutBalance(account));
        assertEquals(1, mailsTo("twice@customers.example"));
    }

    @Test
    void whatAProcessSawBeforeItDiedIsFoundInTheRows() {
        AccountNumber account = stage.open("crashed");
        stage.give(account, "20.00");
        stage.charge(account, "19.50");
        NoticeStage.Florin later = stage.new Florin();
        later.notices.run(true);
        assertEquals(List.of("balance.low", "balance.very_low"), aboutBalance(account));
    }

    @Test
    void aTouchedAccountIsLookedAtWithoutALookAtAll() {
        AccountNumber account = stage.open("touched");
        stage.first().notices.run(true);
        stage.give(account, "20.00");
        stage.charge(account, "19.50");
        stage.first().notices.run(false);
        assertEquals(List.of("balance.low", "balance.very_low"), aboutBalance(account));
    }

    @Test
    void quietChargesMoveNothing() {
        AccountNumber account = stage.open("quiet");
        stage.give(account, "100.00");
        stage.first().notices.run(false);
        List<String> before = stage.rows("SELECT version FROM balance_watch WHERE account_no = " + account.number());
        for (int i = 0; i < 20; i++) {
            stage.charge(account, "0.01");
        }
        assertEquals(
                List.of(),
                stage.first().ledger.touched().take().changed().stream()
                        .filter(account::equals)
                        .toList());
        stage.first().notices.run(false);
        assertEquals(before, stage.rows("SELECT version FROM balance_watch WHERE account_no = " + account.number()));
    }

    @Test
    void aCustomerChoosesTheLevels() {
        AccountNumber account = stage.open("chooser");
        new NoticeSettings(stage.database())
                .put(
                        account,
                        new NoticeSettings.Chosen(
                                new Levels(Amount.ofDollars(50), Amount.ofDollars(20)),
                                Set.of(MailKind.Subject.BALANCE)));
        stage.give(account, "60.00");
        stage.charge(account, "15.00");
        stage.first().tell();
        assertEquals(List.of("balance.low"), aboutBalance(account));
        assertEquals(0, mailsTo("chooser@customers.example"));
    }

    @Test
    void sharesOfALimitAreToldOnceAPeriod() {
        AccountNumber account = stage.open("limited");
        stage.give(account, "100.00");
        stage.done(new Command.SetLimits(
                account, stage.request(false), new SpendingLimits(Amount.ofDollars(10), null, null)));
        for (int i = 0; i < 10; i++) {
            stage.charge(account, "1.00");
            stage.first().notices.run(false);
        }
        stage.refused(account, "1.00", 10);
        stage.first().tell();
        assertEquals(List.of("limit.warning day 50", "limit.warning day 80", "limit.reached day 100"), limits(account));
        assertEquals(List.of(NoticeKind.LIMIT_REACHED), open(account));
    }

    @Test
    void sharesOfAKeysLimitsAreToldOnceForEach() {
        AccountNumber account = stage.open("keys");
        stage.give(account, "100.00");
        GatewayKey key = stage.key(account, new SpendingLimits(Amount.ofDollars(20), null, null, Amount.ofDollars(10)));
        GatewayKey other = stage.key(account, SpendingLimits.NONE);
        for (int i = 0; i < 10; i++) {
            stage.spend(account, key, "1.00");
            stage.spend(account, other, "1.00");
            stage.first().notices.run(false);
        }
        stage.first().tell();
        assertEquals(
                List.of(
                        "limit.warning total 50 key 1",
                        "limit.warning total 80 key 1",
                        "limit.warning day 50 key 1",
                        "limit.reached total 100 key 1"),
                limits(account));
        assertEquals(List.of(NoticeKind.LIMIT_REACHED), open(account));
        assertEquals(
                "total key 1",
                new Notices(stage.database()).open(account).getFirst().subject());
        stage.done(new KeyCommand.RevokeKey(account, stage.request(false), key.number()));
        new Notices(stage.database()).follow(account);
        assertEquals(List.of(), open(account));
    }

    @Test
    void aCallThatAKeysLimitRefusesHasMetIt() {
        AccountNumber account = stage.open("refused-key");
        stage.give(account, "100.00");
        GatewayKey key = stage.key(account, new SpendingLimits(null, null, Amount.ofDollars(10), null));
        assertInstanceOf(Outcome.Refused.class, stage.hold(account, key, "10.01"));
        assertInstanceOf(Outcome.Refused.class, stage.hold(account, key, "10.01"));
        stage.first().tell();
        assertEquals(List.of("limit.reached month 100 key 1"), limits(account));
    }

    private static List<String> limits(AccountNumber account) {
        return stage.rows("SELECT event || ' ' || subject FROM outbox WHERE subject IS NOT NULL AND account_no = "
                + account.number() + " ORDER BY id");
    }

    @Test
    void aDayThatCostsFarMoreThanOthersIsToldOnceAndUntilItIsOver() {
        AccountNumber account = stage.open("unusual");
        stage.give(account, "100.00");
        for (int day = 0; day < 8; day++) {
            stage.charge(account, "1.00");
            stage.pass(Duration.ofDays(1));
        }
        stage.charge(account, "2.90");
        stage.first().tell();
        assertEquals(List.of(), open(account));
        stage.charge(account, "2.20");
        stage.first().tell();
        assertEquals(List.of(NoticeKind.UNUSUAL_DAY), open(account));
        stage.charge(account, "7.00");
        stage.first().tell();
        stage.new Florin().tell();
        assertEquals(1, mailsTo("unusual@customers.example"));
        stage.pass(Duration.ofDays(1));
        stage.charge(account, "1.00");
        stage.first().tell();
        assertEquals(List.of(), open(account));
    }

    @Test
    void aPlanThatEndsByTimeIsToldOnce() {
        AccountNumber account = stage.open("ended");
        stage.done(new Command.SetPlan(
                account,
                stage.request(false),
                new PlanWord(Plan.PRO, stage.now().plus(Duration.ofDays(1)))));
        stage.pass(Duration.ofDays(2));
        PlanEnds job = new PlanEnds(stage.first().ledger);
        assertTrue(job.run().handled() >= 1);
        assertEquals(0, job.run().handled());
        stage.first().tell();
        assertEquals(
                List.of("subscription.activated", "subscription.ended"),
                stage.announced(account).stream()
                        .filter(event -> event.startsWith("subscription."))
                        .toList());
        assertEquals(1, mailsTo("ended@customers.example"));
    }
}
