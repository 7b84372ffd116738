package dev.florin.server.web.api;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.PurchaseCommand;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Consent;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.RechargeNumbers;
import dev.florin.server.payments.Payments;
import dev.florin.server.payments.RechargeWords;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Purchases;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Fields;
import dev.florin.server.web.http.JsonShape;
import dev.florin.server.web.http.Page;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Auto-recharge: the customer's numbers and consent, and what was charged. Thread-safe. */
final class RechargeRoutes {
    private static final String ONE = "/v1/accounts/{id}/auto-recharge";
    private static final int LONGEST_VERSION = 100;
    private static final int LONGEST_ADDRESS = 45;

    private final Asking asking;
    private final Replies replies;
    private final Payments payments;
    private final Purchases purchases;
    private final TopUpShape shape;

    RechargeRoutes(Asking asking, Replies replies, Payments payments, TopUpShape shape) {
        this.asking = asking;
        this.replies = replies;
        this.payments = payments;
        this.purchases = payments.purchases();
        this.shape = shape;
    }

    void addTo(Routes routes) {
        routes.get(ONE, Access.to(Scope.READ), this::read)
                .put(ONE, Access.to(Scope.BUY), this::put)
                .get(ONE + "/attempts", Access.to(Scope.READ), this::attempts);
    }

    private Answer read(Request request) {
        Admission admission = request.admit();
        return answer(asking.upToDate(admission.caller(), request.path("id")));
    }

    private Answer put(Request request) {
        Fields body = request.body();
        Field<Boolean> enabled = body.flag("enabled").required();
        boolean on = enabled.optional().orElse(false);
        Field<Amount> threshold = body.cents("threshold");
        Field<Amount> target = body.cents("target");
        boolean limitNamed = body.names().contains("monthly_limit");
        Field<Amount> limit = body.cents("monthly_limit");
        Field<Fields> consent = body.object("consent");
        if (on) {
            threshold.required();
            target.required();
            consent.required();
        }
        Optional<Given> given = consent.optional().map(RechargeRoutes::consent);
        Optional<RechargeNumbers> numbers = on ? numbers(body, threshold, target, limit, limitNamed) : Optional.empty();
        Admission admission = request.admit();
        var asked = asking.request(admission, request.fingerprint());
        asking.about(admission.caller(), request.path("id"), owner -> {
            Command<Account> command = numbers.<Command<Account>>map(chosen -> new PurchaseCommand.SwitchRechargeOn(
                            owner.account(),
                            asked,
                            chosen,
                            given.orElseThrow().by(admission.caller().actor(), asking.now()),
                            hasCard(owner.account())))
                    .orElseGet(() -> new PurchaseCommand.SwitchRechargeOff(owner.account(), asked));
            if (asking.ask(command) instanceof Outcome.Refused<Account>(Refusal refusal)) {
                throw replies.refused(owner, refusal);
            }
            return new Reply(200, JsonShape.NOTHING, false);
        });
        return answer(asking.upToDate(admission.caller(), request.path("id")));
    }

    private boolean hasCard(AccountNumber account) {
        return payments.cards().of(account).stream().anyMatch(card -> card.isDefault());
    }

    private record Given(
            String version, @Nullable String ip, @Nullable String userAgent) {
        Consent by(String actor, Instant at) {
            return new Consent(version, at, actor, ip, userAgent);
        }
    }

    private static Given consent(Fields consent) {
        Field<String> version = consent.string("version", LONGEST_VERSION).required();
        Field<Boolean> accepted = consent.flag("accepted").required();
        if (accepted.isRight() && !accepted.optional().orElse(false)) {
            accepted.noteWrong("must be true");
        }
        return new Given(
                version.optional().orElse(""),
                consent.string("ip", LONGEST_ADDRESS).optional().orElse(null),
                consent.string("user_agent", Fields.LONGEST_TEXT).optional().orElse(null));
    }

    private static Optional<RechargeNumbers> numbers(
            Fields body, Field<Amount> threshold, Field<Amount> target, Field<Amount> limit, boolean limitNamed) {
        if (threshold.optional().isEmpty() || target.optional().isEmpty()) {
            return Optional.empty(); // told already
        }
        Amount below = threshold.value();
        Amount upTo = target.value();
        if (outside(below, RechargeNumbers.LEAST_THRESHOLD, RechargeNumbers.MOST_THRESHOLD)) {
            body.noteWrong("threshold", "must be from 1.00 to 100.00");
        } else if (outside(upTo, RechargeNumbers.LEAST_TARGET, RechargeNumbers.MOST_TARGET)) {
            body.noteWrong("target", "must be from 5.00 to 1000.00");
        } else if (below.plus(RechargeNumbers.LEAST_DISTANCE).isMoreThan(upTo)) {
            body.noteWrong("target", "must be 5.00 or more above the threshold");
        } else if (limit.optional()
                .filter(RechargeNumbers.LEAST_MONTHLY_LIMIT::isMoreThan)
                .isPresent()) {
            body.noteWrong("monthly_limit", "must be 5.00 or more, or null for none");
        } else {
            Amount most = limit.optional().orElse(limitNamed ? null : RechargeNumbers.usualMonthlyLimit(upTo));
            return Optional.of(new RechargeNumbers(below, upTo, most));
        }
        return Optional.empty();
    }

    private static boolean outside(Amount amount, Amount least, Amount most) {
        return least.isMoreThan(amount) || amount.isMoreThan(most);
    }

    private Answer answer(Accounts.Standing standing) {
        Account account = standing.account();
        Optional<Recharge> recharge = purchases.of(account.number(), records -> records.recharge());
        boolean stopped = purchases.settings().stopped();
        String card = payments.cards().of(account.number()).stream()
                .filter(each -> each.isDefault())
                .findFirst()
                .map(RechargeWords::card)
                .orElse(null);
        return Answer.ok(
                out -> RechargeShape.write(out, account, recharge.orElse(null), card, stopped, standing.now()));
    }

    private Answer attempts(Request request) {
        Page.Asked page = Page.read(request.query());
        Admission admission = request.admit();
        AccountNumber account = asking.upToDate(admission.caller(), request.path("id"))
                .account()
                .number();
        var slice = Lists.slice(asking.ids(), ObjectIds.Kind.TOP_UP, account, page.page());
        return Lists.answer(
                purchases.topUps(account, true, slice),
                (out, attempt) -> shape.writeAttempt(out, account, attempt),
                number -> asking.ids().write(ObjectIds.Kind.TOP_UP, account, number));
    }
}
