package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.ledger.KeyCommand;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Target;
import dev.florin.core.money.Amount;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Caller;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Fields;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Page;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gateway keys of an account made, listed, changed and revoked. A secret is told once. Thread-safe. */
final class GatewayKeyRoutes {
    private static final String KEYS = "/v1/accounts/{id}/keys";
    private static final String KEY = KEYS + "/{key}";

    private final Asking asking;
    private final Replies replies;
    private final GatewayKeys keys;
    private final GatewayKeyShape shape;

    GatewayKeyRoutes(Asking asking, Replies replies, GatewayKeys keys) {
        this.asking = asking;
        this.replies = replies;
        this.keys = keys;
        this.shape = new GatewayKeyShape(asking.ids(), keys);
    }

    void addTo(Routes routes) {
        Access access = Access.to(Scope.KEYS);
        routes.post(KEYS, access, KeyRule.ALLOWED, this::create)
                .get(KEYS, access, this::list)
                .get(KEY, access, this::read)
                .patch(KEY, access, this::change)
                .delete(KEY, access, this::revoke);
    }

    /** The fields that a key may have from the beginning, and that can be changed. */
    private record Body(
            Field<String> name,
            Field<Fields> limits,
            Supplier<SpendingLimits> read,
            Field<Set<String>> models,
            Field<Set<String>> features,
            Field<Instant> expiresAt) {
        static Body of(Fields body) {
            Field<String> name = Words.text(body, "name").check(text -> !text.isBlank(), "must not be empty");
            Field<Fields> limits = body.object("limits");
            return new Body(
                    name,
                    limits,
                    limits.isRight() ? limits(limits.value()) : () -> SpendingLimits.NONE,
                    Words.models(body, "models"),
                    Words.features(body, "features"),
                    body.time("expires_at"));
        }

        private static Supplier<SpendingLimits> limits(Fields within) {
            Field<Amount> day = within.cents("day");
            Field<Amount> week = within.cents("week");
            Field<Amount> month = within.cents("month");
            Field<Amount> total = within.cents("total");
            return () -> new SpendingLimits(
                    day.optional().orElse(null),
                    week.optional().orElse(null),
                    month.optional().orElse(null),
                    total.optional().orElse(null));
        }
    }

    private Answer create(Request request) {
        Body body = Body.of(request.body());
        body.name.required();
        Admission admission = request.admit();
        refuseUnlessItMaySpend(admission.caller());
        String secret = keys.newSecret();
        var asked = asking.request(admission, request.fingerprint());
        return asking.about(admission.caller(), request.path("id"), owner -> {
                    Outcome<GatewayKey> outcome = asking.ask(new KeyCommand.CreateKey(
                            owner.account(),
                            asked,
                            body.name.value(),
                            GatewayKeys.hash(secret),
                            body.read.get(),
                            body.models.or(Set.of()),
                            body.features.or(Set.of()),
                            body.expiresAt.optional().orElse(null)));
                    Reply reply = reply(201, owner, outcome, secret);
                    audit("gateway key created", owner, outcome, admission.caller());
                    return reply;
                })
                .answer();
    }

    /** A key cannot make one that may do more than itself. */
    private static void refuseUnlessItMaySpend(Caller caller) {
        Access spend = Access.to(Scope.SPEND);
        if (!spend.allows(caller)) {
            throw new Refused(Problem.of(
                    ProblemCode.SCOPE_MISSING,
                    "A key can give away only what it may itself: this needs " + spend.needed() + "."));
        }
    }

    private Answer list(Request request) {
        Page.Asked page = Page.read(request.query());
        Admission admission = request.admit();
        String id = request.path("id");
        Accounts.Standing standing = asking.upToDate(admission.caller(), id);
        AccountNumber account = standing.account().number();
        var slice = Lists.slice(asking.ids(), ObjectIds.Kind.GATEWAY_KEY, account, page.page());
        return Lists.answer(
                keys.list(account, slice),
                (out, kept) -> shape.write(out, id, standing, kept, null),
                number -> asking.ids().write(ObjectIds.Kind.GATEWAY_KEY, account, number));
    }

    private Answer read(Request request) {
        Admission admission = request.admit();
        Replies.Owner owner = asking.owner(admission.caller(), request.path("id"));
        return reply(200, owner, number(owner, request), null, false).answer();
    }

    private Answer change(Request request) {
        Body body = Body.of(request.body());
        if (body.name.isNull()) {
            body.name.noteWrong("must not be null");
        }
        Admission admission = request.admit();
        Replies.Owner owner = asking.owner(admission.caller(), request.path("id"));
        var asked = asking.request(admission, request.fingerprint());
        Outcome<GatewayKey> outcome = asking.ask(new KeyCommand.ChangeKey(
                owner.account(),
                asked,
                number(owner, request),
                body.name.optional().orElse(null),
                changed(body.limits) ? body.read.get() : null,
                changed(body.models) ? body.models.or(Set.of()) : null,
                changed(body.features) ? body.features.or(Set.of()) : null,
                changed(body.expiresAt)
                        ? new KeyCommand.Expiry(body.expiresAt.optional().orElse(null))
                        : null));
        Reply reply = reply(200, owner, outcome, null);
        audit("gateway key changed", owner, outcome, admission.caller());
        return reply.answer();
    }

    /** Null takes away what there was. */
    private static boolean changed(Field<?> field) {
        return field.isSent() || field.isNull();
    }

    private Answer revoke(Request request) {
        Admission admission = request.admit();
        Replies.Owner owner = asking.owner(admission.caller(), request.path("id"));
        var asked = asking.request(admission, request.fingerprint());
        Outcome<GatewayKey> outcome =
                asking.ask(new KeyCommand.RevokeKey(owner.account(), asked, number(owner, request)));
        Reply reply = reply(200, owner, outcome, null);
        audit("gateway key revoked", owner, outcome, admission.caller());
        return reply.answer();
    }

    private long number(Replies.Owner owner, Request request) {
        return asking.ids()
                .read(ObjectIds.Kind.GATEWAY_KEY, request.path("key"))
                .filter(reference -> reference.account().equals(owner.account()))
                .orElseThrow(Asking::notFound)
                .number();
    }

    private Reply reply(int status, Replies.Owner owner, Outcome<GatewayKey> outcome, @Nullable String secret) {
        return switch (outcome) {
            case Outcome.Done<GatewayKey>(GatewayKey key) -> reply(status, owner, key.number(), secret, false);
            case Outcome.Replayed<GatewayKey>(Target target) -> reply(status, owner, target.number(), null, true);
            case Outcome.Refused<GatewayKey>(Refusal refusal) -> throw replies.refused(owner, refusal);
        };
    }

    private Reply reply(int status, Replies.Owner owner, long number, @Nullable String secret, boolean replayed) {
        Accounts.Standing standing = asking.upToDate(owner.account());
        Optional<GatewayKeys.Kept> kept = keys.find(owner.account(), number);
        GatewayKeys.Kept found = kept.orElseThrow(Asking::notFound);
        return new Reply(status, out -> shape.write(out, owner.id(), standing, found, secret), replayed);
    }

    private void audit(String what, Replies.Owner owner, Outcome<GatewayKey> outcome, Caller caller) {
        if (outcome instanceof Outcome.Done<GatewayKey>(GatewayKey key)) {
            AuditLog.gatewayKey(
                    what, asking.ids().write(ObjectIds.Kind.GATEWAY_KEY, owner.account(), key.number()), caller);
        }
    }
}
