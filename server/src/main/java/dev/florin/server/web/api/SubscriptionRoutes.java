package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.payments.Errands;
import dev.florin.server.payments.Payments;
import dev.florin.server.payments.Plans;
import dev.florin.server.payments.ProPlan;
import dev.florin.server.storage.SubscriptionRecords.Subscription;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.JsonOut;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.util.List;
import java.util.function.Function;

/** The subscription of an account. Stripe keeps it; these ask Stripe. Thread-safe. */
final class SubscriptionRoutes {
    private static final String ONE = "/v1/accounts/{id}/subscription";
    private static final String PERIOD_END = "period_end";
    private static final String NOW = "now";

    private final Asking asking;
    private final Plans plans;
    private final Errands errands;
    private final ReturnUrls returnUrls;

    SubscriptionRoutes(Asking asking, Payments payments, ReturnUrls returnUrls) {
        this.asking = asking;
        this.plans = payments.plans();
        this.errands = payments.errands();
        this.returnUrls = returnUrls;
    }

    void addTo(Routes routes) {
        Access buy = Access.to(Scope.BUY);
        routes.get(ONE, Access.to(Scope.READ), this::read)
                .post(ONE + "/checkout", buy, KeyRule.ALLOWED, this::checkout)
                .post(ONE + "/cancel", buy, KeyRule.ALLOWED, this::cancel)
                .post(ONE + "/resume", buy, KeyRule.ALLOWED, this::resume)
                .post(ONE + "/switch", buy, KeyRule.ALLOWED, this::switchTo)
                .post(ONE + "/portal", buy, KeyRule.ALLOWED, this::portal);
    }

    private Answer read(Request request) {
        Admission admission = request.admit();
        AccountNumber account = asking.upToDate(admission.caller(), request.path("id"))
                .account()
                .number();
        return answer(account);
    }

    private Answer answer(AccountNumber account) {
        Subscription subscription = plans.of(account).orElseThrow(Asking::notFound);
        return Answer.ok(out -> write(out, subscription));
    }

    private static void write(JsonOut out, Subscription subscription) {
        out.object()
                .text("id", subscription.id())
                .text("object", "subscription")
                .text("interval", subscription.interval())
                .text("status", subscription.status())
                .time("current_period_start", subscription.periodStart())
                .time("current_period_end", subscription.periodEnd())
                .time("cancel_at", subscription.cancelAt())
                .text("switch_to", subscription.switchTo())
                .end();
    }

    private Answer checkout(Request request) {
        Field<ProPlan.Interval> interval = interval(request).required();
        Field<String> returnUrl = returnUrls.read(request.body()).required();
        Admission admission = request.admit();
        AccountNumber account = asking.account(admission.caller(), request.path("id"));
        var asked = asking.request(admission, request.fingerprint());
        return CardRoutes.page(errands.known(account, asked).orElseGet(() -> {
            refuseFrozen(account);
            return CardRoutes.atStripe(() -> plans.checkout(account, asked, interval.value(), returnUrl.value()));
        }));
    }

    private void refuseFrozen(AccountNumber account) {
        if (asking.upToDate(account).account().frozen()) {
            throw new Refused(Problem.of(ProblemCode.ACCOUNT_FROZEN, "The operator has frozen this account."));
        }
    }

    private static Field<ProPlan.Interval> interval(Request request) {
        return request.body().choice("interval", List.of(ProPlan.Interval.values()), ProPlan.Interval::code);
    }

    private Answer cancel(Request request) {
        Field<String> at = request.body()
                .choice("at", List.of(PERIOD_END, NOW), each -> each)
                .required();
        Admission admission = request.admit();
        AccountNumber account = asking.account(admission.caller(), request.path("id"));
        var asked = asking.request(admission, request.fingerprint());
        return changed(
                account,
                asked,
                subscription ->
                        plans.cancel(account, asked, subscription, at.value().equals(NOW)));
    }

    private Answer resume(Request request) {
        Admission admission = request.admit();
        AccountNumber account = asking.account(admission.caller(), request.path("id"));
        var asked = asking.request(admission, request.fingerprint());
        return changed(account, asked, subscription -> plans.resume(account, asked, subscription));
    }

    private Answer switchTo(Request request) {
        Field<ProPlan.Interval> interval = interval(request).required();
        Field<Boolean> preview = request.body().flag("preview");
        Admission admission = request.admit();
        AccountNumber account = asking.account(admission.caller(), request.path("id"));
        if (preview.optional().orElse(false)) {
            return preview(account, interval.value());
        }
        var asked = asking.request(admission, request.fingerprint());
        return changed(account, asked, subscription -> {
            refuseSame(subscription, interval.value());
            return plans.switchTo(account, asked, subscription, interval.value());
        });
    }

    private Answer preview(AccountNumber account, ProPlan.Interval interval) {
        Subscription subscription = current(account);
        refuseSame(subscription, interval);
        Plans.Preview seen = CardRoutes.atStripe(() -> plans.preview(account, subscription, interval));
        return Answer.ok(out -> out.object()
                .text("object", "subscription_preview")
                .text("interval", interval.code())
                .amount("charged_now", seen.charged())
                .time("from", seen.from())
                .amount("bonus", seen.bonus())
                .end());
    }

    private static void refuseSame(Subscription subscription, ProPlan.Interval interval) {
        if (subscription.interval().equals(interval.code())) {
            throw new Refused(Problem.of(
                    ProblemCode.ALREADY_SUBSCRIBED,
                    "The subscription is paid by the " + interval.code() + " already."));
        }
    }

    private Answer portal(Request request) {
        Field<String> returnUrl = returnUrls.read(request.body());
        Admission admission = request.admit();
        AccountNumber account = asking.account(admission.caller(), request.path("id"));
        String back = returnUrl.optional().orElseGet(returnUrls::usual);
        var asked = asking.request(admission, request.fingerprint());
        return CardRoutes.page(CardRoutes.atStripe(() -> plans.portal(account, asked, back)));
    }

    private Subscription current(AccountNumber account) {
        return plans.current(account).orElseThrow(Asking::notFound);
    }

    /** A request that was done before answers the subscription as it stands now. */
    private Answer changed(
            AccountNumber account, dev.florin.core.ledger.Request asked, Function<Subscription, Errands.Came> change) {
        Errands.Came came = errands.known(account, asked)
                .orElseGet(() -> CardRoutes.atStripe(() -> change.apply(current(account))));
        boolean replayed = CardRoutes.done(came).replayed();
        Subscription subscription = plans.of(account).orElseThrow(Asking::notFound);
        return new Reply(200, out -> write(out, subscription), replayed).answer();
    }
}
