package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Text;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.SandboxClock;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Caller;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What every route needs to ask the ledger: whose account an id names, which object, by what key and words, and how a fault
 * of the ledger is answered. Thread-safe.
 */
final class Asking {
    private static final int SALT_BYTES = 16;
    private static final int SHORT_BYTES = 16;
    private static final String API = "api";

    /** 24 letters of 32 kinds are 120 random bits: nobody meets or guesses one. */
    private static final int MADE_LETTERS = 24;

    private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

    /** What is carried out before an account is read is nobody's request. */
    private static final dev.florin.core.ledger.Request DUE = new dev.florin.core.ledger.Request(
            null, Digest.shortSha256("due".getBytes(StandardCharsets.UTF_8)), "job", "expiry");

    private final Ledger ledger;
    private final Customers customers;
    private final Accounts accounts;
    private final SandboxClock clock;
    private final ObjectIds ids;
    private final SecureRandom random = new SecureRandom();

    Asking(Ledger ledger, Customers customers, Accounts accounts, SandboxClock clock, ObjectIds ids) {
        this.ledger = ledger;
        this.customers = customers;
        this.accounts = accounts;
        this.clock = clock;
        this.ids = ids;
    }

    /** The time of the database, with the offset of a demo. */
    Instant now() {
        return clock.read().now();
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

    /** The account that the host's id names, for a command. */
    Replies.Owner owner(Caller caller, String id) {
        return new Replies.Owner(account(caller, id), id);
    }

    /** Whose object it is, for a command. */
    Replies.Owner owner(ObjectIds.Reference object) {
        return new Replies.Owner(
                object.account(), customers.id(object.account()).orElseThrow(Asking::notFound));
    }

    /** Whose object it is, for reading: under a pseudonym where the account is deleted. */
    Replies.Owner reader(ObjectIds.Reference object) {
        return new Replies.Owner(
                object.account(),
                customers.of(object.account()).orElseThrow(Asking::notFound).id());
    }

    /** An account to be read, with nothing on it that is due: that is carried out first. */
    Accounts.Standing upToDate(AccountNumber account) {
        Accounts.Standing standing = standing(account);
        if (!standing.isBehind()) {
            return standing;
        }
        ask(new Command.CarryOutDue(account, DUE));
        return standing(account);
    }

    /** Carries out what is due on an account, deleted or not, before one of its objects is read. */
    void carryOutDue(AccountNumber account) {
        if (accounts.find(account).filter(Accounts.Standing::isBehind).isPresent()) {
            ask(new Command.CarryOutDue(account, DUE));
        }
    }

    private Accounts.Standing standing(AccountNumber account) {
        return accounts.find(account)
                .filter(found -> !found.account().deleted())
                .orElseThrow(Asking::notFound);
    }

    /** The same of the account that the host's id names. */
    Accounts.Standing upToDate(Caller caller, String id) {
        AccountNumber account = account(caller, id);
        try {
            return upToDate(account);
        } catch (Refused e) {
            return upToDate(reopened(caller, id, account, e));
        }
    }

    /** Does something about the account that the host's id names. */
    Reply about(Caller caller, String id, Function<Replies.Owner, Reply> act) {
        Replies.Owner owner = owner(caller, id);
        try {
            return act.apply(owner);
        } catch (Refused e) {
            if (e.problem().code() != ProblemCode.NOT_FOUND) {
                throw e;
            }
            return act.apply(new Replies.Owner(reopened(caller, id, owner.account(), e), id));
        }
    }

    /** The account that has the id now, where another process has deleted the one that was remembered and opened another. */
    private AccountNumber reopened(Caller caller, String id, AccountNumber remembered, Refused missing) {
        customers.forget(id);
        AccountNumber account = find(caller, id).orElseThrow(() -> missing);
        if (account.equals(remembered)) {
            throw missing;
        }
        return account;
    }

    static Refused notFound() {
        return new Refused(Problem.notFound("There is no such object."));
    }

    /** How the ledger knows this request again. */
    dev.florin.core.ledger.Request request(Admission admission, byte[] fingerprint) {
        return request(
                admission.caller(), admission.key().map(key -> key.value()).orElse(null), fingerprint, API);
    }

    /** The same of one of several commands in a request. */
    dev.florin.core.ledger.Request request(Caller caller, @Nullable String key, byte[] fingerprint) {
        return request(caller, key, fingerprint, API);
    }

    dev.florin.core.ledger.Request request(Caller caller, @Nullable String key, byte[] fingerprint, String source) {
        return new dev.florin.core.ledger.Request(
                key == null ? null : digestOf(key), digest(fingerprint), caller.actor(), source);
    }

    /** What is kept of a key. */
    static Digest digestOf(String key) {
        return Digest.shortSha256(key.getBytes(StandardCharsets.UTF_8));
    }

    /** What is kept of a fingerprint. */
    static Digest digest(byte[] fingerprint) {
        return Digest.of(Arrays.copyOf(fingerprint, SHORT_BYTES));
    }

    /** An id for an account to which the host gave none. */
    String newAccountId() {
        StringBuilder id = new StringBuilder("acct_");
        for (int i = 0; i < MADE_LETTERS; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
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
