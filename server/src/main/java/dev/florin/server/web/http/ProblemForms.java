package dev.florin.server.web.http;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How problems are told.
 *
 * @param byPrefix under some paths in a form that their callers expect
 * @param toPeople to browsers; absent = like to everybody else
 */
record ProblemForms(
        Map<String, ProblemForm> byPrefix, @Nullable ErrorPages toPeople) {
    ProblemForms {
        byPrefix = Map.copyOf(byPrefix);
    }

    /** The form of the part that a path belongs to. */
    Optional<ProblemForm> of(String rawPath) {
        return byPrefix.entrySet().stream()
                .filter(each -> rawPath.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
