package dev.florin.server.web.gateway;

import dev.florin.server.gateway.wire.Dialect;
import dev.florin.server.gateway.wire.Envelope;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.MediaTypes;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemForm;
import java.util.Map;

/** Tells our problems in the envelope of a dialect, whose SDKs make exceptions of it. Thread-safe. */
final class ProblemsInDialect implements ProblemForm {
    private static final String INVALID = "invalid_request_error";

    private final Dialect dialect;

    ProblemsInDialect(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public Answer.Whole answer(Problem problem, String requestId) {
        int status = problem.code().status();
        String param =
                problem.errors().isEmpty() ? null : problem.errors().getFirst().field();
        byte[] body = Envelope.error(
                dialect,
                dialect.isAnthropic() ? anthropicType(status) : openAiType(status),
                problem.code().code(),
                problem.detail(),
                param,
                Map.of());
        Answer.Whole answer = Answer.bytes(status, MediaTypes.JSON, body);
        return mayPass(status) ? answer : answer.with("x-should-retry", "false");
    }

    /** Whether time alone may help. */
    private static boolean mayPass(int status) {
        return status == 408 || status == 429 || status >= 500;
    }

    private static String anthropicType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : INVALID;
        };
    }

    private static String openAiType(int status) {
        return switch (status) {
            case 429 -> "requests";
            default -> status >= 500 ? "server_error" : INVALID;
        };
    }
}
