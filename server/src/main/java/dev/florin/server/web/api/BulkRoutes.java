package dev.florin.server.web.api;

import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Request;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.BodyRule;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Fields;
import dev.florin.server.web.http.IdempotencyKey;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Many commands in one request. Each is what it would be alone: the same fields, the same fingerprint, so a key stands for the
 * same request whichever way it comes. All are handed to the ledger, in their order, before the first is waited for. Thread-safe.
 */
final class BulkRoutes {
    /** What a batch of the ledger takes in one commit. */
    private static final int MOST_COMMANDS = 1_000;

    private static final int LONGEST_OBJECT_ID = 64;

    /** What tells a command of a bulk apart, and stands in the path or the headers of one that comes alone. */
    private static final Set<String> AROUND = Set.of("type", "account", "idempotency_key", "hold");

    private final Asking asking;
    private final Drafts drafts;
    private final Replies replies;

    BulkRoutes(Asking asking, Drafts drafts, Replies replies) {
        this.asking = asking;
        this.drafts = drafts;
        this.replies = replies;
    }

    void addTo(Routes routes) {
        routes.post("/v1/bulk", Access.toAnyOf(Scope.SPEND, Scope.CREDIT), KeyRule.IGNORED, BodyRule.BULK, this::bulk);
    }

    /** The commands that a bulk may have. */
    private enum Type {
        CHARGE(HoldRoutes.CHARGE, Scope.SPEND, true),
        HOLD(HoldRoutes.PLACE, Scope.SPEND, true),
        SETTLE(HoldRoutes.SETTLE, Scope.SPEND, false),
        RELEASE(HoldRoutes.RELEASE, Scope.SPEND, false),
        GRANT(GrantRoutes.GIVE, Scope.CREDIT, true);

        private final String template;
        private final Scope scope;
        private final boolean needsKey;

        Type(String template, Scope scope, boolean needsKey) {
            this.template = template;
            this.scope = scope;
            this.needsKey = needsKey;
        }

        private String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        private boolean isAboutAHold() {
            return this == SETTLE || this == RELEASE;
        }
    }

    private Answer bulk(dev.florin.server.web.http.Request request) {
        Field<List<Fields>> commands = request.body()
                .objectsApart("commands", MOST_COMMANDS)
                .required()
                .check(all -> !all.isEmpty(), "is empty");
        Admission admission = request.admit();
        List<Supplier<Reply>> begun = new ArrayList<>(commands.value().size());
        for (Fields command : commands.value()) {
            begun.add(begin(admission, command));
        }
        List<Result> results = begun.stream().map(Result::of).toList();
        return Answer.ok(out -> {
            out.object().array("results");
            for (Result result : results) {
                out.object();
                result.write(out, request);
                out.end();
            }
            out.end().end();
        });
    }

    /** Hands a command to the ledger; what it came to is waited for later. */
    private Supplier<Reply> begin(Admission admission, Fields fields) {
        try {
            return submit(admission, fields);
        } catch (Refused refused) {
            return () -> {
                throw refused;
            };
        }
    }

    private Supplier<Reply> submit(Admission admission, Fields fields) {
        Field<Type> type =
                fields.choice("type", List.of(Type.values()), Type::code).required();
        if (!type.isRight()) {
            // What the other members are depends on it: they are neither known nor unknown.
            fields.names().forEach(fields::ignore);
            throw new Refused(fields.problem().orElseThrow());
        }
        Field<String> account = Words.accountId(fields, "account");
        Field<IdempotencyKey> key =
                fields.string("idempotency_key", IdempotencyKey.LONGEST).map(IdempotencyKey::new);
        Type kind = type.value();
        Field<String> hold =
                kind.isAboutAHold() ? fields.string("hold", LONGEST_OBJECT_ID).required() : null;
        if (hold == null) {
            account.required();
        }
        Command command = new Command(admission, kind, fields, account, key, hold);
        return switch (kind) {
            case CHARGE ->
                submit(command, drafts.charge(fields), (owner, came) -> replies.transaction(201, owner, came));
            case HOLD -> submit(command, drafts.hold(fields), (owner, came) -> replies.hold(201, owner, came));
            case SETTLE ->
                submit(command, drafts.settle(fields), (owner, came) -> replies.transaction(200, owner, came));
            case RELEASE -> submit(command, drafts.release(fields), replies::endedHold);
            case GRANT -> submit(command, drafts.grant(fields), (owner, came) -> replies.grant(201, owner, came));
        };
    }

    /** A command whose own fields are being read. */
    private record Command(
            Admission admission,
            Type type,
            Fields fields,
            Field<String> account,
            Field<IdempotencyKey> key,
            @Nullable Field<String> hold) {
        /** Ends the reading: what is wrong with the fields, then a missing key, then a missing scope. */
        private void admit() {
            fields.problem().ifPresent(problem -> {
                throw new Refused(problem);
            });
            if (type.needsKey && !key.isSent()) {
                throw new Refused(Problem.of(
                        ProblemCode.IDEMPOTENCY_KEY_REQUIRED, "A " + type.code() + " needs its `idempotency_key`."));
            }
            Access access = Access.to(type.scope);
            if (!access.allows(admission.caller())) {
                throw new Refused(Problem.of(ProblemCode.SCOPE_MISSING, "This needs " + access.needed() + "."));
            }
        }
    }

    /** What a command is about, and how it is known again. */
    private record Subject(Replies.Owner owner, long object, Request request) {}

    private Subject subject(Command command) {
        command.admit();
        Optional<String> key = command.key.optional().map(IdempotencyKey::value);
        if (command.hold == null) {
            String id = command.account.value();
            Replies.Owner owner = asking.owner(command.admission.caller(), id);
            return new Subject(owner, 0, request(command, key, id));
        }
        String id = command.hold.value();
        ObjectIds.Reference hold = asking.object(command.admission.caller(), ObjectIds.Kind.HOLD, id);
        Replies.Owner owner = asking.owner(hold);
        if (command.account.isSent() && !command.account.value().equals(owner.id())) {
            throw Asking.notFound();
        }
        return new Subject(owner, hold.number(), request(command, key, id));
    }

    private Request request(Command command, Optional<String> key, String pathId) {
        byte[] fingerprint = command.fields.fingerprintWithout(AROUND, pathId, "POST", command.type.template);
        return asking.request(command.admission.caller(), key.orElse(null), fingerprint);
    }

    private <T> Supplier<Reply> submit(Command command, Draft<T> draft, Replying<T> reply) {
        Subject subject = subject(command);
        var outcome = asking.submit(draft.command(subject.owner.account(), subject.object, subject.request));
        return () -> reply.to(subject.owner, asking.await(outcome));
    }

    /** Answers what a command came to. */
    private interface Replying<T> {
        Reply to(Replies.Owner owner, Outcome<T> outcome);
    }
}
