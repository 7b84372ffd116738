package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Saved payment methods as Stripe last told them. Thread-safe. */
public final class PaymentCards {
    private final Database database;

    public PaymentCards(Database database) {
        this.database = database;
    }

    /**
     * A saved payment method.
     *
     * @param id Stripe's
     * @param type such as {@code card} or {@code us_bank_account}
     * @param isDefault the one that is charged where none is named
     */
    public record Card(
            String id,
            String type,
            @Nullable String brand,
            @Nullable String last4,
            @Nullable Integer expMonth,
            @Nullable Integer expYear,
            @Nullable String funding,
            @Nullable String wallet,
            @Nullable String fingerprint,
            boolean isDefault,
            Instant createdAt) {}

    private static final String ALL = """
            SELECT c.card_id, c.type, c.brand, c.last4, c.exp_month, c.exp_year, c.funding, c.wallet, c.fingerprint,
                   c.is_default, c.created_at
              FROM payment_card c WHERE c.bucket = ? AND c.account_no = ?
             ORDER BY c.is_default DESC, c.created_at DESC, c.card_id\
            """;

    /** The default first, then the newest first. */
    public List<Card> of(AccountNumber account) {
        return database.all(ALL, PaymentCards::card, (short) account.bucket(), account.number());
    }

    public Optional<Card> defaultOf(AccountNumber account) {
        return of(account).stream().filter(Card::isDefault).findFirst();
    }

    public Optional<Card> find(AccountNumber account, String id) {
        return of(account).stream().filter(each -> each.id.equals(id)).findFirst();
    }

    private static Card card(ResultSet row) throws SQLException {
        Long month = Columns.number(row, 5);
        Long year = Columns.number(row, 6);
        return new Card(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                month == null ? null : month.intValue(),
                year == null ? null : year.intValue(),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getBoolean(10),
                Columns.instant(row, 11));
    }

    private static final String OWNER = "SELECT c.bucket, c.account_no FROM payment_card c WHERE c.card_id = ?";

    /** Who has it saved. */
    public Optional<AccountNumber> owner(String id) {
        return database.first(OWNER, row -> new AccountNumber(row.getInt(1), row.getLong(2)), id);
    }

    private static final String DROP = "DELETE FROM payment_card WHERE bucket = ? AND account_no = ?";

    private static final String ADD = """
            INSERT INTO payment_card (bucket, account_no, card_id, type, brand, last4, exp_month, exp_year, funding, wallet,
                                      fingerprint, is_default, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """;

    /** Everything that an account has saved now, as Stripe tells it. */
    public void replace(AccountNumber account, List<Card> cards) {
        database.change(connection -> {
            short bucket = (short) account.bucket();
            Database.update(connection, DROP, bucket, account.number());
            for (Card card : cards) {
                Database.update(
                        connection,
                        ADD,
                        bucket,
                        account.number(),
                        card.id,
                        card.type,
                        card.brand,
                        card.last4,
                        card.expMonth,
                        card.expYear,
                        card.funding,
                        card.wallet,
                        card.fingerprint,
                        card.isDefault,
                        LockedRecords.utc(card.createdAt));
            }
            return cards.size();
        });
    }
}
