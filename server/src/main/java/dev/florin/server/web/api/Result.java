package dev.florin.server.web.api;

import dev.florin.server.web.http.JsonOut;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import java.util.function.Supplier;

/** What became of one of several commands in a request. */
sealed interface Result {
    record Done(Reply reply) implements Result {}

    record Failed(Problem problem) implements Result {}

    /** Waits for it. */
    static Result of(Supplier<Reply> begun) {
        try {
            return new Done(begun.get());
        } catch (Refused refused) {
            return new Failed(refused.problem());
        }
    }

    /** Writes the members {@code status} and {@code body} of the object that is open. */
    default void write(JsonOut out, Request request) {
        switch (this) {
            case Done(Reply reply) -> {
                out.count("status", reply.status()).value("body", reply.body());
                if (reply.replayed()) {
                    out.flag("idempotent_replayed", true);
                }
            }
            case Failed(Problem problem) ->
                out.count("status", problem.code().status()).value("body", body -> request.writeProblem(body, problem));
        }
    }
}
