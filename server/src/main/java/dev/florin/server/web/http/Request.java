package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import dev.florin.server.web.http.JsonValue.Members;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A request to one route, its key looked up and its body parsed. Used by one thread.
 *
 * <p>A handler reads all fields it needs, then calls {@link #admit}, and only then acts.
 */
public final class Request {
    /** What remains of a request once its body is read. */
    record Parts(
            String id,
            Route route,
            List<String> names,
            List<String> values,
            String rawPath,
            String rawQuery,
            JsonValue body,
            ByteBuffer raw,
            Caller caller,
            String docs,
            Function<String, List<String>> headers,
            BooleanSupplier callerLeft) {}

    private final Parts parts;
    private final FieldErrors errors = new FieldErrors();
    private final Fields query;
    private final Fields body;
    private Optional<IdempotencyKey> key = Optional.empty();
    private boolean admitted;

    Request(Parts parts) {
        this.parts = parts;
        boolean page = parts.route().access() instanceof Access.Visitors;
        this.query = Fields.ofQuery(PercentText.parameters(page ? "" : parts.rawQuery()), errors);
        this.body = Fields.ofBody(parts.body() instanceof Members object ? object : new Members(), errors);
    }

    /** The X-Request-Id of the answer. */
    public String id() {
        return parts.id();
    }

    /** What stands in the path for a name in braces, decoded; never empty. */
    public String path(String name) {
        int position = parts.names().indexOf(name);
        Check.invariant(position >= 0, "the route has no such name");
        return parts.values().get(position);
    }

    public Fields query() {
        return query;
    }

    /** The members of the body; none where it was empty. */
    public Fields body() {
        return body;
    }

    /** The bytes of the body as they came, where the route wants them so. */
    public byte[] raw() {
        byte[] bytes = new byte[parts.raw().remaining()];
        parts.raw().duplicate().get(bytes);
        return bytes;
    }

    /** Whether the client has closed the connection: then nobody waits for the answer. Asked by the thread that answers. */
    public boolean callerHasLeft() {
        return parts.callerLeft().getAsBoolean();
    }

    /** The query as it came, for pages: an address that somebody was sent may have parameters that we never heard of. */
    public String rawQuery() {
        return parts.rawQuery();
    }

    /** What a browser asked for: path and query. */
    public String target() {
        return parts.rawQuery().isEmpty() ? parts.rawPath() : parts.rawPath() + "?" + parts.rawQuery();
    }

    public boolean isPost() {
        return parts.route().method().equals("POST");
    }

    /** Whether the body is an array of objects rather than one. */
    public boolean isBatch() {
        return parts.body() instanceof JsonValue.Elements;
    }

    /** The objects of a batch, or the one object; each with mistakes of its own. */
    public List<Fields> batch(int most) {
        if (!(parts.body() instanceof JsonValue.Elements elements)) {
            return List.of(Fields.apart((Members) parts.body(), ""));
        }
        if (elements.values().size() > most) {
            throw new Refused(Problem.invalidField("body", "has more than " + most + " elements"));
        }
        List<Fields> objects = new ArrayList<>(elements.values().size());
        for (JsonValue element : elements.values()) {
            if (!(element instanceof Members object)) {
                throw new Refused(Problem.invalidField("[" + objects.size() + "]", "must be an object"));
            }
            objects.add(Fields.apart(object, ""));
        }
        return objects;
    }

    /** A header sent exactly once. */
    public Optional<String> header(String name) {
        List<String> values = parts.headers().apply(name);
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    /**
     * Ends the reading and lets the request through to act.
     *
     * @throws Refused with all mistakes of the fields, a missing Idempotency-Key, or a missing scope: the first of these
     */
    public Admission admit() {
        readKey();
        if (!parts.route().body().batches()) {
            body.noteUnread();
        }
        query.noteUnread();
        errors.problem().ifPresent(problem -> {
            throw new Refused(problem);
        });
        if (parts.route().keyRule() == KeyRule.REQUIRED && key.isEmpty()) {
            throw new Refused(Problem.of(
                    ProblemCode.IDEMPOTENCY_KEY_REQUIRED,
                    "Send an Idempotency-Key, so that a repeated request takes effect once."));
        }
        Access access = parts.route().access();
        if (!access.allows(parts.caller())) {
            throw new Refused(Problem.of(ProblemCode.SCOPE_MISSING, "This needs " + access.needed() + "."));
        }
        admitted = true;
        return new Admission(parts.caller(), key);
    }

    /**
     * SHA-256 of method, path and parsed body: what an Idempotency-Key stands for. Order, spacing and the spelling of numbers
     * do not count. 32 bytes.
     */
    public byte[] fingerprint() {
        Check.invariant(admitted, "amounts count by their worth once they are read");
        List<String> context = new ArrayList<>(parts.values());
        context.add(parts.route().method());
        context.add(parts.route().template());
        return Fingerprint.of(context, parts.body() instanceof Members object ? object : new Members());
    }

    /** Writes a problem into an answer that has several, such as that to a bulk. */
    public void writeProblem(JsonOut out, Problem problem) {
        problem.write(out, parts.docs(), id());
    }

    boolean isAdmitted() {
        return admitted;
    }

    private void readKey() {
        if (parts.route().keyRule() == KeyRule.IGNORED) {
            return;
        }
        List<String> values = parts.headers().apply("Idempotency-Key");
        if (values.size() > 1) {
            errors.add("Idempotency-Key", "is given twice");
        } else if (values.size() == 1 && !IdempotencyKey.isValid(values.getFirst())) {
            errors.add("Idempotency-Key", "must be 1 to 255 printable ASCII characters");
        } else if (values.size() == 1) {
            key = Optional.of(new IdempotencyKey(values.getFirst()));
        }
    }
}
