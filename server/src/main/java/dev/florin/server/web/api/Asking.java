package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Text;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Caller;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What every route needs to ask the ledger: whose account an id names, which object, by what key and words, and how a fault
 * of the ledger is answered. Thread-safe.
 */
final class Asking {
    private static final int SALT_BYTES = 16;
    private static final String API = "api";

    private final Ledger ledger;
    private final Customers customers;
    private final ObjectIds ids;
    private final SecureRandom random = new SecureRandom();

    Asking(Ledger ledger, Customers customers, ObjectIds ids) {
        this.ledger = ledger;
        this.customers = customers;
        this.ids = ids;
    }

    ObjectIds ids() {
        return ids;
    }

    /** The account that the host's id names; 404 also where the caller may not know that it exists. */
    AccountNumber account(Caller caller, String id) {
        return find(caller, id).orElseThrow(Asking::notFound);
    }

    Optional<AccountNumber> find(Caller caller, String id) {
        return caller.sees(id) ? customers.account(id) : Optional.empty();
    }

    /** The object that an id names; 404 also where it is another account's than the caller's. */
    ObjectIds.Reference object(Caller caller, ObjectIds.Kind kind, String id) {
        ObjectIds.Reference reference = ids.read(kind, id).orElseThrow(Asking::notFound);
        if (caller instanceof Caller.AccountKey key
                && !customers.account(key.account()).equals(Optional.of(reference.account()))) {
            throw notFound();
        }
        return reference;
    }

    /** The host's id of an account. */
    String accountId(AccountNumber account) {
        return customers.of(account).orElseThrow(Asking::notFound).id();
    }

    static Refused notFound() {
        return new Refused(Problem.notFound("There is no such object."));
    }

    /** How the ledger knows this request again. */
    dev.florin.core.ledger.Request request(Admission admission, byte[] fingerprint) {
        return request(
                admission.caller(), admission.key().map(key -> key.value()).orElse(null), fingerprint, API);
    }

    dev.florin.core.ledger.Request request(Caller caller, @Nullable String key, byte[] fingerprint, String source) {
        return new dev.florin.core.ledger.Request(
                key == null ? null : Digest.shortSha256(key.getBytes(StandardCharsets.UTF_8)),
                Digest.of(Arrays.copyOf(fingerprint, SALT_BYTES)),
                caller.actor(),
                source);
    }

    /** The words beside a row; null where there are none. */
    @Nullable
    Text words(Optional<String> description, Optional<String> reason, Map<String, String> metadata) {
        return Text.of(description.orElse(null), reason.orElse(null), new TreeMap<>(metadata), this::salt);
    }

    Digest salt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return Digest.of(salt);
    }

    <T> CompletableFuture<Outcome<T>> submit(Command<T> command) {
        return ledger.submit(command);
    }

    /** Asks and waits for what it came to, durably. */
    <T> Outcome<T> ask(Command<T> command) {
        return await(ledger.submit(command));
    }

    <T> Outcome<T> await(CompletableFuture<Outcome<T>> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LedgerFault fault) {
                throw new Refused(problem(fault));
            }
            throw new IllegalStateException("the ledger failed on a command", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Problem.of(ProblemCode.OVERLOADED, "The server is stopping; send the request again."));
        }
    }

    static Problem problem(LedgerFault fault) {
        return switch (fault.kind()) {
            case OVERLOADED -> Problem.of(ProblemCode.OVERLOADED, "Too many commands are waiting; nothing was done.");
            case STOPPING -> Problem.of(ProblemCode.OVERLOADED, "The server is stopping; nothing was done.");
            case DATABASE_UNAVAILABLE ->
                Problem.of(
                        ProblemCode.DATABASE_UNAVAILABLE,
                        "The database did not answer. Send the request again with its key: it takes effect once.");
        };
    }
}
