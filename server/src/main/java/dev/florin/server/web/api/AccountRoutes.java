package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.Plan;
import dev.florin.core.check.Check;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.RequestKeys;
import dev.florin.server.storage.Slice;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Fields;
import dev.florin.server.web.http.JsonShape;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Page;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Accounts opened, read, listed, changed and deleted. Thread-safe. */
final class AccountRoutes {
    private static final ZoneId UTC = ZoneId.of("UTC");

    /** A search is for a part of an id, a name or an address. */
    private static final int LONGEST_SEARCH = 254;

    private final Asking asking;
    private final Customers customers;
    private final Accounts accounts;
    private final Refusals refusals;

    AccountRoutes(Asking asking, Customers customers, Accounts accounts, Refusals refusals) {
        this.asking = asking;
        this.customers = customers;
        this.accounts = accounts;
        this.refusals = refusals;
    }

    void addTo(Routes routes) {
        routes.post("/v1/accounts", Access.to(Scope.ACCOUNTS), KeyRule.ALLOWED, this::open)
                .get("/v1/accounts", Access.to(Scope.READ), this::list)
                .get("/v1/accounts/{id}", Access.to(Scope.READ), this::read)
                .patch("/v1/accounts/{id}", Access.to(Scope.ACCOUNTS), this::change)
                .delete("/v1/accounts/{id}", Access.to(Scope.ACCOUNTS), this::delete);
    }

    private Answer open(Request request) {
        Fields body = request.body();
        Field<String> id = Words.accountId(body, "id");
        Field<String> email = Words.email(body, "email");
        Field<String> name = Words.text(body, "name");
        Field<ZoneId> zone = Words.zone(body, "time_zone");
        Field<Map<String, String>> metadata = body.metadata("metadata");
        Admission admission = request.admit();
        Digest fingerprint = Asking.digest(request.fingerprint());
        Customers.Draft draft = new Customers.Draft(
                id.optional().orElseGet(asking::newAccountId),
                email.optional().orElse(null),
                name.optional().orElse(null),
                zone.or(UTC),
                new TreeMap<>(metadata.or(Map.of())),
                fingerprint);
        if (admission.key().isEmpty()) {
            return customers
                    .open(draft)
                    .map(customer -> answer(201, customer))
                    .orElseGet(() -> answer(200, sameAsBefore(draft)));
        }
        var key = new RequestKeys.RequestKey(
                admission.caller().actor(),
                Asking.digestOf(admission.key().get().value()),
                fingerprint);
        return openOnce(draft, key);
    }

    private Answer openOnce(Customers.Draft draft, RequestKeys.RequestKey key) {
        return switch (customers.open(draft, key)) {
            case RequestKeys.Once.Done<Customers.Customer>(Customers.Customer customer) -> answer(201, customer);
            case RequestKeys.Once.Replayed<Customers.Customer> replayed -> {
                Customers.Customer customer = customers.ofTarget(replayed).orElseThrow(Asking::notFound);
                yield new Reply(201, shape(customer), true).answer();
            }
            case RequestKeys.Once.Reused<Customers.Customer> _ -> throw new Refused(Refusals.keyReused());
            case RequestKeys.Once.InUse<Customers.Customer> _ -> throw new Refused(Refusals.keyInUse());
            case RequestKeys.Once.Refused<Customers.Customer> _ -> answer(200, sameAsBefore(draft));
        };
    }

    /** The account that has the id already, where it was opened by the same request. */
    private Customers.Customer sameAsBefore(Customers.Draft draft) {
        return customers
                .find(draft.id())
                .filter(known -> known.fingerprint().equals(draft.fingerprint()))
                .orElseThrow(() ->
                        new Refused(Problem.of(ProblemCode.ACCOUNT_EXISTS, "The id stands for an account already.")));
    }

    private Answer answer(int status, Customers.Customer customer) {
        return Answer.json(status, shape(customer));
    }

    private JsonShape shape(Customers.Customer customer) {
        Accounts.Standing standing = asking.upToDate(customer.account());
        return out -> AccountShape.write(out, customer, standing);
    }

    private Answer read(Request request) {
        Admission admission = request.admit();
        return answer(200, customer(admission, request.path("id")));
    }

