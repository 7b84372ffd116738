package dev.florin.server.web.api;

import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Target;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.payments.Payments;
import dev.florin.server.payments.TopUps;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Purchases;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Page;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;

/** Credit bought by customers, and money given back. Thread-safe. */
final class TopUpRoutes {
    private static final String OF_ACCOUNT = "/v1/accounts/{id}/top-ups";

    /** A payment method of Stripe's, or {@code new}. */
    private static final int LONGEST_CARD = 255;

    private static final String NEW = "new";

    private final Asking asking;
    private final Replies replies;
    private final TopUps topUps;
    private final Payments payments;
    private final Purchases purchases;
    private final TopUpShape shape;
    private final ReturnUrls returnUrls;

    TopUpRoutes(Asking asking, Replies replies, Payments payments, TopUpShape shape, ReturnUrls returnUrls) {
        this.asking = asking;
        this.replies = replies;
        this.payments = payments;
        this.topUps = payments.topUps();
        this.purchases = payments.purchases();
        this.shape = shape;
        this.returnUrls = returnUrls;
    }

    void addTo(Routes routes) {
        Access buy = Access.to(Scope.BUY);
        routes.post(OF_ACCOUNT, buy, KeyRule.REQUIRED, this::open)
                .get(OF_ACCOUNT, Access.to(Scope.READ), this::list)
                .get("/v1/top-ups/{id}", Access.to(Scope.READ), this::read)
                .post("/v1/top-ups/{id}/cancel", buy, KeyRule.ALLOWED, this::cancel)
                .post("/v1/top-ups/{id}/refund", Access.to(Scope.CREDIT), KeyRule.REQUIRED, this::refund);
    }

    private Answer open(Request request) {
        Field<Amount> amount = request.body().cents("amount").required();
        Field<String> card = request.body().string("payment_method", LONGEST_CARD);
        Field<String> returnUrl = returnUrls.read(request.body());
        Admission admission = request.admit();
        if (!TopUp.inRange(amount.value())) {
            throw new Refused(
                    Problem.of(ProblemCode.AMOUNT_OUT_OF_RANGE, "A top-up is from 5.00 to 995.00, in whole cents."));
        }
        TopUps.Method method = card.optional()
                .<TopUps.Method>map(name -> name.equals(NEW) ? new TopUps.Method.New() : new TopUps.Method.Saved(name))
                .orElseGet(TopUps.Method.Usual::new);
        var asked = asking.request(admission, request.fingerprint());
        return asking.about(
                        admission.caller(),
                        request.path("id"),
                        owner -> reply(
                                owner,
                                topUps.open(
                                        owner.account(),
                                        asked,
                                        amount.value(),
                                        method,
                                        returnUrl.optional().orElse(null))))
                .answer();
    }

    private Reply reply(Replies.Owner owner, TopUps.Came came) {
        return switch (came) {
            case TopUps.Came.Opened(TopUp topUp) -> reply(201, owner, topUp, false);
            case TopUps.Came.Known(TopUp topUp, boolean replayed) ->
                reply(replayed ? 201 : 200, owner, topUp, replayed);
            case TopUps.Came.Refused(Refusal refusal) -> throw replies.refused(owner, refusal);
            case TopUps.Came.NoSuchCard _ -> throw Asking.notFound();
            case TopUps.Came.Unavailable _ -> throw unavailable();
            case TopUps.Came.KeyReused _ -> throw new Refused(Refusals.keyReused());
            case TopUps.Came.KeyInUse _ -> throw new Refused(Refusals.keyInUse());
        };
    }

    private Reply reply(int status, Replies.Owner owner, TopUp topUp, boolean replayed) {
        return new Reply(status, out -> shape.write(out, owner.id(), owner.account(), topUp), replayed);
    }

    static Refused unavailable() {
        return new Refused(Problem.of(
                ProblemCode.PAYMENTS_UNAVAILABLE, "Stripe cannot be reached; nothing was charged. Try again later."));
    }

    private Answer list(Request request) {
        Page.Asked page = Page.read(request.query());
        Admission admission = request.admit();
        String id = request.path("id");
        var account = asking.upToDate(admission.caller(), id).account().number();
        var slice = Lists.slice(asking.ids(), ObjectIds.Kind.TOP_UP, account, page.page());
        return Lists.answer(
                purchases.topUps(account, false, slice),
                (out, topUp) -> shape.write(out, id, account, topUp),
                number -> asking.ids().write(ObjectIds.Kind.TOP_UP, account, number));
    }

    private Answer read(Request request) {
        Admission admission = request.admit();
        ObjectIds.Reference reference = topUp(request, admission);
        Replies.Owner owner = asking.reader(reference);
        TopUp topUp = topUps.find(reference.account(), reference.number()).orElseThrow(Asking::notFound);
        return Answer.ok(out -> shape.write(out, owner.id(), owner.account(), topUp));
    }

    private ObjectIds.Reference topUp(Request request, Admission admission) {
        ObjectIds.Reference reference = asking.object(admission.caller(), ObjectIds.Kind.TOP_UP, request.path("id"));
        if (topUps.find(reference.account(), reference.number()).isEmpty()) {
            throw Asking.notFound();
        }
        return reference;
    }

    private Answer cancel(Request request) {
        Admission admission = request.admit();
        ObjectIds.Reference reference = topUp(request, admission);
        TopUps.Came came = topUps.cancel(
                reference.account(), asking.request(admission, request.fingerprint()), reference.number());
        return (came instanceof TopUps.Came.Known(TopUp topUp, boolean replayed)
                        ? reply(200, asking.owner(reference), topUp, replayed)
                        : reply(asking.owner(reference), came))
                .answer();
    }

    private Answer refund(Request request) {
        Field<Amount> amount = request.body().cents("amount");
        Admission admission = request.admit();
        if (amount.optional().filter(Amount::isZero).isPresent()) {
            throw new Refused(Problem.invalidField("amount", "must be above zero"));
        }
        ObjectIds.Reference reference = topUp(request, admission);
        Replies.Owner owner = asking.owner(reference);
        Outcome<Refund> outcome = payments.refunds()
                .open(
                        reference.account(),
                        asking.request(admission, request.fingerprint()),
                        reference.number(),
                        amount.optional().orElse(null),
                        false);
        return switch (outcome) {
            case Outcome.Done<Refund>(Refund refund) -> refunded(owner, refund, false);
            case Outcome.Replayed<Refund>(Target target) ->
                refunded(
                        owner,
                        payments.refunds()
                                .find(owner.account(), target.number())
                                .orElseThrow(),
                        true);
            case Outcome.Refused<Refund>(Refusal refusal) -> throw replies.refused(owner, refusal);
        };
    }

    private Answer refunded(Replies.Owner owner, Refund refund, boolean replayed) {
        return new Reply(200, out -> shape.writeRefund(out, owner.id(), owner.account(), refund), replayed).answer();
    }
}
