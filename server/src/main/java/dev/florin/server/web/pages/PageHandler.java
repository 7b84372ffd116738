package dev.florin.server.web.pages;

import dev.florin.server.web.http.Answer;

/** Answers the visits of one page. Called from many threads at once; may block. */
@FunctionalInterface
public interface PageHandler {
    /** The page, or where to go on. */
    Answer handle(Visit visit);
}
