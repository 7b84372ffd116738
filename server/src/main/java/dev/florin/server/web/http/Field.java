package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One field of a request: absent, null, right, or wrong and already noted.
 *
 * <p>Its value is asked for after {@link Request#admit}, which ends a request with mistakes; so whoever asks gets a value that
 * passed every check. Not thread-safe.
 */
public final class Field<T> {
    private enum State {
        ABSENT,
        NULL,
        RIGHT,
        WRONG
    }

    private final String path;
    private final FieldErrors errors;
    private final @Nullable T value;
    private State state;

    private Field(String path, FieldErrors errors, State state, @Nullable T value) {
        this.path = path;
        this.errors = errors;
        this.state = state;
        this.value = value;
    }

    static <T> Field<T> absent(String path, FieldErrors errors) {
        return new Field<>(path, errors, State.ABSENT, null);
    }

    static <T> Field<T> ofNull(String path, FieldErrors errors) {
        return new Field<>(path, errors, State.NULL, null);
    }

    static <T> Field<T> of(String path, FieldErrors errors, T value) {
        return new Field<>(path, errors, State.RIGHT, value);
    }

    static <T> Field<T> wrong(String path, FieldErrors errors, String message) {
        errors.add(path, message);
        return new Field<>(path, errors, State.WRONG, null);
    }

    /** The same, which must be there and not null. */
    public Field<T> required() {
        if (state == State.ABSENT || state == State.NULL) {
            noteWrong("is missing");
        }
        return this;
    }

    /** The same, of which {@code rule} must hold where it is there; {@code message} is read after the field's name. */
    public Field<T> check(Predicate<? super T> rule, String message) {
        if (state == State.RIGHT && !rule.test(Check.present(value, path))) {
            noteWrong(message);
        }
        return this;
    }

    /** What the value stands for; an {@link IllegalArgumentException} of {@code meaning} is a mistake of this field. */
    public <R> Field<R> map(Function<? super T, ? extends R> meaning) {
        if (state != State.RIGHT) {
            return new Field<>(path, errors, state, null);
        }
        try {
            return of(path, errors, meaning.apply(Check.present(value, path)));
        } catch (IllegalArgumentException e) {
            return wrong(path, errors, String.valueOf(e.getMessage()));
        }
    }

    /** Notes a mistake that concerns other fields too, such as two that exclude one another. */
    public void noteWrong(String message) {
        if (state != State.WRONG) {
            state = State.WRONG;
            errors.add(path, message);
        }
    }

    /** Whether it was sent, right or wrong, and not as null. */
    public boolean isSent() {
        return state == State.RIGHT || state == State.WRONG;
    }

    /** Whether it was sent as null, which clears a thing that can be changed. */
    public boolean isNull() {
        return state == State.NULL;
    }

    /** Whether a value is there that passed every check so far. */
    public boolean isRight() {
        return state == State.RIGHT;
    }

    /** The value of a required field. */
    public T value() {
        Check.invariant(state == State.RIGHT, path + " has no value: it is optional, or the request was not admitted");
        return Check.present(value, path);
    }

    /** The value; empty where it is absent or null. */
    public Optional<T> optional() {
        Check.invariant(state != State.WRONG, path + " is wrong: the request was not admitted");
        return Optional.ofNullable(value);
    }

    /** The value where it passed every check so far. */
    Optional<T> optionalWhereRight() {
        return state == State.RIGHT ? Optional.ofNullable(value) : Optional.empty();
    }

    /** The value, or {@code other} where it is absent or null. */
    public T or(T other) {
        return optional().orElse(other);
    }
}
