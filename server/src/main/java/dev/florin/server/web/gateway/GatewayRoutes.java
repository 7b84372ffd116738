package dev.florin.server.web.gateway;

import dev.florin.core.accounts.Digest;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.server.gateway.calls.AnswerStream;
import dev.florin.server.gateway.calls.CallReply;
import dev.florin.server.gateway.calls.CallResult;
import dev.florin.server.gateway.calls.Payer;
import dev.florin.server.gateway.calls.StreamResult;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.CountAnswer;
import dev.florin.server.gateway.wire.Dialect;
import dev.florin.server.gateway.wire.Reading;
import dev.florin.server.gateway.wire.RequestReader;
import dev.florin.server.storage.HoldRecord;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.StorageFault;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.BodyRule;
import dev.florin.server.web.http.Caller;
import dev.florin.server.web.http.IdempotencyKey;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.MediaTypes;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;

/** Calls of models by the accounts' own programs. Thread-safe. */
public final class GatewayRoutes {
    /** A key whose calls failed so often is not tried again. */
    private static final int MOST_ATTEMPTS = 50;

    private static final String EVENTS = "text/event-stream; charset=utf-8";

    private final GatewayParts parts;

    public GatewayRoutes(GatewayParts parts) {
        this.parts = parts;
    }

    public void addTo(Routes routes) {
        routes.tellProblems("/openai/", new ProblemsInDialect(Dialect.OPENAI_CHAT))
                .tellProblems("/anthropic/", new ProblemsInDialect(Dialect.ANTHROPIC_MESSAGES));
        add(routes, "/openai/v1/chat/completions", Dialect.OPENAI_CHAT);
        add(routes, "/openai/v1/responses", Dialect.OPENAI_RESPONSES);
        add(routes, "/openai/v1/embeddings", Dialect.OPENAI_EMBEDDINGS);
        add(routes, "/anthropic/v1/messages", Dialect.ANTHROPIC_MESSAGES);
        routes.post(
                "/anthropic/v1/messages/count_tokens",
                Access.accountKeys(),
                KeyRule.IGNORED,
                BodyRule.CALL,
                this::count);
        new ModelRoutes(parts.prices()).addTo(routes);
    }

    private Answer count(Request request) {
        CallHeaders.of(request);
        return switch (RequestReader.read(Dialect.ANTHROPIC_COUNT, request.raw())) {
            case Reading.Rejected why -> answer(parts.replies().rejected(Dialect.ANTHROPIC_COUNT, why));
            case Reading.Accepted(CallRequest call) -> {
                request.admit();
                OptionalLong count = made(engines -> engines.counts().of(call));
                if (count.isEmpty()) {
                    throw new Refused(
                            Problem.of(ProblemCode.MODEL_NOT_PRICED, "The model " + call.model() + " has no price."));
                }
                yield Answer.bytes(200, MediaTypes.JSON, CountAnswer.write(count.getAsLong()));
            }
        };
    }

    private void add(Routes routes, String path, Dialect dialect) {
        routes.post(path, Access.accountKeys(), KeyRule.ALLOWED, BodyRule.CALL, request -> answer(request, dialect));
    }

    private Answer answer(Request request, Dialect dialect) {
        CallHeaders headers = CallHeaders.of(request);
        return switch (RequestReader.read(dialect, request.raw())) {
            case Reading.Rejected why -> answer(parts.replies().rejected(dialect, why));
            case Reading.Accepted(CallRequest call) -> {
                Admission admission = request.admit();
                yield made(new Asked(request, call, admission.key()), payer(admission.caller(), headers));
            }
        };
    }

    private Payer payer(Caller caller, CallHeaders headers) {
        if (!(caller instanceof Caller.AccountKey key)) {
            throw new IllegalStateException("a call is admitted for the key of an account");
        }
        ObjectIds.Reference reference =
                parts.ids().read(ObjectIds.Kind.GATEWAY_KEY, key.id()).orElseThrow();
        return new Payer(
                reference.account(),
                caller.actor(),
                headers.feature(),
                headers.maxCost(),
                null,
                new Command.Asker(reference.number(), headers.user(), parts.mostCarried()));
    }

    /** A call on its way in. */
    private record Asked(Request request, CallRequest call, Optional<IdempotencyKey> key) {
        /** A call that was not charged may be made again under the same key. */
        Payer attempt(Payer payer, int attempt) {
            return key.map(each -> payer.attempting(digest(each.value(), attempt)))
                    .orElse(payer);
        }
    }

    private Answer made(Asked asked, Payer payer) {
        return made(engines -> {
            for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
                Optional<Answer> answer = switch (once(asked, asked.attempt(payer, attempt), engines)) {
                    case Made.Answered(Answer made) -> Optional.of(made);
                    case Made.Before(CallResult.AlreadyMade call) -> told(asked.call.dialect(), payer, call);
                };
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
            throw new Refused(Problem.of(ProblemCode.CALL_ALREADY_MADE, "This Idempotency-Key was used too often."));
        });
    }

