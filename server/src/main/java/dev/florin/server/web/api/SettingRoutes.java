package dev.florin.server.web.api;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.money.Amount;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.Balance;
import dev.florin.server.storage.Balances;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Purchases;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Fields;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.time.Instant;
import java.util.List;

/** What an account has and may: its balance, plan, freeze and limits. Thread-safe. */
final class SettingRoutes {
    private static final String LIMITS = "/v1/accounts/{id}/limits";

    private final Asking asking;
    private final Replies replies;
    private final Customers customers;
    private final Balances balances;
    private final Purchases purchases;

    SettingRoutes(Asking asking, Replies replies, Customers customers, Balances balances, Purchases purchases) {
        this.asking = asking;
        this.replies = replies;
        this.customers = customers;
        this.balances = balances;
        this.purchases = purchases;
    }

    void addTo(Routes routes) {
        Access change = Access.to(Scope.ACCOUNTS);
        routes.get("/v1/accounts/{id}/balance", Access.toAlsoOwnAccount(Scope.READ), this::balance)
                .put("/v1/accounts/{id}/plan", change, this::setPlan)
                .post("/v1/accounts/{id}/freeze", change, KeyRule.ALLOWED, request -> freeze(request, true))
                .post("/v1/accounts/{id}/unfreeze", change, KeyRule.ALLOWED, request -> freeze(request, false))
                .get(LIMITS, Access.to(Scope.READ), this::limits)
                .put(LIMITS, change, this::setLimits);
    }

    private Answer balance(Request request) {
        Field<Instant> at = request.query().time("at");
        Admission admission = request.admit();
        String id = request.path("id");
        AccountNumber account =
                asking.upToDate(admission.caller(), id).account().number();
        Balance balance = at.optional()
                .flatMap(past -> balances.at(account, past))
                .or(() -> balances.now(account))
                .orElseThrow(Asking::notFound);
        Amount frozen =
                at.optional().map(past -> purchases.frozenAt(account, past)).orElseGet(() -> purchases.frozen(account));
        return Answer.ok(out -> AccountShape.writeBalance(out, id, balance, frozen));
    }

    private Answer setPlan(Request request) {
        Field<Plan> plan = request.body()
                .choice("plan", List.of(Plan.values()), Plan::code)
                .required();
        Field<Instant> until = request.body().time("until");
        if (plan.isRight() && plan.value() == Plan.FREE && until.isSent()) {
            until.noteWrong("is only for `plan` pro");
        }
        Admission admission = request.admit();
        PlanWord word = new PlanWord(plan.value(), until.optional().orElse(null));
        var asked = asking.request(admission, request.fingerprint());
        return asking.about(admission.caller(), request.path("id"), owner -> {
                    Reply reply = account(owner, asking.ask(new Command.SetPlan(owner.account(), asked, word)));
                    AuditLog.planSet(
                            owner.account(), admission.caller(), word.plan().code());
                    return reply;
                })
                .answer();
    }

    private Answer freeze(Request request, boolean frozen) {
        Field<String> reason = Words.reason(request.body()).required();
        Admission admission = request.admit();
        var asked = asking.request(admission, request.fingerprint());
        return asking.about(admission.caller(), request.path("id"), owner -> {
                    Reply reply = account(owner, asking.ask(new Command.SetFrozen(owner.account(), asked, frozen)));
                    AuditLog.accountFrozen(owner.account(), admission.caller(), frozen, reason.value());
                    return reply;
                })
                .answer();
    }

    private Reply account(Replies.Owner owner, Outcome<Account> outcome) {
        if (outcome instanceof Outcome.Refused<Account>(Refusal refusal)) {
            throw replies.refused(owner, refusal);
        }
        Customers.Customer customer = customers.of(owner.account()).orElseThrow(Asking::notFound);
        Accounts.Standing standing = asking.upToDate(owner.account());
        return new Reply(
                200, out -> AccountShape.write(out, customer, standing), outcome instanceof Outcome.Replayed<Account>);
    }

    private Answer limits(Request request) {
        Admission admission = request.admit();
        String id = request.path("id");
        SpendingLimits limits =
                asking.upToDate(admission.caller(), id).account().limits();
        return Answer.ok(out -> AccountShape.writeLimits(out, id, limits));
    }

    /** Replaces all three: one that is absent or null is no limit. */
    private Answer setLimits(Request request) {
        Fields body = request.body();
        Field<Amount> day = body.cents("day");
        Field<Amount> week = body.cents("week");
        Field<Amount> month = body.cents("month");
        Admission admission = request.admit();
        SpendingLimits limits = new SpendingLimits(
                day.optional().orElse(null),
                week.optional().orElse(null),
                month.optional().orElse(null));
        var asked = asking.request(admission, request.fingerprint());
        return asking.about(admission.caller(), request.path("id"), owner -> {
                    Outcome<Account> outcome = asking.ask(new Command.SetLimits(owner.account(), asked, limits));
                    if (outcome instanceof Outcome.Refused<Account>(Refusal refusal)) {
                        throw replies.refused(owner, refusal);
                    }
                    return new Reply(200, out -> AccountShape.writeLimits(out, owner.id(), limits), false);
                })
                .answer();
    }
}
