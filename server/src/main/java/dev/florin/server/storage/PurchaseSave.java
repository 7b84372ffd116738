package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.AccountChanges;
import dev.florin.core.ledger.PurchaseChanges;
import dev.florin.core.purchases.Announcement;
import dev.florin.core.purchases.Bonus;
import dev.florin.core.purchases.Claim;
import dev.florin.core.purchases.Consent;
import dev.florin.core.purchases.Debt;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Failure;
import dev.florin.core.purchases.Part;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.RechargeNumbers;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What commands about payments change beside the account: a statement for each row. One per lane; not thread-safe. */
final class PurchaseSave {
    private final AccountStatements statements;

    PurchaseSave(AccountStatements statements) {
        this.statements = statements;
    }

    void save(AccountChanges changes) throws SQLException {
        PurchaseChanges purchases = changes.purchases();
        if (purchases.none()) {
            return;
        }
        AccountNumber account = changes.after().number();
        for (TopUp topUp : purchases.topUps()) {
            put(account, topUp);
        }
        for (Refund refund : purchases.refunds()) {
            put(account, refund);
        }
        for (Dispute dispute : purchases.disputes()) {
            put(account, dispute);
        }
        for (Bonus bonus : purchases.bonuses()) {
            put(account, bonus);
        }
        replaceClaims(account, purchases.claims());
        replaceDebts(account, purchases.debts());
        Recharge recharge = purchases.recharge();
        for (Consent consent : purchases.consents()) {
            if (recharge != null) {
                add(account, consent, recharge.numbers());
            }
        }
        if (recharge != null) {
            put(account, recharge);
        }
        for (Announcement announcement : purchases.announcements()) {
            statements.run(ANNOUNCE, account, announcement.event().code(), announcement.number());
        }
    }

    private static final String PUT_TOP_UP = """
            INSERT INTO top_up (bucket, account_no, top_up_no, kind, amount, state, opened_at, ended_at, card, fingerprint,
                                session, payment, checkout_url, failure_kind, failure_code, decline_code, grant_no,
                                trigger_balance, return_url)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT ON CONSTRAINT top_up_pk DO UPDATE
               SET state = excluded.state, ended_at = excluded.ended_at, session = excluded.session,
                   payment = excluded.payment, checkout_url = excluded.checkout_url, failure_kind = excluded.failure_kind,
                   failure_code = excluded.failure_code, decline_code = excluded.decline_code, grant_no = excluded.grant_no\
            """;

    private void put(AccountNumber account, TopUp topUp) throws SQLException {
        TopUp.Card card = topUp.card();
        Failure failure = topUp.failure();
        statements.run(
                PUT_TOP_UP,
                account,
                topUp.number(),
                topUp.kind().code(),
                topUp.amount().nanos(),
                topUp.state().code(),
                AccountStatements.time(topUp.openedAt()),
                AccountStatements.time(topUp.endedAt()),
                card == null ? null : card.id(),
                card == null ? null : card.fingerprint(),
                topUp.stripe().session(),
                topUp.stripe().payment(),
                topUp.stripe().checkoutUrl(),
                failure == null ? null : failure.kind().code(),
                failure == null ? null : failure.code(),
                failure == null ? null : failure.declineCode(),
                topUp.grant(),
                PurchaseColumns.nanos(topUp.triggerBalance()),
                topUp.returnUrl());
    }

    private static final String PUT_REFUND = """
            INSERT INTO refund (bucket, account_no, refund_no, payment, top_up_no, money, parts, made_at_stripe, stripe_id,
                                state, opened_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT ON CONSTRAINT refund_pk DO UPDATE
               SET parts = excluded.parts, stripe_id = excluded.stripe_id, state = excluded.state\
            """;

    private void put(AccountNumber account, Refund refund) throws SQLException {
        statements.run(
                PUT_REFUND,
                account,
                refund.number(),
                refund.payment(),
                refund.topUp(),
                refund.money().nanos(),
                Part.write(refund.parts()),
                refund.madeAtStripe(),
                refund.stripeId(),
                refund.state().code(),
                AccountStatements.time(refund.openedAt()));
    }

    private static final String PUT_DISPUTE = """
            INSERT INTO dispute (bucket, account_no, dispute_no, stripe_id, payment, parts, state, opened_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT ON CONSTRAINT dispute_pk DO UPDATE SET parts = excluded.parts, state = excluded.state\
            """;

    private void put(AccountNumber account, Dispute dispute) throws SQLException {
        statements.run(
                PUT_DISPUTE,
                account,
                dispute.number(),
                dispute.stripeId(),
                dispute.payment(),
                Part.write(dispute.parts()),
                dispute.state().code(),
                AccountStatements.time(dispute.openedAt()));
    }

    private static final String PUT_BONUS = """
            INSERT INTO bonus (bucket, account_no, invoice, line, payment, start_at, end_at, granted, taken, grant_no)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT ON CONSTRAINT bonus_pk DO UPDATE SET taken = excluded.taken\
            """;

    private void put(AccountNumber account, Bonus bonus) throws SQLException {
        statements.run(
                PUT_BONUS,
                account,
                bonus.invoice(),
                bonus.line(),
                bonus.payment(),
                AccountStatements.time(bonus.start()),
                AccountStatements.time(bonus.end()),
                bonus.granted().nanos(),
                bonus.taken().nanos(),
                bonus.grant());
    }

