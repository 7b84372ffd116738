package dev.florin.server.web.http;

/** How problems are told under a part of the paths whose callers expect another form than ours. */
@FunctionalInterface
public interface ProblemForm {
    /** The whole answer; when to retry is added to it where the problem says so. */
    Answer.Whole answer(Problem problem, String requestId);
}