    /** Something that the engines do. */
    private interface Making<T> {
        T with(Engines engines) throws InterruptedException;
    }

    private <T> T made(Making<T> making) {
        try {
            return making.with(parts.engines().get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Problem.of(ProblemCode.OVERLOADED, "The server is stopping; nothing was charged."));
        } catch (LedgerFault e) {
            throw unavailable(e);
        } catch (StorageFault e) {
            if (!e.mayPass()) {
                throw e;
            }
            throw new Refused(Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "The database did not answer; try again."));
        } catch (CompletionException e) {
            if (e.getCause() instanceof LedgerFault fault) {
                throw unavailable(fault);
            }
            throw e;
        }
    }

    /** Nothing was sent, or what was sent is settled as soon as the database is there again. */
    private static Refused unavailable(LedgerFault fault) {
        return new Refused(
                switch (fault.kind()) {
                    case OVERLOADED ->
                        Problem.of(ProblemCode.OVERLOADED, "Too many commands are waiting; nothing was done.");
                    case STOPPING -> Problem.of(ProblemCode.OVERLOADED, "The server is stopping; nothing was done.");
                    case DATABASE_UNAVAILABLE ->
                        Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "The database did not answer; try again.");
                });
    }

    private static Answer.Whole answer(CallReply reply) {
        Answer.Whole answer = Answer.bytes(reply.status(), MediaTypes.JSON, reply.body());
        for (var header : reply.headers().entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }

    /** What making a call comes to. */
    private sealed interface Made {
        record Answered(Answer answer) implements Made {}

        record Before(CallResult.AlreadyMade call) implements Made {}
    }

    private static Digest digest(String key, int attempt) {
        return Digest.shortSha256(("gateway\n" + attempt + "\n" + key).getBytes(StandardCharsets.UTF_8));
    }

    /** What to answer about a call made before; empty where it was not charged, and so may be made again. */
    private Optional<Answer> told(Dialect dialect, Payer payer, CallResult.AlreadyMade made) {
        return parts.holds().hold(payer.account(), made.hold()).flatMap(hold -> switch (hold) {
            case HoldRecord.Open _ ->
                Optional.of(answer(parts.replies().alreadyMade(dialect, payer.account(), made, OptionalLong.empty())));
            case HoldRecord.Ended(Transaction row) ->
                row.amount().isNegative()
                        ? Optional.of(answer(parts.replies()
                                .alreadyMade(dialect, payer.account(), made, OptionalLong.of(row.sequence()))))
                        : Optional.empty();
        });
    }

    private Made once(Asked asked, Payer payer, Engines engines) throws InterruptedException {
        CallRequest call = asked.call;
        if (call.streams()) {
            return streamed(asked, payer, engines);
        }
        CallResult result = engines.whole().call(call, payer, asked.request::callerHasLeft);
        if (result instanceof CallResult.AlreadyMade made) {
            return new Made.Before(made);
        }
        List<Answer.Header> balance = result instanceof CallResult.Finished ? left(payer) : balance(payer);
        return new Made.Answered(answer(parts.replies().of(call, payer, result)).with(balance));
    }

    private Made streamed(Asked asked, Payer payer, Engines engines) throws InterruptedException {
        CallRequest call = asked.call;
        return switch (engines.streamed().open(call, payer, asked.request::callerHasLeft)) {
            case StreamResult.NotOpened(CallResult.AlreadyMade made) -> new Made.Before(made);
            case StreamResult.NotOpened(CallResult why) ->
                new Made.Answered(answer(parts.replies().of(call, payer, why)).with(balance(payer)));
            case StreamResult.Opened opened -> {
                List<Answer.Header> headers = new ArrayList<>(left(payer));
                parts.replies()
                        .headers(call, payer, opened)
                        .forEach((name, value) -> headers.add(new Answer.Header(name, value)));
                yield new Made.Answered(new Answer.Streamed(200, EVENTS, headers, new Passing(opened.answer())));
            }
        };
    }

    /** A stream on its way. */
    private record Passing(AnswerStream answer) implements Answer.Body {
        @Override
        public void write(OutputStream out) {
            try {
                answer.passTo(out);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // it is settled all the same
            }
        }

        @Override
        public void close() {
            answer.close();
        }
    }

    /** What is left after the change that this call has just made. */
    private List<Answer.Header> left(Payer payer) {
        return parts.left()
                .apply(payer.account())
                .map(available -> List.of(header(available)))
                .orElseGet(() -> balance(payer));
    }

    private static Answer.Header header(Amount available) {
        return new Answer.Header("X-Florin-Balance", available.toString());
    }

    /** What is left now; a call that is answered is not made to fail by a read. */
    private List<Answer.Header> balance(Payer payer) {
        try {
            return parts.balances().now(payer.account()).map(balance -> header(balance.available())).stream()
                    .toList();
        } catch (StorageFault unread) {
            return List.of();
        }
    }
}
