package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.payments.Cards;
import dev.florin.server.payments.Errands;
import dev.florin.server.payments.StripeFault;
import dev.florin.server.storage.PaymentCards;
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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saved payment methods. Card data is typed at Stripe, and nowhere else. Thread-safe. */
final class CardRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(CardRoutes.class);
    private static final String ALL = "/v1/accounts/{id}/payment-methods";

    private final Asking asking;
    private final Cards cards;
    private final ReturnUrls returnUrls;

    CardRoutes(Asking asking, Cards cards, ReturnUrls returnUrls) {
        this.asking = asking;
        this.cards = cards;
        this.returnUrls = returnUrls;
    }

    void addTo(Routes routes) {
        Access buy = Access.to(Scope.BUY);
        routes.get(ALL, Access.to(Scope.READ), this::list)
                .post(ALL + "/setup", buy, KeyRule.ALLOWED, this::setup)
                .put(ALL + "/{pm}/default", buy, this::choose)
                .delete(ALL + "/{pm}", buy, this::remove);
    }

    private Answer list(Request request) {
        Admission admission = request.admit();
        AccountNumber account = asking.upToDate(admission.caller(), request.path("id"))
                .account()
                .number();
        return answer(account);
    }

    private Answer answer(AccountNumber account) {
        return Lists.answer(cards.of(account), false, CardRoutes::write, null);
    }

    static void write(JsonOut out, PaymentCards.Card card) {
        out.object().text("id", card.id()).text("object", "payment_method").text("type", card.type());
        out.text("brand", card.brand()).text("last4", card.last4());
        Integer month = card.expMonth();
        Integer year = card.expYear();
        if (month == null || year == null) {
            out.nothing("exp_month").nothing("exp_year");
        } else {
            out.count("exp_month", month).count("exp_year", year);
        }
        out.text("funding", card.funding())
                .text("wallet", card.wallet())
                .flag("default", card.isDefault())
                .time("created_at", card.createdAt())
                .end();
    }

    private Answer setup(Request request) {
        Field<String> returnUrl = returnUrls.read(request.body()).required();
        Admission admission = request.admit();
        AccountNumber account = asking.account(admission.caller(), request.path("id"));
        var asked = asking.request(admission, request.fingerprint());
        return page(atStripe(() -> cards.setup(account, asked, returnUrl.value(), returnUrl.value())));
    }

    private Answer choose(Request request) {
        Admission admission = request.admit();
        AccountNumber account = asking.account(admission.caller(), request.path("id"));
        var asked = asking.request(admission, request.fingerprint());
        done(atStripe(() -> cards.choose(account, asked, request.path("pm"))).orElseThrow(Asking::notFound));
        PaymentCards.Card card = cards.of(account).stream()
                .filter(each -> each.id().equals(request.path("pm")))
                .findFirst()
                .orElseThrow(Asking::notFound);
        return Answer.ok(out -> write(out, card));
    }

    private Answer remove(Request request) {
        Admission admission = request.admit();
        AccountNumber account = asking.account(admission.caller(), request.path("id"));
        String card = request.path("pm");
        if (!atStripe(() -> cards.remove(account, card))) {
            throw Asking.notFound();
        }
        return Answer.ok(out -> out.object()
                .text("id", card)
                .text("object", "payment_method")
                .flag("deleted", true)
                .end());
    }

    /** Where the customer goes on, at Stripe. */
    static Answer page(Errands.Came came) {
        Errands.Came.Done done = done(came);
        return new Reply(200, out -> out.object().text("url", done.url()).end(), done.replayed()).answer();
    }

    static Errands.Came.Done done(Errands.Came came) {
        return switch (came) {
            case Errands.Came.Done done -> done;
            case Errands.Came.Refused _ ->
                throw new Refused(Problem.of(
                        ProblemCode.ALREADY_SUBSCRIBED, "This account has a subscription: switch or resume it."));
            case Errands.Came.KeyReused _ -> throw new Refused(Refusals.keyReused());
            case Errands.Came.KeyInUse _ -> throw new Refused(Refusals.keyInUse());
        };
    }

    /** What Stripe answers; 503 where it does not. */
    static <T> T atStripe(Supplier<T> call) {
        try {
            return call.get();
        } catch (StripeFault e) {
            if (e.kind() == StripeFault.Kind.MISSING) {
                throw Asking.notFound();
            }
            LOG.warn("stripe did not do what it was asked {}", e.getMessage());
            throw TopUpRoutes.unavailable();
        }
    }
}
