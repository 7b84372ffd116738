package dev.florin.server.web.http;

/** Ends the handling of a request with a problem answer. Nothing has been changed. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public Refused(Problem problem) {
        // A refusal is an answer, not a fault: no stack trace is taken.
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
