package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import java.time.Duration;
import java.util.List;

/**
 * A problem answer as of RFC 9457.
 *
 * @param detail what happened, in words for a person; never repeats a key or a body
 * @param errors the fields at fault
 * @param more writes the members that this code has besides, such as {@code available}
 * @param retryAfter when trying again may help; sent with 429 and 503 only
 */
public record Problem(ProblemCode code, String detail, List<FieldError> errors, JsonShape more, Duration retryAfter) {
    /** A full queue or a database that comes back is a matter of a second. */
    private static final Duration SOON = Duration.ofSeconds(1);

    public Problem {
        errors = List.copyOf(errors);
        Check.argument(!retryAfter.isNegative(), "trying again lies in the future");
    }

    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, List.of(), JsonShape.NOTHING, SOON);
    }

    public static Problem notFound(String detail) {
        return of(ProblemCode.NOT_FOUND, detail);
    }

    public static Problem invalidFields(List<FieldError> errors) {
        return new Problem(ProblemCode.INVALID_REQUEST, sentence(errors), errors, JsonShape.NOTHING, SOON);
    }

    public static Problem invalidField(String field, String message) {
        return invalidFields(List.of(new FieldError(field, message)));
    }

    static Problem unknownFields(List<FieldError> errors) {
        return new Problem(ProblemCode.UNKNOWN_FIELD, sentence(errors), errors, JsonShape.NOTHING, SOON);
    }

    /** The same with members of its own. */
    public Problem with(JsonShape members) {
        return new Problem(code, detail, errors, members, retryAfter);
    }

    public Problem retryAfter(Duration wait) {
        return new Problem(code, detail, errors, more, wait);
    }

    private static String sentence(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        String others = errors.size() == 1 ? "" : ", and " + (errors.size() - 1) + " more";
        return "`" + first.field() + "` " + first.message() + others + ".";
    }

    /** Whole seconds, at least one. */
    long retryAfterSeconds() {
        return Math.max(1, retryAfter.plusMillis(999).toSeconds());
    }

    /**
     * Writes the object.
     *
     * @param docs where {@code docs/errors.md} is served, such as {@code https://credit.example.com/docs/errors}
     */
    void write(JsonOut out, String docs, String requestId) {
        out.object()
                .text("type", docs + "#" + code.code())
                .text("title", code.title())
                .count("status", code.status())
                .text("detail", detail)
                .text("code", code.code())
                .text("request_id", requestId);
        more.write(out);
        if (!errors.isEmpty()) {
            out.array("errors");
            for (FieldError error : errors) {
                out.object()
                        .text("field", error.field())
                        .text("message", error.message())
                        .end();
            }
            out.end();
        }
        out.end();
    }
}