    private Customers.Customer customer(Admission admission, String id) {
        return Optional.of(id)
                .filter(admission.caller()::sees)
                .flatMap(customers::find)
                .orElseThrow(Asking::notFound);
    }

    private Answer list(Request request) {
        Fields query = request.query();
        Field<String> email = Words.email(query, "email");
        Field<Plan> plan = query.choice("plan", List.of(Plan.values()), Plan::code);
        Field<String> text = query.string("q", LONGEST_SEARCH);
        Page.Asked asked = Page.read(query);
        request.admit();
        Page page = asked.page();
        Slice slice = Lists.slice(page, id -> customers.account(id).map(AccountNumber::number));
        List<Customers.Customer> found = customers.list(
                new Customers.Filter(
                        email.optional().orElse(null),
                        plan.optional().map(Plan::code).orElse(null),
                        text.optional().orElse(null),
                        slice.olderThan(),
                        slice.newerThan()),
                page.limit() + 1);
        boolean more = found.size() > page.limit();
        // One more than asked for tells whether there is more: it is the farthest from where the reading began.
        List<Customers.Customer> shown = more
                ? slice.newerThan() == null ? found.subList(0, page.limit()) : found.subList(1, found.size())
                : found;
        Map<AccountNumber, Accounts.Standing> standings =
                accounts.find(shown.stream().map(Customers.Customer::account).toList());
        List<Customers.Customer> there = shown.stream()
                .filter(customer -> standings.containsKey(customer.account()))
                .toList();
        return Lists.answer(
                there,
                more,
                (out, customer) ->
                        AccountShape.write(out, customer, Check.present(standings.get(customer.account()), "standing")),
                shown.isEmpty() ? null : shown.getLast().id());
    }

    private Answer change(Request request) {
        Fields body = request.body();
        Field<String> email = Words.email(body, "email");
        Field<String> name = Words.text(body, "name");
        Field<ZoneId> zone = Words.zone(body, "time_zone");
        Field<Map<String, String>> metadata = body.metadata("metadata");
        Admission admission = request.admit();
        Customers.Customer before = customer(admission, request.path("id"));
        SortedMap<String, String> merged = merged(before.metadata(), metadata);
        if (zone.isSent() || zone.isNull()) {
            var asked = asking.request(admission, request.fingerprint());
            done(before, asking.ask(new Command.SetZone(before.account(), asked, zone.or(UTC))));
        }
        Customers.Customer after = new Customers.Customer(
                before.id(),
                before.account(),
                email.isNull() ? null : email.optional().orElse(before.email()),
                name.isNull() ? null : name.optional().orElse(before.name()),
                merged,
                before.fingerprint(),
                before.createdAt());
        if (!after.equals(before)) {
            customers.change(after);
        }
        return answer(200, after);
    }

    /** Keys that are sent are set, or removed where their value is empty; all of them go where null is sent. */
    private static SortedMap<String, String> merged(SortedMap<String, String> before, Field<Map<String, String>> sent) {
        SortedMap<String, String> merged = new TreeMap<>(sent.isNull() ? Map.of() : before);
        sent.or(Map.of()).forEach((key, value) -> {
            if (value.isEmpty()) {
                merged.remove(key);
            } else {
                merged.put(key, value);
            }
        });
        if (merged.size() > Fields.MOST_METADATA) {
            throw new Refused(
                    Problem.invalidField("metadata", "would have more than " + Fields.MOST_METADATA + " keys"));
        }
        return merged;
    }

    private Answer delete(Request request) {
        Field<Boolean> forfeit = request.query().flag("forfeit");
        Admission admission = request.admit();
        Customers.Customer customer = customer(admission, request.path("id"));
        var asked = asking.request(admission, request.fingerprint());
        done(customer, asking.ask(new Command.DeleteAccount(customer.account(), asked, forfeit.or(false))));
        customers.forget(customer.id());
        AuditLog.accountDeleted(customer.account(), admission.caller());
        return Answer.ok(out -> out.object()
                .text("id", customer.id())
                .text("object", "account")
                .flag("deleted", true)
                .end());
    }

    private void done(Customers.Customer customer, Outcome<?> outcome) {
        if (outcome instanceof Outcome.Refused<?>(Refusal refusal)) {
            throw new Refused(refusals.problem(customer.account(), refusal));
        }
    }
}
