package dev.florin.server.web.pages;

import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a form: what stands in them, and what is wrong with each. Used by one thread. */
public final class Typed {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> errors = new LinkedHashMap<>();

    /** A form that nobody has filled in yet. */
    public static Typed blank() {
        return new Typed();
    }

    /** What was typed, so that it can be shown again. */
    public static Typed of(Inputs form) {
        Typed typed = new Typed();
        form.values().keySet().forEach(name -> typed.values.put(name, form.text(name)));
        return typed;
    }

    /** Fills in a field. */
    public Typed with(String name, String value) {
        values.put(name, value);
        return this;
    }

    /** Says what is wrong with a field; the first that is said counts. */
    public Typed wrong(String name, String message) {
        errors.putIfAbsent(name, message);
        return this;
    }

    public String value(String name) {
        return values.getOrDefault(name, "");
    }

    /** What is wrong with a field; empty text where nothing is. */
    public String error(String name) {
        return errors.getOrDefault(name, "");
    }

    public boolean isRight() {
        return errors.isEmpty();
    }
}
