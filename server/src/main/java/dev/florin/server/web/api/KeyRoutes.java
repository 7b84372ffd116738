package dev.florin.server.web.api;

import dev.florin.core.accounts.Digest;
import dev.florin.server.storage.ApiKeys;
import dev.florin.server.storage.RequestKeys;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Caller;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Fields;
import dev.florin.server.web.http.JsonOut;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Page;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Restricted keys made, listed and revoked. A secret is told once. Thread-safe. */
final class KeyRoutes {
    private static final String KEYS = "/v1/api-keys";
    private static final int LONGEST_SCOPE = 32;

    private final Asking asking;
    private final ApiKeys keys;

    KeyRoutes(Asking asking, ApiKeys keys) {
        this.asking = asking;
        this.keys = keys;
    }

    void addTo(Routes routes) {
        Access access = Access.to(Scope.KEYS);
        routes.post(KEYS, access, KeyRule.ALLOWED, this::create)
                .get(KEYS, access, this::list)
                .delete(KEYS + "/{id}", access, this::revoke);
    }

    private Answer create(Request request) {
        Fields body = request.body();
        Field<String> name = Words.text(body, "name").required().check(text -> !text.isBlank(), "must not be empty");
        Field<Set<Scope>> scopes = body.strings("scopes", Scope.values().length, LONGEST_SCOPE)
                .required()
                .check(list -> !list.isEmpty(), "is empty")
                .map(KeyRoutes::scopes);
        Field<Instant> expiresAt = body.time("expires_at");
        Admission admission = request.admit();
        refuseUnlessHeld(admission.caller(), scopes.value());
        if (expiresAt.isSent() && !expiresAt.value().isAfter(asking.now())) {
            throw new Refused(Problem.invalidField("expires_at", "must be in the future"));
        }
        Set<String> codes = new TreeSet<>();
        scopes.value().forEach(scope -> codes.add(scope.code()));
        ApiKeys.Draft draft =
                new ApiKeys.Draft(name.value(), codes, expiresAt.optional().orElse(null));
        if (admission.key().isEmpty()) {
            return created(keys.create(draft), admission.caller());
        }
        Digest fingerprint = Asking.digest(request.fingerprint());
        var key = new RequestKeys.RequestKey(
                admission.caller().actor(),
                Asking.digestOf(admission.key().get().value()),
                fingerprint);
        return switch (keys.create(draft, key)) {
            case RequestKeys.Once.Done<ApiKeys.Created>(ApiKeys.Created created) ->
                created(created, admission.caller());
            case RequestKeys.Once.Replayed<ApiKeys.Created>(String target) -> {
                ApiKeys.ApiKey known = keys.read(target).orElseThrow(Asking::notFound);
                yield new Reply(201, out -> write(out, known, null), true).answer();
            }
            case RequestKeys.Once.Reused<ApiKeys.Created> _ -> throw new Refused(Refusals.keyReused());
            case RequestKeys.Once.InUse<ApiKeys.Created> _ -> throw new Refused(Refusals.keyInUse());
            case RequestKeys.Once.Refused<ApiKeys.Created> _ ->
                throw new IllegalStateException("nothing refuses a key that was read");
        };
    }

    private static Set<Scope> scopes(List<String> codes) {
        Set<Scope> scopes = new TreeSet<>();
        for (String code : codes) {
            scopes.add(Scope.of(code)
                    .orElseThrow(() -> new IllegalArgumentException("names a scope that there is not: known are "
                            + String.join(
                                    ", ",
                                    List.of(Scope.values()).stream()
                                            .map(Scope::code)
                                            .toList()))));
        }
        return scopes;
    }

    /** A key cannot make one that may do more than itself. */
    private static void refuseUnlessHeld(Caller caller, Set<Scope> scopes) {
        for (Scope scope : scopes) {
            Access access = Access.to(scope);
            if (!access.allows(caller)) {
                throw new Refused(Problem.of(
                        ProblemCode.SCOPE_MISSING,
                        "A key can give away only what it may itself: this needs " + access.needed() + "."));
            }
        }
    }

    private static Answer created(ApiKeys.Created created, Caller caller) {
        AuditLog.keyCreated(created.key().id(), caller);
        return Answer.created(out -> write(out, created.key(), created.secret()));
    }

    private static void write(JsonOut out, ApiKeys.ApiKey key, @Nullable String secret) {
        out.object()
                .text("id", key.id())
                .text("object", "api_key")
                .text("name", key.name())
                .array("scopes");
        new TreeSet<>(key.scopes()).forEach(out::text);
        out.end()
                .time("expires_at", key.expiresAt())
                .time("revoked_at", key.revokedAt())
                .time("created_at", key.createdAt());
        if (secret != null) {
            out.text("secret", secret);
        }
        out.end();
    }

    private Answer list(Request request) {
        Page.Asked asked = Page.read(request.query());
        request.admit();
        Page page = asked.page();
        int limit = page.limit() + 1;
        List<ApiKeys.ApiKey> found = page.startingAfter().isPresent()
                ? keys.olderThan(known(page.startingAfter()), limit)
                : page.endingBefore().isPresent()
                        ? keys.newerThan(known(page.endingBefore()), limit)
                        : keys.newest(limit);
        boolean more = found.size() > page.limit();
        List<ApiKeys.ApiKey> shown = Lists.cut(found, page);
        return Lists.answer(
                shown,
                more,
                (out, key) -> write(out, key, null),
                shown.isEmpty() ? null : shown.getLast().id());
    }

    private String known(Optional<String> cursor) {
        return cursor.flatMap(keys::read).map(ApiKeys.ApiKey::id).orElseThrow(Asking::notFound);
    }

    private Answer revoke(Request request) {
        Admission admission = request.admit();
        ApiKeys.ApiKey key = keys.revoke(request.path("id")).orElseThrow(Asking::notFound);
        AuditLog.keyRevoked(key.id(), admission.caller());
        return Answer.ok(out -> write(out, key, null));
    }
}
