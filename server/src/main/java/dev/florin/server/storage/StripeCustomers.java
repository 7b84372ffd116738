package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import java.util.Optional;

/** Which customer at Stripe an account is. Thread-safe. */
public final class StripeCustomers {
    private final Database database;

    public StripeCustomers(Database database) {
        this.database = database;
    }

    private static final String OF =
            "SELECT s.customer_id FROM stripe_customer s WHERE s.account_no = ? AND NOT s.deleted";

    public Optional<String> of(AccountNumber account) {
        return database.first(OF, row -> row.getString(1), account.number());
    }

    private static final String ACCOUNT =
            "SELECT s.bucket, s.account_no FROM stripe_customer s WHERE s.customer_id = ?";

    /** Whose customer it is, also one that was deleted at Stripe. */
    public Optional<AccountNumber> account(String customer) {
        return database.first(ACCOUNT, row -> new AccountNumber(row.getInt(1), row.getLong(2)), customer);
    }

    private static final String PUT = """
            INSERT INTO stripe_customer (bucket, account_no, customer_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING\
            """;

    /** Remembers it, unless another one was remembered meanwhile; answers the one that counts. */
    public String put(AccountNumber account, String customer) {
        database.change(
                connection -> Database.update(connection, PUT, (short) account.bucket(), account.number(), customer));
        return of(account).orElseThrow();
    }

    private static final String DELETED = "UPDATE stripe_customer SET deleted = true WHERE customer_id = ?";

    private static final String HOW_MANY = "SELECT count(*) FROM stripe_customer s WHERE s.account_no = ?";

    /** How many customers an account has been, deleted ones too. */
    public long howMany(AccountNumber account) {
        return database.first(HOW_MANY, row -> row.getLong(1), account.number()).orElse(0L);
    }

    /** It was deleted at Stripe: the next purchase makes a new one. */
    public void deleted(String customer) {
        database.change(connection -> Database.update(connection, DELETED, customer));
    }
}
