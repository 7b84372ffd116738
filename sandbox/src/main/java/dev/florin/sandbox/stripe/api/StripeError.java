package dev.florin.sandbox.stripe.api;

import dev.florin.sandbox.world.KeepsChanges;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer in Stripe's error envelope. Those made by {@link #card} keep what the turn changed so far, because a
 * declined payment leaves traces; all others undo it.
 */
public final class StripeError extends RuntimeException implements KeepsChanges {
    private static final long serialVersionUID = 1;

    private final int status;
    private final boolean keeps;
    private final transient ObjectNode error = JsonNodeFactory.instance.objectNode();

    private StripeError(int status, String type, @Nullable String code, String message, boolean keeps) {
        super(message);
        this.status = status;
        this.keeps = keeps;
        if (code != null) {
            error.put("code", code).put("doc_url", "https://stripe.com/docs/error-codes/" + code.replace('_', '-'));
        }
        error.put("message", message).put("type", type);
    }

    public static StripeError invalid(@Nullable String code, String message) {
        return new StripeError(400, "invalid_request_error", code, message, false);
    }

    public static StripeError invalid(String message) {
        return invalid(null, message);
    }

    /** An id that nobody has: 404 when it is what the address names, as Stripe answers. */
    public static StripeError missing(String object, String id, String param) {
        return new StripeError(
                        404, "invalid_request_error", "resource_missing", "No such " + object + ": '" + id + "'", false)
                .about(param);
    }

    public static StripeError unknownAddress(String method, String path) {
        return new StripeError(
                404,
                "invalid_request_error",
                null,
                "Unrecognized request URL (" + method + ": " + path + "). Please see https://stripe.com/docs or we can"
                        + " help at https://support.stripe.com/.",
                false);
    }

    public static StripeError unauthorized(String message) {
        return new StripeError(401, "invalid_request_error", null, message, false);
    }

    public static StripeError idempotency(int status, @Nullable String code, String message) {
        return new StripeError(status, "idempotency_error", code, message, false);
    }

    /** The bank or the card said no. */
    public static StripeError card(String code, String message) {
        return new StripeError(402, "card_error", code, message, true);
    }

    public static StripeError broken() {
        return new StripeError(
                500, "api_error", null, "An unknown error occurred in the stand-in; its log says more.", false);
    }

    public StripeError about(String param) {
        error.put("param", param);
        return this;
    }

    public StripeError with(String field, @Nullable String value) {
        if (value != null) {
            error.put(field, value);
        }
        return this;
    }

    public StripeError with(String field, JsonNode value) {
        error.set(field, value.deepCopy());
        return this;
    }

    public int status() {
        return status;
    }

    /** What stands under {@code error}. */
    public ObjectNode error() {
        return error;
    }

    public JsonNode envelope(String requestId) {
        ObjectNode shown = error.deepCopy();
        shown.put("request_log_url", "https://dashboard.stripe.com/test/logs/" + requestId);
        return JsonNodeFactory.instance.objectNode().set("error", shown);
    }

    @Override
    public boolean keepsChanges() {
        return keeps;
    }
}
