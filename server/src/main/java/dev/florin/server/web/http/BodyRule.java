package dev.florin.server.web.http;

import java.util.Set;

/**
 * The bodies that a route accepts.
 *
 * @param most bytes; a longer body is refused before it is read
 * @param mediaTypes without parameters, in lower case
 * @param batches whether an array of objects may stand in place of one; each is then judged apart
 * @param raw whether the handler wants the bytes as they came, whatever they are
 */
public record BodyRule(int most, Set<String> mediaTypes, boolean batches, boolean raw) {
    /** One object, which is never near a megabyte. */
    public static final BodyRule JSON = new BodyRule(1 << 20, Set.of("application/json"), false, false);

    /** A thousand commands of 8 KB each. */
    public static final BodyRule BULK = new BodyRule(8 << 20, Set.of("application/json"), false, false);

    /** CloudEvents 1.0, one or a batch. */
    public static final BodyRule EVENTS = new BodyRule(
            8 << 20,
            Set.of("application/json", "application/cloudevents+json", "application/cloudevents-batch+json"),
            true,
            false);

    /** A route that reads no body; a short one sent all the same is skipped. */
    public static final BodyRule NONE = new BodyRule(64 << 10, Set.of(), false, false);

    /** A form of a page: what a person types. */
    public static final BodyRule FORM =
            new BodyRule(256 << 10, Set.of("application/x-www-form-urlencoded"), false, true);

    /** Bytes that are signed as they are. */
    public static final BodyRule RAW = new BodyRule(1 << 20, Set.of(), false, true);

    /** A call of a model, with the pictures of a long conversation. */
    public static final BodyRule CALL = new BodyRule(32 << 20, Set.of(), false, true);

    public BodyRule {
        mediaTypes = Set.copyOf(mediaTypes);
    }

    boolean isRead() {
        return !mediaTypes.isEmpty();
    }
}
