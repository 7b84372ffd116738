package dev.florin.server.payments;

import dev.florin.core.accounts.Digest;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Request;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/** Asks the ledger and waits. Thread-safe. */
final class Asks {
    private final Ledger ledger;
    private final Trail trail;

    Asks(Ledger ledger, Trail trail) {
        this.ledger = ledger;
        this.trail = trail;
    }

    /** Why something is done that no caller asked for: {@code source} is what Stripe calls it. */
    static Request request(String source) {
        return new Request(null, Digest.shortSha256(source.getBytes(StandardCharsets.UTF_8)), "stripe", source);
    }

    /** The outcome, durable; {@link LedgerFault} where it is not known to have taken effect. */
    <T> Outcome<T> ask(Command<T> command) {
        String name = name(command.getClass());
        trail.reach("before ledger " + name);
        try {
            Outcome<T> outcome = ledger.submit(command).join();
            trail.reach("after ledger " + name);
            return outcome;
        } catch (CompletionException e) {
            if (e.getCause() instanceof LedgerFault fault) {
                throw fault;
            }
            throw e;
        }
    }

    /** {@code SettlePayment} is told as {@code settle_payment}. */
    static String name(Class<?> command) {
        return command.getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** What a command comes to that cannot be refused. */
    <T> T done(Command<T> command) {
        Outcome<T> outcome = ask(command);
        if (outcome instanceof Outcome.Done<T>(T value)) {
            return value;
        }
        throw new IllegalStateException(command.getClass().getSimpleName() + " came to " + outcome);
    }
}
