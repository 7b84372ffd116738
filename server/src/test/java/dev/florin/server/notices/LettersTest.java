package dev.florin.server.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.KeyCommand;
import dev.florin.core.money.Amount;
import dev.florin.core.notices.MailKind;
import dev.florin.core.purchases.PauseReason;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.BalanceWatches;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.Mails;
import dev.florin.server.storage.Notices;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.Purchases;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the letters say, each of them, about a customer to whom everything has happened. */
class LettersTest {
    private static final MailSettings.Seller SELLER =
            new MailSettings.Seller("Example & Sons", "1 Main Street\nSpringfield", "EU123");

    private static NoticeStage stage;
    private static AccountNumber account;
    private static Letters letters;

    @BeforeAll
    static void open() {
        stage = new NoticeStage();
        account = stage.open("ada");
        stage.give(account, "20.00");
        stage.charge(account, "19.996");
        stage.first().notices.run(true);
        stage.done(new Command.SetPlan(account, stage.request(false), new PlanWord(Plan.FREE, null)));
        String key = key(account);
        stage.run(
                "INSERT INTO top_up (bucket, account_no, top_up_no, kind, amount, state, opened_at, ended_at, card, payment,"
                        + " grant_no) VALUES (" + key
                        + ", 1, 'manual', 20000000000, 'succeeded', now(), now(), 'pm_1', 'pi_1', 1)");
        stage.run("INSERT INTO top_up (bucket, account_no, top_up_no, kind, amount, state, opened_at, card, payment)"
                + " VALUES (" + key + ", 2, 'manual', 15000000000, 'requires_confirmation', now(), 'pm_1', 'pi_2')");
        stage.run(
                "INSERT INTO refund (bucket, account_no, refund_no, payment, top_up_no, money, parts, made_at_stripe, state,"
                        + " opened_at) VALUES (" + key + ", 1, 'pi_1', 1, 5000000000, '', true, 'succeeded', now())");
        rechargeByCard(account, "'declined'");
        letters = new Letters(
                new MailSettings(null, "", SELLER, "https://credit.example.com", null),
                new Letters.Sources(
                        new Accounts(stage.database()),
                        new Purchases(stage.database()),
                        new PaymentCards(stage.database()),
                        new BalanceWatches(stage.database()),
                        new GatewayKeys(stage.database(), new SecureRandom()),
                        ObjectIds.of(stage.database())));
    }

    private static String key(AccountNumber of) {
        return of.bucket() + ", " + of.number();
    }

