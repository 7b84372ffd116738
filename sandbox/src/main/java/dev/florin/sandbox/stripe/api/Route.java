package dev.florin.sandbox.stripe.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An address of the API.
 *
 * @param pattern {@code /v1/customers/{id}}: braces stand for one step
 * @param shape the name of its parameters in {@code parameters.json}
 */
public record Route(String method, String pattern, String shape, Handler handler) {
    /** Answers a call with the tree to show. */
    @FunctionalInterface
    public interface Handler {
        JsonNode answer(Call call);
    }

    public static Route get(String pattern, String shape, Handler handler) {
        return new Route("GET", pattern, shape, handler);
    }

    public static Route post(String pattern, String shape, Handler handler) {
        return new Route("POST", pattern, shape, handler);
    }

    public static Route delete(String pattern, String shape, Handler handler) {
        return new Route("DELETE", pattern, shape, handler);
    }

    /** Whether a path with stars can mean this route; a star at the end stands for one or more steps. */
    boolean couldBe(String path) {
        String[] mine = pattern.split("/", -1);
        String[] theirs = path.split("/", -1);
        boolean open = theirs[theirs.length - 1].equals("*");
        if (open ? mine.length < theirs.length : mine.length != theirs.length) {
            return false;
        }
        for (int i = 0; i < theirs.length - (open ? 1 : 0); i++) {
            boolean any = mine[i].startsWith("{") || theirs[i].equals("*");
            if (!any && !mine[i].equals(theirs[i])) {
                return false;
            }
        }
        return true;
    }

    /** What stands in the braces, if the route is meant. A step without braces must be equal. */
    Optional<List<String>> ids(String asked, String path) {
        String[] mine = pattern.split("/", -1);
        String[] theirs = path.split("/", -1);
        if (!asked.equals(method) || mine.length != theirs.length) {
            return Optional.empty();
        }
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < mine.length; i++) {
            if (mine[i].startsWith("{") && !theirs[i].isEmpty()) {
                ids.add(theirs[i]);
            } else if (!mine[i].equals(theirs[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(ids);
    }
}
