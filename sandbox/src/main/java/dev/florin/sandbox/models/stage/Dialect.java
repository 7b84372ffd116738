package dev.florin.sandbox.models.stage;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** How a provider says what every provider has to say. */
public interface Dialect {
    /** The name in the records. */
    String provider();

    /** An error's envelope; of {@code given} the members {@code type}, {@code code} and {@code message} may be there. */
    ObjectNode error(int status, ObjectNode given);

    /** The same inside a stream. */
    Frame errorFrame(ObjectNode given);

    /** The headers that every answer has. */
    Map<String, String> headers();
}
