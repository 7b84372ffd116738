package dev.florin.server.web.billing;

import dev.florin.core.money.Amount;
import dev.florin.server.storage.UsageSum;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An amount in the customer's own terms: how often they could do again what they spend most on.
 *
 * @param one what it cost on average
 * @param things what to call several, such as {@code code generations}
 */
record OwnTerms(Amount one, String things) {
    /** Fewer calls make no average. */
    private static final long FEWEST_CALLS = 3;

    private static final List<String> CODE = List.of("code", "code-generation", "codegen");
    private static final List<String> CHAT = List.of("chat", "assistant");

    private record Sum(BigDecimal spent, long calls) {}

    /** From what was used by feature; empty where there is too little. */
    static Optional<OwnTerms> of(List<UsageSum> byFeature) {
        Map<String, Sum> sums = new HashMap<>();
        for (UsageSum each : byFeature) {
            String feature = each.group() == null ? "" : each.group();
            sums.merge(
                    feature,
                    new Sum(Runway.spent(each), each.calls()),
                    (one, other) -> new Sum(one.spent.add(other.spent), one.calls + other.calls));
        }
        return sums.entrySet().stream()
                .filter(entry -> entry.getValue().calls >= FEWEST_CALLS)
                .filter(entry -> entry.getValue().spent.signum() > 0)
                .max(Map.Entry.comparingByValue((one, other) -> one.spent.compareTo(other.spent)))
                .map(entry -> new OwnTerms(average(entry.getValue()), things(entry.getKey())));
    }

    private static Amount average(Sum sum) {
        return Amount.rounded(sum.spent.divide(BigDecimal.valueOf(sum.calls), Amount.DECIMALS, RoundingMode.HALF_UP))
                .max(Amount.ofNanos(1));
    }

    private static String things(@Nullable String feature) {
        if (feature == null || feature.isEmpty()) {
            return "calls";
        }
        String lower = feature.toLowerCase(Locale.ROOT);
        if (CODE.contains(lower)) {
            return "code generations";
        }
        return CHAT.contains(lower) ? "messages" : "calls of “" + feature + "”";
    }

    /** Such as {@code ≈ 40 code generations}; rounded down so that it promises nothing that is not there. */
    String worth(Amount amount) {
        long count = amount.nanos() / one.nanos();
        return count < 1 ? "less than one of your usual " + things : "≈ " + grouped(round(count)) + " " + things;
    }

    /** Two digits are enough for something that is about. */
    static long round(long count) {
        long unit = 1;
        while (count / unit >= 100) {
            unit *= 10;
        }
        return count / unit * unit;
    }

    private static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
