package dev.florin.server.storage;

import dev.florin.core.check.Check;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A command that waits for its outcome. Decided by one lane at a time; completed once. */
final class Pending<T> {
    private final Command<T> command;
    private final CompletableFuture<Outcome<T>> future = new CompletableFuture<>();
    private @Nullable Outcome<T> decided;

    Pending(Command<T> command) {
        this.command = command;
    }

    Command<T> command() {
        return command;
    }

    CompletableFuture<Outcome<T>> future() {
        return future;
    }

    /** What the last attempt decided, which may or may not have been saved; absent where none came so far. */
    @Nullable
    Outcome<T> decided() {
        return decided;
    }

    void decided(Outcome<T> outcome) {
        decided = outcome;
    }

    /** What was decided was certainly not saved. */
    void undecided() {
        decided = null;
    }

    /** Answers what was decided, which is durable now. */
    void answer() {
        future.complete(Check.present(decided, "the outcome of a saved command"));
    }

    void fail(Throwable why) {
        future.completeExceptionally(why);
    }
}