    /** Auto-recharge is on, with a card that expires this month. */
    private static void rechargeByCard(AccountNumber of, String pause) {
        stage.run(
                "INSERT INTO recharge_consent (bucket, account_no, consent_no, version, given_at, actor, threshold, target)"
                        + " VALUES (" + key(of) + ", 1, 'v1', now(), 'ada', 5000000000, 20000000000)");
        stage.run(
                "INSERT INTO recharge (bucket, account_no, enabled, threshold, target, consent_no, pause, soft_declines,"
                        + " month_start, month_end, month_charged) VALUES (" + key(of)
                        + ", true, 5000000000, 20000000000, 1, " + pause
                        + ", 0, now(), now() + interval '1 month', 0)");
        stage.run(
                "INSERT INTO payment_card (bucket, account_no, card_id, type, brand, last4, exp_month, exp_year, is_default,"
                        + " created_at) SELECT " + key(of)
                        + ", 'pm_1', 'card', 'visa', '4242', extract(month FROM d), extract(year FROM d),"
                        + " true, now() FROM (SELECT now() AT TIME ZONE 'UTC' AS d) AS n");
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    private static Optional<Letter> write(MailKind kind) {
        String subject = switch (kind) {
            case LIMIT_WARNING -> "day 80";
            case LIMIT_REACHED -> "month 100";
            case UNUSUAL_DAY -> "2026-11-23 12.50 2.10";
            case CARD_EXPIRES -> "pm_1";
            case CONFIRMATION_NEEDED -> "2";
            default -> "1";
        };
        return letters.write(new Mails.Due(1, account, kind, subject, 0, stage.now(), stage.now()));
    }

    @Test
    void theLetterAboutAKeysLimitNamesTheKeyAndIsNotWrittenOnceItIsRevoked() {
        GatewayKey key = stage.key(account, SpendingLimits.NONE);
        Mails.Due due = new Mails.Due(
                1, account, MailKind.LIMIT_REACHED, "total 100 key " + key.number(), 0, stage.now(), stage.now());
        assertEquals(
                "The spending limit of your key “Build machine” is reached",
                letters.write(due).orElseThrow().subject());
        stage.done(new KeyCommand.RevokeKey(account, stage.request(false), key.number()));
        assertEquals(Optional.empty(), letters.write(due));
    }

    @ParameterizedTest
    @EnumSource(MailKind.class)
    void everyLetterIsSetInBothWays(MailKind kind) {
        Letter letter = write(kind).orElseThrow();
        String text = Typesetting.text(letter, "Hello Ada,", SELLER);
        String html = Typesetting.html(letter, "Hello Ada,", SELLER);
        assertTrue(text.contains("Hello Ada,\n\n"), text);
        assertTrue(text.endsWith("Example & Sons\n1 Main Street\nSpringfield\nTax id EU123\n"), text);
        assertTrue(html.contains("Example &amp; Sons<br>1 Main Street"), html);
        for (String each : List.of(text, html)) {
            assertFalse(each.contains("$0.00"), each);
            assertFalse(each.contains("null"), each);
            assertFalse(each.matches("(?s).*\\{[a-z]+}.*"), each);
        }
    }

    @ParameterizedTest
    @EnumSource(PauseReason.class)
    void everyPauseSaysWhyAndWhatToDo(PauseReason pause) {
        Letter letter = LetterTexts.paused(pause);
        assertEquals("Auto-recharge is paused", letter.subject());
        assertEquals(2, letter.paragraphs().size());
    }

    @Test
    void aReceiptNamesAmountCardDateAndSeller() {
        String text = Typesetting.text(write(MailKind.TOP_UP_RECEIPT).orElseThrow(), "Hello,", SELLER);
        assertTrue(text.contains("Paid: $20.00 with Visa •••• 4242\n"), text);
        assertTrue(text.contains("Seller: Example & Sons, 1 Main Street, Springfield, tax id EU123\n"), text);
        assertTrue(text.matches("(?s).*Receipt: tu_\\w+\n.*"), text);
        assertTrue(text.contains("Balance now: <$0.01\n"), text);
    }

    @Test
    void aConfirmationLeadsToItsPage() {
        Letter.Way way = write(MailKind.CONFIRMATION_NEEDED).orElseThrow().way();
        assertTrue(way != null && way.url().matches("https://credit\\.example\\.com/top-ups/tu_\\w+/confirm"));
    }

    @Test
    void whatIsOverIsNotWritten() {
        AccountNumber well = stage.open("bob");
        stage.give(well, "20.00");
        stage.first().notices.run(true);
        for (MailKind kind : List.of(
                MailKind.BALANCE_LOW,
                MailKind.BALANCE_EMPTY,
                MailKind.SUBSCRIPTION_ENDED,
                MailKind.RECHARGE_PAUSED,
                MailKind.TOP_UP_RECEIPT)) {
            Mails.Due due = new Mails.Due(1, well, kind, "1", 0, stage.now(), stage.now());
            assertEquals(Optional.empty(), letters.write(due), kind.code());
        }
    }

    @Test
    void aCardThatExpiresIsToldTwiceAndShown() {
        AccountNumber carol = stage.open("carol");
        rechargeByCard(carol, "NULL");
        stage.run(
                "UPDATE payment_card SET exp_year = x.year, exp_month = x.month FROM (SELECT extract(year FROM d)::int AS year,"
                        + " extract(month FROM d)::int AS month FROM (SELECT " + "('"
                        + stage.now().plus(Duration.ofDays(62))
                        + "'::timestamptz AT TIME ZONE 'UTC') AS d) AS n) AS x WHERE account_no = " + carol.number());
        String count = "SELECT count(*) FROM mail WHERE kind = 'card_expires' AND account_no = " + carol.number();
        stage.first().notices.run(true);
        assertEquals(List.of("0"), stage.rows(count));
        for (int day = 0; day < 100; day++) {
            stage.pass(Duration.ofDays(1));
            stage.first().notices.run(true);
        }
        assertEquals(List.of("2"), stage.rows(count));
        assertTrue(new Notices(stage.database())
                .open(carol).stream().anyMatch(each -> each.kind().code().equals("card_expires")));
    }

    @Test
    void amountsAreNeverShownAsNothing() {
        assertEquals("$0.00", MoneyText.of(Amount.ZERO));
        assertEquals("<$0.01", MoneyText.of(Amount.dollars("0.009999999")));
        assertEquals("-<$0.01", MoneyText.of(Amount.dollars("-0.001")));
        assertEquals("$1,234.56", MoneyText.of(Amount.dollars("1234.569")));
        assertEquals("-$10.00", MoneyText.of(Amount.dollars("-10.00")));
    }
}
