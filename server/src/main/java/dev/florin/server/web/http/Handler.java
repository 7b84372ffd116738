package dev.florin.server.web.http;

/**
 * Answers the requests of one route: first reads every field it needs, then calls {@link Request#admit}, then acts.
 *
 * <p>Called from many threads at once; may block.
 */
@FunctionalInterface
public interface Handler {
    /**
     * The answer.
     *
     * @throws Refused with a problem to answer instead
     */
    Answer handle(Request request);
}
