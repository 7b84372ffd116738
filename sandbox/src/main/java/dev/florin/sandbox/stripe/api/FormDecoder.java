package dev.florin.sandbox.stripe.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code a[b][0][c]=v} into a tree of objects and strings; a list is an object whose names are numbers. */
final class FormDecoder {
    /** Deeper than any parameter of Stripe's. */
    private static final int DEEPEST = 10;

    private FormDecoder() {}

    static ObjectNode decode(String form) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        for (String pair : form.isEmpty() ? new String[0] : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (!name.isEmpty()) {
                put(root, steps(name), value, name);
            }
        }
        return root;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw StripeError.invalid("The request's parameters are not form encoded.");
        }
    }

    private static List<String> steps(String name) {
        List<String> steps = new ArrayList<>();
        int open = name.indexOf('[');
        steps.add(open < 0 ? name : name.substring(0, open));
        while (open >= 0) {
            int close = name.indexOf(']', open);
            if (close < 0) {
                throw StripeError.invalid("parameter_unknown", "Received unknown parameter: " + name);
            }
            steps.add(name.substring(open + 1, close));
            open = close + 1 < name.length() && name.charAt(close + 1) == '[' ? close + 1 : -1;
        }
        if (steps.size() > DEEPEST) {
            throw StripeError.invalid("parameter_unknown", "Received unknown parameter: " + name);
        }
        return steps;
    }

    private static void put(ObjectNode root, List<String> steps, String value, String name) {
        ObjectNode at = root;
        for (int i = 0; i < steps.size() - 1; i++) {
            String step = step(at, steps.get(i), steps.get(i + 1).isEmpty());
            JsonNode next = at.get(step);
            if (next == null) {
                next = at.putObject(step);
            }
            if (!(next instanceof ObjectNode object)) {
                throw StripeError.invalid("parameter_invalid", "Invalid parameter: " + name)
                        .about(name);
            }
            at = object;
        }
        at.put(step(at, steps.getLast(), false), value);
    }

    /** An empty step appends to the list. */
    private static String step(ObjectNode at, String step, boolean last) {
        return step.isEmpty() && !last ? String.valueOf(at.size()) : step;
    }
}
