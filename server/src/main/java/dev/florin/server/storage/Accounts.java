package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.ledger.AccountRecords;
import dev.florin.core.ledger.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The ledger's rows of accounts, read for people and the API: nothing here locks or changes anything. Thread-safe. */
public final class Accounts {
    private final Database database;

    public Accounts(Database database) {
        this.database = database;
    }

    /**
     * An account at the time when it was read.
     *
     * @param now of the database, with the offset of a demo
     */
    public record Standing(Account account, Instant now) {
        /** Whether something has expired that no command has carried out yet. */
        public boolean isBehind() {
            Instant due = account.nextDue();
            return due != null && !now.isBefore(due);
        }
    }

    private static final String COLUMNS = "SELECT " + Columns.ACCOUNT
            + ", clock_timestamp() + k.offset_micros * interval '1 microsecond' FROM account a CROSS JOIN clock k";

    private static final int NOW = Columns.ACCOUNT_PLACE;

    private static final String ONE = COLUMNS + " WHERE a.bucket = ? AND a.account_no = ?";

    public Optional<Standing> find(AccountNumber account) {
        return database.first(ONE, Accounts::standing, (short) account.bucket(), account.number());
    }

    private static final String SOME = COLUMNS
            + " JOIN unnest(?::smallint[], ?::bigint[]) AS asked (bucket, account_no)"
            + " ON asked.bucket = a.bucket AND asked.account_no = a.account_no";

    /** Those of {@code accounts} that exist. */
    public Map<AccountNumber, Standing> find(List<AccountNumber> accounts) {
        Short[] buckets = accounts.stream().map(each -> (short) each.bucket()).toArray(Short[]::new);
        Long[] numbers = accounts.stream().map(AccountNumber::number).toArray(Long[]::new);
        return database.all(SOME, Accounts::standing, buckets, numbers).stream()
                .collect(Collectors.toMap(each -> each.account().number(), Function.identity()));
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return new Standing(Columns.account(row), Micros.cut(Columns.instant(row, NOW)));
    }

    private static final String USES = "SELECT " + Columns.LIMIT_USE
            + " FROM limit_use u WHERE u.bucket = ? AND u.account_no = ? AND u.key_no = 0";

    /** What is kept about the use of an account's limits, past periods too. */
    public List<LimitUse> limitUses(AccountNumber account) {
        return database.all(USES, Columns::limitUse, (short) account.bucket(), account.number());
    }

    private static final String KEY = """
            SELECT k.bucket, k.account_no, k.key_hash, k.fingerprint, k.kind, k.number
              FROM key_ k WHERE k.bucket = ? AND k.account_no = ? AND k.key_hash = ?\
            """;

    /** What an idempotency key of an account stands for. */
    public Optional<AccountRecords.KeyRecord> key(AccountNumber account, Digest key) {
        return database.first(KEY, BatchLoad::key, (short) account.bucket(), account.number(), key.bytes());
    }
}