    private void replaceClaims(AccountNumber account, @Nullable List<Claim> claims) throws SQLException {
        if (claims == null) {
            return;
        }
        statements.run("DELETE FROM claim WHERE bucket = ? AND account_no = ?", account);
        for (int place = 0; place < claims.size(); place++) {
            Claim claim = claims.get(place);
            add(
                    "claim",
                    account,
                    place,
                    claim.cause(),
                    claim.number(),
                    claim.grant(),
                    claim.amount().nanos());
        }
    }

    private void replaceDebts(AccountNumber account, @Nullable List<Debt> debts) throws SQLException {
        if (debts == null) {
            return;
        }
        statements.run("DELETE FROM debt WHERE bucket = ? AND account_no = ?", account);
        for (int place = 0; place < debts.size(); place++) {
            Debt debt = debts.get(place);
            add(
                    "debt",
                    account,
                    place,
                    debt.cause(),
                    debt.number(),
                    debt.grant(),
                    debt.amount().nanos());
        }
    }

    private void add(
            String table, AccountNumber account, int place, Debt.Cause cause, long number, long grant, long nanos)
            throws SQLException {
        statements.run(
                "INSERT INTO " + table + " (bucket, account_no, place, cause, number, grant_no, amount)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                account,
                place,
                String.valueOf(cause.letter()),
                number,
                grant,
                nanos);
    }

    private static final String ADD_CONSENT = """
            INSERT INTO recharge_consent (bucket, account_no, consent_no, version, given_at, actor, ip, user_agent, threshold,
                                          target, monthly_limit)
            SELECT n.bucket, n.account_no,
                   1 + coalesce((SELECT max(c.consent_no) FROM recharge_consent c
                                  WHERE c.bucket = n.bucket AND c.account_no = n.account_no), 0),
                   n.version, n.given_at, n.actor, n.ip, n.user_agent, n.threshold, n.target, n.monthly_limit
              FROM (VALUES (?::smallint, ?::bigint, ?::text, ?::timestamptz, ?::text, ?::text, ?::text, ?::bigint, ?::bigint,
                            ?::bigint))
                   AS n (bucket, account_no, version, given_at, actor, ip, user_agent, threshold, target, monthly_limit)\
            """;

    private void add(AccountNumber account, Consent consent, RechargeNumbers numbers) throws SQLException {
        statements.run(
                ADD_CONSENT,
                account,
                consent.version(),
                AccountStatements.time(consent.at()),
                consent.actor(),
                consent.ip(),
                consent.userAgent(),
                numbers.threshold().nanos(),
                numbers.target().nanos(),
                PurchaseColumns.nanos(numbers.monthlyLimit()));
    }

    /* Of the newest consent, which was added before where it is new. */
    private static final String PUT_RECHARGE = """
            INSERT INTO recharge (bucket, account_no, consent_no, enabled, threshold, target, monthly_limit, pause,
                                  soft_declines, retry_at, month_start, month_end, month_charged, last_opened_at)
            SELECT n.bucket, n.account_no,
                   (SELECT max(c.consent_no) FROM recharge_consent c
                     WHERE c.bucket = n.bucket AND c.account_no = n.account_no),
                   n.enabled, n.threshold, n.target, n.monthly_limit, n.pause, n.soft_declines, n.retry_at, n.month_start,
                   n.month_end, n.month_charged, n.last_opened_at
              FROM (VALUES (?::smallint, ?::bigint, ?::boolean, ?::bigint, ?::bigint, ?::bigint, ?::text, ?::integer,
                            ?::timestamptz, ?::timestamptz, ?::timestamptz, ?::bigint, ?::timestamptz))
                   AS n (bucket, account_no, enabled, threshold, target, monthly_limit, pause, soft_declines, retry_at,
                         month_start, month_end, month_charged, last_opened_at)
                ON CONFLICT ON CONSTRAINT recharge_pk DO UPDATE
               SET consent_no = excluded.consent_no, enabled = excluded.enabled, threshold = excluded.threshold,
                   target = excluded.target, monthly_limit = excluded.monthly_limit, pause = excluded.pause,
                   soft_declines = excluded.soft_declines, retry_at = excluded.retry_at, month_start = excluded.month_start,
                   month_end = excluded.month_end, month_charged = excluded.month_charged,
                   last_opened_at = excluded.last_opened_at\
            """;

    private void put(AccountNumber account, Recharge recharge) throws SQLException {
        RechargeNumbers numbers = recharge.numbers();
        Recharge.Month month = recharge.month();
        statements.run(
                PUT_RECHARGE,
                account,
                recharge.enabled(),
                numbers.threshold().nanos(),
                numbers.target().nanos(),
                PurchaseColumns.nanos(numbers.monthlyLimit()),
                recharge.pause() == null ? null : recharge.pause().code(),
                recharge.softDeclines(),
                AccountStatements.time(recharge.retryAt()),
                AccountStatements.time(month.start()),
                AccountStatements.time(month.end()),
                month.charged().nanos(),
                AccountStatements.time(recharge.lastOpenedAt()));
    }

    /* The time is the transaction's: one for all that is announced in it. */
    private static final String ANNOUNCE = """
            INSERT INTO outbox (bucket, account_no, event, number, created_at)
            SELECT ?::smallint, ?::bigint, ?::text, ?::bigint, now() + k.offset_micros * interval '1 microsecond' FROM clock k\
            """;
}
