package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Request;

/**
 * A command whose fields have been read: sent alone, in a bulk or as an event it is the same.
 *
 * @param <T> what the command comes to when it takes effect
 */
@FunctionalInterface
interface Draft<T> {
    /**
     * The command; to be asked for once no field was wrong.
     *
     * @param object number of the hold or row that it is about; 0 where it is about the account
     */
    Command<T> command(AccountNumber account, long object, Request request);
}
