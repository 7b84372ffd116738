package dev.florin.server.web.http;

/** How people with a browser are told what went wrong. Thread-safe. */
@FunctionalInterface
public interface ErrorPages {
    /** A page with the problem's own status; must not fail, whatever has failed before. */
    Answer.Whole page(Problem problem, String requestId);
}
