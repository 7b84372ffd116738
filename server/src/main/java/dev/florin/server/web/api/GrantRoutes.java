package dev.florin.server.web.api;

import dev.florin.core.grants.Grant;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.History;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Page;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;

/** Credit given and taken back. Thread-safe. */
final class GrantRoutes {
    static final String GIVE = "/v1/accounts/{id}/grants";

    private final Asking asking;
    private final Drafts drafts;
    private final Replies replies;
    private final History history;
    private final GrantShape shape;

    GrantRoutes(Asking asking, Drafts drafts, Replies replies, History history, GrantShape shape) {
        this.asking = asking;
        this.drafts = drafts;
        this.replies = replies;
        this.history = history;
        this.shape = shape;
    }

    void addTo(Routes routes) {
        routes.post(GIVE, Access.to(Scope.CREDIT), KeyRule.REQUIRED, this::give)
                .get(GIVE, Access.to(Scope.READ), this::list)
                .get("/v1/grants/{id}", Access.to(Scope.READ), this::read)
                .post("/v1/grants/{id}/void", Access.to(Scope.CREDIT), KeyRule.ALLOWED, this::takeBack);
    }

    private Answer give(Request request) {
        Draft<Grant> draft = drafts.grant(request.body());
        Admission admission = request.admit();
        var asked = asking.request(admission, request.fingerprint());
        return asking.about(
                        admission.caller(),
                        request.path("id"),
                        owner -> replies.grant(201, owner, asking.ask(draft.command(owner.account(), 0, asked))))
                .answer();
    }

    private Answer list(Request request) {
        Page.Asked page = Page.read(request.query());
        Admission admission = request.admit();
        String id = request.path("id");
        Accounts.Standing standing = asking.upToDate(admission.caller(), id);
        var account = standing.account().number();
        var slice = Lists.slice(asking.ids(), ObjectIds.Kind.GRANT, account, page.page());
        return Lists.answer(
                history.grants(account, slice),
                (out, grant) -> shape.write(out, id, account, grant),
                number -> asking.ids().write(ObjectIds.Kind.GRANT, account, number));
    }

    private Answer read(Request request) {
        Admission admission = request.admit();
        ObjectIds.Reference reference = asking.object(admission.caller(), ObjectIds.Kind.GRANT, request.path("id"));
        Replies.Owner owner = asking.reader(reference);
        asking.carryOutDue(reference.account());
        Grant grant = history.grant(reference.account(), reference.number()).orElseThrow(Asking::notFound);
        return Answer.ok(out -> shape.write(out, owner.id(), owner.account(), grant));
    }

    private Answer takeBack(Request request) {
        Draft<Grant> draft = drafts.voided(request.body());
        Admission admission = request.admit();
        ObjectIds.Reference reference = asking.object(admission.caller(), ObjectIds.Kind.GRANT, request.path("id"));
        var asked = asking.request(admission, request.fingerprint());
        return replies.grant(
                        200,
                        asking.owner(reference),
                        asking.ask(draft.command(reference.account(), reference.number(), asked)))
                .answer();
    }
}
