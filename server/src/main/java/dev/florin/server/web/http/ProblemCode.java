package dev.florin.server.web.http;

import java.util.Locale;

/**
 * Every reason for which Florin refuses a request, with its HTTP status. A closed list: each has a heading of its own name in
 * {@code docs/errors.md}.
 */
public enum ProblemCode {
    INVALID_JSON(400, "The body is not valid JSON"),
    INVALID_REQUEST(400, "The request is not valid"),
    UNKNOWN_FIELD(400, "A field is not known here"),
    IDEMPOTENCY_KEY_REQUIRED(400, "An Idempotency-Key is required"),
    AMOUNT_OUT_OF_RANGE(400, "The amount is out of range"),
    PRICE_IN_THE_PAST(400, "A price cannot begin in the past"),
    INVALID_KEY(401, "The key is not valid"),
    INSUFFICIENT_CREDITS(402, "Not enough credit"),
    LIMIT_REACHED(402, "A spending limit is reached"),
    SUBSCRIPTION_REQUIRED(403, "A subscription is required"),
    SCOPE_MISSING(403, "The key may not do this"),
    MODEL_NOT_ALLOWED(403, "The key may not use this model or feature"),
    ACCOUNT_IN_DISPUTE(403, "The account is in dispute"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    REQUEST_TIMEOUT(408, "The request came too slowly"),
    ACCOUNT_EXISTS(409, "The account exists"),
    ACCOUNT_NOT_EMPTY(409, "The account is not empty"),
    HOLD_ALREADY_ENDED(409, "The hold has ended"),
    TOP_UP_IN_PROGRESS(409, "A top-up is in progress"),
    REFUND_EXCEEDS_UNSPENT(409, "The refund exceeds what is unspent"),
    REVERSAL_EXCEEDS_CHARGE(409, "The reversal exceeds the charge"),
    REFUND_INSTEAD(409, "Paid by card: refund it instead"),
    ALREADY_SUBSCRIBED(409, "Already subscribed"),
    IDEMPOTENCY_KEY_IN_USE(409, "The Idempotency-Key is in use"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported"),
    IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key stands for another request"),
    MODEL_NOT_PRICED(422, "The model has no price"),
    PRICE_NEEDS_CONFIRMATION(422, "The price needs confirmation"),
    CALL_ALREADY_MADE(422, "The call was already made"),
    ACCOUNT_FROZEN(423, "The account is frozen"),
    RATE_LIMITED(429, "Too many requests"),
    INTERNAL(500, "Something went wrong on our side"),
    OVERLOADED(503, "Too busy right now"),
    DATABASE_UNAVAILABLE(503, "The database is unavailable"),
    PAYMENTS_UNAVAILABLE(503, "Payments are unavailable");

    private final int status;
    private final String title;
    private final String code = name().toLowerCase(Locale.ROOT);

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** As answers and {@code docs/errors.md} spell it, such as {@code insufficient_credits}. */
    public String code() {
        return code;
    }

    /** Whether the answer says when to try again: where time alone can help, and never for lack of credit. */
    boolean saysWhenToRetry() {
        return status == 429 || status == 503;
    }
}
