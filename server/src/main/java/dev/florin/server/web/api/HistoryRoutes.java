package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.pricing.Model;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.History;
import dev.florin.server.storage.Listing;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.TransactionFilter;
import dev.florin.server.web.documents.TransactionShape;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Fields;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Page;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What happened to an account: its rows, one receipt, and credit given back. Thread-safe. */
final class HistoryRoutes {
    /** Of every version to come as well: asking for a type that has no rows is no mistake. */
    private static final List<String> TYPES = List.of(
            "top_up",
            "auto_recharge",
            "bonus",
            "grant",
            "charge",
            "not_charged",
            "reversal",
            "refund",
            "refund_failed",
            "dispute",
            "dispute_won",
            "dispute_lost",
            "bonus_returned",
            "void",
            "expiry",
            "forfeit");

    /** As long as the id of a gateway key may be. */
    private static final int LONGEST_KEY_ID = 64;

    private final Asking asking;
    private final Drafts drafts;
    private final Replies replies;
    private final History history;
    private final TransactionShape shape;

    HistoryRoutes(Asking asking, Drafts drafts, Replies replies, History history, TransactionShape shape) {
        this.asking = asking;
        this.drafts = drafts;
        this.replies = replies;
        this.history = history;
        this.shape = shape;
    }

    void addTo(Routes routes) {
        Access read = Access.toAlsoOwnAccount(Scope.READ);
        routes.get("/v1/accounts/{id}/transactions", read, this::list)
                .get("/v1/transactions/{id}", read, this::read)
                .post("/v1/transactions/{id}/reverse", Access.to(Scope.CREDIT), KeyRule.REQUIRED, this::reverse);
    }

    /** The filters of lists and exports of an account; empty where no row can pass them. */
    static Function<AccountNumber, Optional<TransactionFilter>> filter(Fields query, ObjectIds ids) {
        Field<String> type = query.choice("type", TYPES, Object::toString);
        Field<Model> model = Words.model(query, "model");
        Field<String> feature = Words.feature(query, "feature");
        Field<String> key = query.string("key", LONGEST_KEY_ID);
        Field<String> user = Words.user(query, "user");
        Field<Instant> from = query.time("from");
        Field<Instant> to = query.time("to");
        Map<String, String> metadata = query.metadataFilters();
        return account -> {
            Optional<TransactionType> known = type.optional().flatMap(HistoryRoutes::type);
            Optional<Long> number = key.optional()
                    .flatMap(id -> ids.read(ObjectIds.Kind.GATEWAY_KEY, id))
                    .filter(reference -> reference.account().equals(account))
                    .map(ObjectIds.Reference::number);
            if ((key.isSent() && number.isEmpty()) || (type.isSent() && known.isEmpty())) {
                return Optional.empty();
            }
            return Optional.of(new TransactionFilter(
                    known.orElse(null),
                    model.optional().orElse(null),
                    feature.optional().orElse(null),
                    number.orElse(null),
                    user.optional().orElse(null),
                    from.optional().orElse(null),
                    to.optional().orElse(null),
                    new TreeMap<>(metadata)));
        };
    }

    private static Optional<TransactionType> type(String code) {
        return List.of(TransactionType.values()).stream()
                .filter(type -> type.code().equals(code))
                .findFirst();
    }

    private Answer list(Request request) {
        var filter = filter(request.query(), asking.ids());
        Page.Asked page = Page.read(request.query());
        Admission admission = request.admit();
        String id = request.path("id");
        Accounts.Standing standing = asking.upToDate(admission.caller(), id);
        var account = standing.account().number();
        var slice = Lists.slice(asking.ids(), ObjectIds.Kind.TRANSACTION, account, page.page());
        Listing<Transaction> rows = filter.apply(account)
                .map(asked -> history.transactions(account, asked, slice))
                .orElseGet(() -> new Listing<>(List.of(), false, null));
        return Lists.answer(
                rows,
                (out, row) -> shape.write(out, id, row),
                number -> asking.ids().write(ObjectIds.Kind.TRANSACTION, account, number));
    }

    private Answer read(Request request) {
        Admission admission = request.admit();
        ObjectIds.Reference reference =
                asking.object(admission.caller(), ObjectIds.Kind.TRANSACTION, request.path("id"));
        Replies.Owner owner = asking.reader(reference);
        Transaction row =
                history.transaction(reference.account(), reference.number()).orElseThrow(Asking::notFound);
        return Answer.ok(out -> shape.write(out, owner.id(), row));
    }

    private Answer reverse(Request request) {
        Draft<Transaction> draft = drafts.reverse(request.body());
        Admission admission = request.admit();
        ObjectIds.Reference charge = asking.object(admission.caller(), ObjectIds.Kind.TRANSACTION, request.path("id"));
        var asked = asking.request(admission, request.fingerprint());
        return replies.transaction(
                        201, asking.owner(charge), asking.ask(draft.command(charge.account(), charge.number(), asked)))
                .answer();
    }
}
