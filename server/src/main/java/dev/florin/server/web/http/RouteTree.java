package dev.florin.server.web.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path, segment by segment; a literal segment goes before a name in braces. Immutable once built;
 * thread-safe.
 */
final class RouteTree {
    /** No route of ours is longer. */
    private static final int MOST_SEGMENTS = 16;

    private final Node root = new Node();

    /** The routes of a path by method, and what stands for the names in braces. */
    record Match(Map<String, Route> byMethod, List<String> names, List<String> values) {
        Collection<String> methods() {
            return byMethod.keySet();
        }
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node named;
        private final Map<String, Route> byMethod = new TreeMap<>();
        private List<String> names = List.of();
    }

    RouteTree(List<Route> routes) {
        routes.forEach(this::add);
    }

    private void add(Route route) {
        Node node = root;
        List<String> names = new ArrayList<>();
        for (String segment : route.template().substring(1).split("/", -1)) {
            if (segment.startsWith("{")) {
                names.add(segment.substring(1, segment.length() - 1));
                if (node.named == null) {
                    node.named = new Node();
                }
                node = node.named;
            } else {
                node = node.literals.computeIfAbsent(segment, unseen -> new Node());
            }
        }
        node.byMethod.put(route.method(), route);
        node.names = List.copyOf(names);
    }

    /**
     * The match of a raw path; null where nothing is served there.
     *
     * @throws Refused with 400 where a segment is not percent-encoded UTF-8 or has control characters
     */
    @Nullable
    Match find(String rawPath) {
        if (rawPath.isEmpty() || rawPath.charAt(0) != '/') {
            return null;
        }
        Node node = root;
        List<String> values = new ArrayList<>(2);
        int start = 1;
        for (int segments = 0; segments < MOST_SEGMENTS; segments++) {
            int end = rawPath.indexOf('/', start);
            String raw = rawPath.substring(start, end < 0 ? rawPath.length() : end);
            Node literal = node.literals.get(raw);
            if (literal != null) {
                node = literal;
            } else {
                String value = PercentText.decode(raw, "path");
                if (node.named == null || isTrick(value)) {
                    return null;
                }
                node = node.named;
                values.add(value);
            }
            if (end < 0) {
                return node.byMethod.isEmpty() ? null : new Match(node.byMethod, node.names, values);
            }
            start = end + 1;
        }
        return null;
    }

    /** Empty segments and dots are nobody's id: some proxy would read them as another path. */
    private static boolean isTrick(String segment) {
        return segment.isEmpty() || segment.equals(".") || segment.equals("..");
    }
}
