package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import java.sql.SQLException;

/**
 * What goes when an account is deleted: every word that a person wrote, and who it was. Rows, numbers and times stay. One per
 * lane; not thread-safe.
 */
final class Erasure {
    private final AccountStatements statements;

    Erasure(AccountStatements statements) {
        this.statements = statements;
    }

    private static final String ERASE_TEXT = "DELETE FROM transaction_text WHERE bucket = ? AND account_no = ?";

    private static final String ERASE_CONSENTS =
            "UPDATE recharge_consent SET ip = NULL, user_agent = NULL WHERE bucket = ? AND account_no = ?";

    /* The pseudonym is random: nobody can tell from it who it was, nor whether two were the same. */
    private static final String ERASE_CUSTOMER = """
            UPDATE customer SET external_id = 'deleted:' || gen_random_uuid(), email = NULL, name = NULL, metadata = '{}',
                   fingerprint = ''
             WHERE bucket = ? AND account_no = ?\
            """;

    /* The tickets first: whoever is writing in one has its row locked, and is waited for. */
    private static final String CLOSE_TICKETS =
            "UPDATE support_ticket SET erased = true, state = 'closed' WHERE bucket = ? AND account_no = ?";

    private static final String ERASE_MESSAGES = """
            DELETE FROM support_message WHERE ticket_no IN
                (SELECT t.ticket_no FROM support_ticket t WHERE t.bucket = ? AND t.account_no = ?)\
            """;

    private static final String ERASE_CONVERSATIONS = "DELETE FROM conversation WHERE bucket = ? AND account_no = ?";

    void erase(AccountNumber account) throws SQLException {
        statements.run(ERASE_TEXT, account);
        statements.run(ERASE_CONSENTS, account);
        statements.run(CLOSE_TICKETS, account);
        statements.run(ERASE_MESSAGES, account);
        statements.run(ERASE_CONVERSATIONS, account);
        statements.run(ERASE_CUSTOMER, account);
    }
}
