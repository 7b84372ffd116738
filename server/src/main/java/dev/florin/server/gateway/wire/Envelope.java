package dev.florin.server.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Errors in the envelope that the caller's SDK knows: our own, and a provider's passed on. Holds nothing. */
public final class Envelope {
    /** What a provider's refusal of our own key says; the caller's key is ours and was good. */
    private static final Set<Integer> OUR_FAULT = Set.of(401, 402, 403, 407);

    private static final int BAD_GATEWAY = 502;

    /** Longer than any error of a provider; what is longer is a page of some proxy. */
    private static final int LONGEST = 65_536;

    /** Keys as the providers of the price list write them, whole or with stars in the middle. */
    private static final Pattern SECRET = Pattern.compile(
            "\\b(?:sk|pk|rk|gsk|xai|AIza|org|proj|Bearer)[-_ ][A-Za-z0-9*._-]{6,}|AIza[A-Za-z0-9_-]{10,}");

    private Envelope() {}

    /** What the caller is answered in place of what the provider answered. */
    public static final class Passed {
        private final int status;
        private final byte[] body;

        Passed(int status, byte[] body) {
            this.status = status;
            this.body = body.clone();
        }

        public int status() {
            return status;
        }

        public byte[] body() {
            return body.clone();
        }
    }

    static byte[] error(Dialect dialect, String type, String code, String message) {
        return error(dialect, type, code, message, null, Map.of());
    }

    /**
     * An error of ours.
     *
     * @param type one of the dialect's own, which its SDK turns into an exception
     * @param param the member to blame; OpenAI's envelope always has a place for it
     * @param more further members, such as {@code available} and {@code top_up_url} with 402
     */
    public static byte[] error(
            Dialect dialect, String type, String code, String message, @Nullable String param, Map<String, ?> more) {
        Map<String, Object> error = new LinkedHashMap<>();
        Map<String, Object> envelope = new LinkedHashMap<>();
        if (dialect.isAnthropic()) {
            envelope.put("type", "error");
            error.put("type", type);
            error.put("message", message);
            error.put("code", code);
        } else {
            error.put("message", message);
            error.put("type", type);
            error.put("code", code);
            error.put("param", param);
        }
        error.putAll(more);
        envelope.put("error", error);
        return JsonText.of(envelope);
    }

    /** The 402 of both dialects. */
    public static byte[] insufficientCredits(Dialect dialect, String message, Map<String, ?> amounts) {
        String code = "insufficient_credits";
        return error(dialect, dialect.isAnthropic() ? "billing_error" : code, code, message, null, amounts);
    }

    /**
     * What the caller sees of a provider's refusal: as it stands where it is the dialect's envelope and about the request;
     * else, and where it is about our own key with the provider, an error of ours that says no more than its status.
     */
    public static Passed passedOn(Dialect dialect, int status, byte[] body) {
        if (OUR_FAULT.contains(status)) {
            return ours(dialect, BAD_GATEWAY);
        }
        Optional<Json.Members> root = body.length > LONGEST ? Optional.empty() : JsonReader.objectIn(body);
        if (root.isEmpty() || root.get().some("error") == null) {
            return ours(dialect, status);
        }
        return new Passed(status, clean(body));
    }

    /** An error's text without secrets; the same bytes where it has none. */
    static byte[] clean(byte[] error) {
        String text = new String(error, StandardCharsets.UTF_8);
        String clean = SECRET.matcher(text).replaceAll("…");
        return clean.equals(text) ? error : clean.getBytes(StandardCharsets.UTF_8);
    }

    /** The message of a provider's error, without secrets; empty where there is none. */
    static Optional<String> message(Json.Members root) {
        Json.Members error = root.members("error");
        String message = error == null ? root.text("error") : error.text("message");
        return Optional.ofNullable(message).map(text -> SECRET.matcher(text).replaceAll("…"));
    }

    private static Passed ours(Dialect dialect, int status) {
        String type = dialect.isAnthropic() ? "api_error" : "server_error";
        return new Passed(
                status, error(dialect, type, "upstream_error", "The model's provider answered with an error."));
    }
}
