package dev.florin.server.gateway.calls;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.CostLine;
import dev.florin.core.pricing.Costing;
import dev.florin.core.pricing.Usage;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.CostNote;
import dev.florin.server.gateway.wire.Dialect;
import dev.florin.server.gateway.wire.Envelope;
import dev.florin.server.gateway.wire.Reading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes what a call came to as its caller's SDK expects it, with the price. Thread-safe. */
public final class CallReplies {
    private static final String INVALID = "invalid_request_error";
    private static final Map<String, String> NO_RETRY = Map.of("x-should-retry", "false");
    private static final int PROVIDER_FAILED = 502;

    private final Names names;
    private final PriceSource prices;

    public CallReplies(Names names, PriceSource prices) {
        this.names = names;
        this.prices = prices;
    }

    /** Of a body that is not a call. */
    public CallReply rejected(Dialect dialect, Reading.Rejected why) {
        String param = why.member().isEmpty() ? null : why.member();
        return new CallReply(
                400, NO_RETRY, Envelope.error(dialect, INVALID, why.code(), why.message(), param, Map.of()));
    }

    /** Of a call that was read. */
    public CallReply of(CallRequest request, Payer payer, CallResult result) {
        Dialect dialect = request.dialect();
        return switch (result) {
            case CallResult.NotAdmitted(Refusal why) -> notAdmitted(dialect, why);
            case CallResult.Busy _ ->
                later(dialect, Map.of(), "The model's provider has as many calls as it may; nothing was done.");
            case CallResult.Stopped(var hold) ->
                later(
                        dialect,
                        Map.of("X-Florin-Hold", names.hold(payer.account(), hold.number())),
                        "The server is stopping; nothing was charged.");
            case CallResult.AlreadyMade made -> alreadyMade(dialect, payer.account(), made, OptionalLong.empty());
            case CallResult.NoProvider _ ->
                refused(
                        dialect,
                        404,
                        "not_found_error",
                        "model_not_found",
                        "No provider of this model speaks this API.");
            case CallResult.Unspeakable(Reading.Rejected why) -> rejected(dialect, why);
            case CallResult.Failed(var hold) ->
                failed(dialect, payer, hold, "The model's provider did not answer; nothing was charged.");
            // Mostly nobody hears this; a client that closed one direction only might.
            case CallResult.Left(var hold) -> failed(dialect, payer, hold, "You closed the connection.");
            case CallResult.Refused(var hold, var refused) -> {
                Envelope.Passed passed = Envelope.passedOn(dialect, refused.status(), refused.body());
                Map<String, String> headers = new LinkedHashMap<>();
                headers.put("X-Florin-Hold", names.hold(payer.account(), hold.number()));
                refused.retryAfter().ifPresent(seconds -> headers.put("Retry-After", Long.toString(seconds)));
                yield new CallReply(passed.status(), headers, passed.body());
            }
            case CallResult.Finished finished -> finished(request, payer.account(), finished);
        };
    }

    /** The headers of a stream, known before it begins. */
    public Map<String, String> headers(CallRequest request, Payer payer, StreamResult.Opened opened) {
        return headers(request, payer.account(), opened.hold(), opened.loweredTo());
    }

