package dev.florin.server.web.api;

import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Transaction;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.HoldRecord;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Page;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.util.List;

/** Holds placed, extended, settled and released, and charges, which are both steps in one. Thread-safe. */
final class HoldRoutes {
    static final String PLACE = "/v1/accounts/{id}/holds";
    static final String CHARGE = "/v1/accounts/{id}/charges";
    static final String SETTLE = "/v1/holds/{id}/settle";
    static final String RELEASE = "/v1/holds/{id}/release";

    private final Asking asking;
    private final Drafts drafts;
    private final Replies replies;
    private final Holds holds;
    private final HoldShape shape;

    HoldRoutes(Asking asking, Drafts drafts, Replies replies, Holds holds, HoldShape shape) {
        this.asking = asking;
        this.drafts = drafts;
        this.replies = replies;
        this.holds = holds;
        this.shape = shape;
    }

    void addTo(Routes routes) {
        Access spend = Access.to(Scope.SPEND);
        Access read = Access.toAlsoOwnAccount(Scope.READ);
        routes.post(PLACE, spend, KeyRule.REQUIRED, this::place)
                .get(PLACE, read, this::list)
                .get("/v1/holds/{id}", read, this::read)
                .post("/v1/holds/{id}/extend", spend, KeyRule.ALLOWED, this::extend)
                .post(SETTLE, spend, KeyRule.ALLOWED, this::settle)
                .post(RELEASE, spend, KeyRule.ALLOWED, this::release)
                .post(CHARGE, spend, KeyRule.REQUIRED, this::charge);
    }

    private Answer place(Request request) {
        Draft<Hold> draft = drafts.hold(request.body());
        Admission admission = request.admit();
        var asked = asking.request(admission, request.fingerprint());
        return asking.about(
                        admission.caller(),
                        request.path("id"),
                        owner -> replies.hold(201, owner, asking.ask(draft.command(owner.account(), 0, asked))))
                .answer();
    }

    private Answer charge(Request request) {
        Draft<Transaction> draft = drafts.charge(request.body());
        Admission admission = request.admit();
        var asked = asking.request(admission, request.fingerprint());
        return asking.about(
                        admission.caller(),
                        request.path("id"),
                        owner -> replies.transaction(201, owner, asking.ask(draft.command(owner.account(), 0, asked))))
                .answer();
    }

    private Answer extend(Request request) {
        Draft<Hold> draft = drafts.extend(request.body());
        Admission admission = request.admit();
        ObjectIds.Reference hold = hold(request, admission);
        var asked = asking.request(admission, request.fingerprint());
        return replies.hold(200, asking.owner(hold), asking.ask(draft.command(hold.account(), hold.number(), asked)))
                .answer();
    }

    private Answer settle(Request request) {
        Draft<Transaction> draft = drafts.settle(request.body());
        Admission admission = request.admit();
        ObjectIds.Reference hold = hold(request, admission);
        var asked = asking.request(admission, request.fingerprint());
        return replies.transaction(
                        200, asking.owner(hold), asking.ask(draft.command(hold.account(), hold.number(), asked)))
                .answer();
    }

    private Answer release(Request request) {
        Draft<Transaction> draft = drafts.release(request.body());
        Admission admission = request.admit();
        ObjectIds.Reference hold = hold(request, admission);
        var asked = asking.request(admission, request.fingerprint());
        return replies.endedHold(asking.owner(hold), asking.ask(draft.command(hold.account(), hold.number(), asked)))
                .answer();
    }

    private ObjectIds.Reference hold(Request request, Admission admission) {
        return asking.object(admission.caller(), ObjectIds.Kind.HOLD, request.path("id"));
    }

    private Answer read(Request request) {
        Admission admission = request.admit();
        ObjectIds.Reference reference = hold(request, admission);
        Replies.Owner owner = asking.reader(reference);
        asking.carryOutDue(reference.account());
        HoldRecord hold = holds.hold(reference.account(), reference.number()).orElseThrow(Asking::notFound);
        return Answer.ok(out -> shape.write(out, owner.id(), owner.account(), hold));
    }

    private Answer list(Request request) {
        Field<HoldRecord.Status> status =
                request.query().choice("status", List.of(HoldRecord.Status.values()), HoldRecord.Status::code);
        Page.Asked page = Page.read(request.query());
        Admission admission = request.admit();
        String id = request.path("id");
        Accounts.Standing standing = asking.upToDate(admission.caller(), id);
        var account = standing.account().number();
        var slice = Lists.slice(asking.ids(), ObjectIds.Kind.HOLD, account, page.page());
        return Lists.answer(
                holds.list(account, status.optional().orElse(null), slice),
                (out, hold) -> shape.write(out, id, account, hold),
                number -> asking.ids().write(ObjectIds.Kind.HOLD, account, number));
    }
}
