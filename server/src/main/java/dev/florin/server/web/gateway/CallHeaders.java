package dev.florin.server.web.gateway;

import dev.florin.core.money.Amount;
import dev.florin.server.web.http.AmountText;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a call says of itself in its headers.
 *
 * @param feature what the credit is spent on
 * @param user whom the call is made for: the host's own word, opaque to us
 * @param maxCost the call may not cost more
 */
record CallHeaders(
        @Nullable String feature,
        @Nullable String user,
        @Nullable Amount maxCost) {
    private static final String FEATURE = "X-Florin-Feature";
    private static final String USER = "X-Florin-User";
    private static final String MAX_COST = "X-Florin-Max-Cost";

    private static final Pattern FEATURES = Pattern.compile("[A-Za-z0-9_.:/-]{1,64}");
    private static final Pattern USERS = Pattern.compile("[\\x21-\\x7e]{1,64}");

    /** Throws {@link Refused} with the header to blame. */
    static CallHeaders of(Request request) {
        if (request.header("Content-Encoding").isPresent()) {
            throw new Refused(Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without compression."));
        }
        Optional<String> feature = request.header(FEATURE);
        if (feature.filter(each -> !FEATURES.matcher(each).matches()).isPresent()) {
            throw new Refused(Problem.invalidField(FEATURE, "must be 1 to 64 of A-Za-z0-9_.:/-"));
        }
        Optional<String> user = request.header(USER);
        if (user.filter(each -> !USERS.matcher(each).matches()).isPresent()) {
            throw new Refused(Problem.invalidField(USER, "must be 1 to 64 printable characters without spaces"));
        }
        return new CallHeaders(
                feature.orElse(null),
                user.orElse(null),
                request.header(MAX_COST).map(CallHeaders::amount).orElse(null));
    }

    private static Amount amount(String text) {
        try {
            Amount amount = AmountText.parse(text);
            if (amount.isPositive()) {
                return amount;
            }
        } catch (IllegalArgumentException malformed) {
            // Told below, like an amount that is not above zero.
        }
        throw new Refused(Problem.invalidField(MAX_COST, "must be an amount above zero, such as 0.05"));
    }
}