    private Map<String, String> headers(CallRequest request, AccountNumber account, Hold hold, OptionalLong loweredTo) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Florin-Hold", names.hold(account, hold.number()));
        loweredTo.ifPresent(limit -> headers.put("X-Florin-Max-Tokens", Long.toString(limit)));
        if (!request.ignored().isEmpty()) {
            headers.put("X-Florin-Ignored", String.join(", ", request.ignored()));
        }
        return headers;
    }

    /** Of a call that runs, or that was charged by the row {@code sequence}. */
    public CallReply alreadyMade(
            Dialect dialect, AccountNumber account, CallResult.AlreadyMade made, OptionalLong sequence) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("hold", names.hold(account, made.hold()));
        sequence.ifPresent(row -> more.put("transaction", names.transaction(account, row)));
        String message = sequence.isPresent()
                ? "This Idempotency-Key was used for a call that was charged; its answer is not kept."
                : "The call with this Idempotency-Key is still running.";
        return new CallReply(422, NO_RETRY, Envelope.error(dialect, INVALID, "call_already_made", message, null, more));
    }

    private CallReply failed(Dialect dialect, Payer payer, Hold hold, String message) {
        return new CallReply(
                PROVIDER_FAILED,
                Map.of("X-Florin-Hold", names.hold(payer.account(), hold.number())),
                Envelope.error(
                        dialect,
                        dialect.isAnthropic() ? "api_error" : "server_error",
                        "upstream_unavailable",
                        message,
                        null,
                        Map.of()));
    }

    private CallReply finished(CallRequest request, AccountNumber account, CallResult.Finished finished) {
        Map<String, String> headers = headers(request, account, finished.hold(), finished.loweredTo());
        if (finished.row().isEmpty()) {
            return new CallReply(200, headers, finished.answer().body());
        }
        CostNote note = note(account, finished.row().get());
        headers.put("X-Florin-Cost", note.cost().toString());
        headers.put("X-Florin-Transaction", note.transaction());
        return new CallReply(200, headers, finished.answer().withCost(note));
    }

    /** What the row of a call tells its caller. */
    CostNote note(AccountNumber account, Transaction row) {
        Transaction.Spending spending = row.spending();
        Amount cost = spending == null ? Amount.ZERO : spending.cost();
        Integer version = spending == null ? null : spending.priceVersion();
        return new CostNote(
                cost,
                row.amount().negated(),
                spending == null ? Amount.ZERO : spending.uncollected(),
                spending != null && spending.estimated(),
                version == null ? 0 : version,
                names.transaction(account, row.sequence()),
                lines(spending == null ? null : spending.usage(), version));
    }

    private List<CostLine> lines(@Nullable Usage usage, @Nullable Integer version) {
        if (usage == null || version == null) {
            return List.of();
        }
        return prices.version(usage.model(), version)
                .map(price -> price.cost(usage) instanceof Costing.Priced priced
                        ? priced.cost().lines()
                        : List.<CostLine>of())
                .orElse(List.of());
    }

    private CallReply notAdmitted(Dialect dialect, Refusal why) {
        String permission = dialect.isAnthropic() ? "permission_error" : INVALID;
        return switch (why) {
            case Refusal.InsufficientCredits unpaid -> insufficient(dialect, unpaid);
            case Refusal.LimitReached limit -> limitReached(dialect, limit);
            case Refusal.ModelNotPriced unpriced ->
                refused(
                        dialect,
                        422,
                        INVALID,
                        "model_not_priced",
                        "This model, or a part of what the call asks, has no price: " + unpriced.model());
            case Refusal.BeyondModel(String field, long most)
            when field.equals("input_tokens") -> tooLong(dialect, most);
            case Refusal.BeyondModel beyond ->
                refused(
                        dialect,
                        400,
                        INVALID,
                        "invalid_request",
                        beyond.field() + " is more than the model's " + beyond.most());
            case Refusal.AccountFrozen _ ->
                refused(dialect, 423, permission, "account_frozen", "The account is frozen.");
            case Refusal.SubscriptionRequired _ ->
                refused(dialect, 403, permission, "subscription_required", "Spending credit takes a Pro subscription.");
            case Refusal.TooMuchCarried much -> tooMuchCarried(dialect, much);
            case Refusal.KeyNotInForce _ ->
                refused(
                        dialect,
                        401,
                        dialect.isAnthropic() ? "authentication_error" : INVALID,
                        "invalid_key",
                        "The key was revoked or has expired.");
            case Refusal.KeyNotAllowed not ->
                refused(
                        dialect,
                        403,
                        permission,
                        "model_not_allowed",
                        not.name() == null
                                ? "This key needs a call that names a " + not.what() + "."
                                : "This key is not for the " + not.what() + " " + not.name() + ".");
            case Refusal.NotFound _ -> refused(dialect, 404, "not_found_error", "not_found", "No such account.");
            default -> throw new IllegalStateException("a hold is not refused so: " + why);
        };
    }

    /** As the dialect's own provider says it: agents look for these words to shorten their conversation. */
    private static CallReply tooLong(Dialect dialect, long most) {
        String code = "context_length_exceeded";
        byte[] body = dialect.isAnthropic()
                ? Envelope.error(
                        dialect,
                        INVALID,
                        code,
                        "prompt is too long: more than " + most + " tokens, the model's maximum",
                        null,
                        Map.of())
                : Envelope.error(
                        dialect,
                        INVALID,
                        code,
                        "This model's maximum context length is " + most
                                + " tokens. However, your input is longer. Please reduce its length.",
                        dialect == Dialect.OPENAI_CHAT ? "messages" : "input",
                        Map.of());
        return new CallReply(400, NO_RETRY, body);
    }

    private CallReply insufficient(Dialect dialect, Refusal.InsufficientCredits why) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("available", why.available().toString());
        more.put("required", why.required().toString());
        more.put("held", why.held().toString());
        more.put("owed", why.owed().toString());
        more.put("limit_source", "balance");
        more.put("top_up_url", names.topUpUrl());
        String message = why.held().isPositive()
                ? "The credit does not pay this call; running calls have set " + why.held() + " aside."
                : "The credit does not pay this call.";
        return new CallReply(402, NO_RETRY, Envelope.insufficientCredits(dialect, message, more));
    }

    private static CallReply limitReached(Dialect dialect, Refusal.LimitReached why) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("limit_source", why.source());
        more.put("required", why.required().toString());
        more.put("left", why.left().toString());
        more.put("resets_at", why.resetsAt() == null ? null : why.resetsAt().toString());
        String type = dialect.isAnthropic() ? "billing_error" : "insufficient_credits";
        return new CallReply(
                402,
                NO_RETRY,
                Envelope.error(dialect, type, "limit_reached", "A spending limit is reached.", null, more));
    }

    /** A customer cannot help it and a retry does not before tomorrow. */
    private static CallReply tooMuchCarried(Dialect dialect, Refusal.TooMuchCarried much) {
        long seconds = Math.max(1, much.left().plusMillis(999).toSeconds());
        return new CallReply(
                429,
                Map.of("Retry-After", Long.toString(seconds), "x-should-retry", "false"),
                Envelope.error(
                        dialect,
                        dialect.isAnthropic() ? "rate_limit_error" : "requests",
                        "rate_limited",
                        "Too many calls of this account went wrong today; no more are admitted until " + much.resetsAt()
                                + ".",
                        null,
                        Map.of()));
    }

    /** In a second there may be room again, or another process of this server. */
    private static CallReply later(Dialect dialect, Map<String, String> more, String message) {
        Map<String, String> headers = new LinkedHashMap<>(more);
        headers.put("Retry-After", "1");
        String type = dialect.isAnthropic() ? "overloaded_error" : "server_error";
        return new CallReply(503, headers, Envelope.error(dialect, type, "overloaded", message, null, Map.of()));
    }

    private static CallReply refused(Dialect dialect, int status, String type, String code, String message) {
        return new CallReply(status, NO_RETRY, Envelope.error(dialect, type, code, message, null, Map.of()));
    }
}
