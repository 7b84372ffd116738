package dev.florin.server.web.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mistakes found in a request so far: all of them are told at once. Not thread-safe. */
final class FieldErrors {
    /** Nobody reads more; a body full of mistakes must not be answered by a larger one. */
    private static final int MOST = 50;

    private final List<FieldError> errors = new ArrayList<>(0);
    private boolean onlyUnknown = true;

    void add(String field, String message) {
        onlyUnknown = false;
        note(field, message);
    }

    void unknown(String field) {
        note(field, "is not known here");
    }

    private void note(String field, String message) {
        if (errors.size() < MOST) {
            errors.add(new FieldError(field, message));
        }
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    /** The answer to a request with these mistakes; empty where there are none. */
    Optional<Problem> problem() {
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(onlyUnknown ? Problem.unknownFields(errors) : Problem.invalidFields(errors));
    }
}
