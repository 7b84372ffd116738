package dev.florin.server.gateway.wire;

import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.TokenClass;
import dev.florin.core.pricing.Usage;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The tokens that a provider counted, brought to one form: wholes with disjoint parts.
 *
 * @param input all input, cached parts included
 * @param output all output, reasoning included
 * @param parts of either whole, none that is zero; never more than their whole
 */
public record UsageCounts(long input, long output, Map<TokenClass, Long> parts) {
    public UsageCounts {
        Map<TokenClass, Long> copy = new EnumMap<>(TokenClass.class);
        parts.forEach((part, count) -> {
            if (count > 0) {
                copy.put(part, count);
            }
        });
        parts = Collections.unmodifiableMap(copy);
    }

    /** As the usage of the model whose price applies. */
    public Usage of(Model model) {
        return Usage.of(model, input, output, parts, Collections.emptySortedMap());
    }
}
