package dev.florin.server.payments;

import com.stripe.model.checkout.Session;
import com.stripe.param.checkout.SessionCreateParams;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.storage.StripeErrands;
import java.util.Optional;

/**
 * Pages of Stripe's where a subscription is begun or a card is saved: one of a kind is open for an account at a time, so that two
 * tabs do not pay twice. Thread-safe.
 */
final class CheckoutPages {
    private final StripeCalls stripe;
    private final Orders orders;
    private final StripeErrands errands;

    CheckoutPages(StripeCalls stripe, Orders orders, StripeErrands errands) {
        this.stripe = stripe;
        this.orders = orders;
        this.errands = errands;
    }

    /** The last page of this kind, as it stands now; one that is open for something else is closed. */
    Optional<Session> last(StripeErrands.Errand errand) {
        Optional<StripeErrands.Errand> before = errands.lastDone(errand.account(), errand.what());
        if (before.isEmpty() || before.get().object() == null) {
            return Optional.empty();
        }
        String id = before.get().object();
        boolean wanted = before.get().wish().equals(errand.wish());
        try {
            return Optional.of(wanted ? orders.session(id) : orders.expire(id));
        } catch (StripeFault e) {
            if (e.kind() == StripeFault.Kind.MISSING) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The newest page of a kind that an account was sent to, as it stands now. */
    Optional<Session> newest(AccountNumber account, String what) {
        return errands.lastDone(account, what).map(StripeErrands.Errand::object).map(orders::session);
    }

    static boolean isOpen(Session session) {
        return "open".equals(session.getStatus());
    }

    static Errands.Made made(Session session) {
        return new Errands.Made(session.getId(), session.getUrl());
    }

    Errands.Made open(SessionCreateParams params, String key) {
        return made(
                stripe.ask("checkout.create", api -> api.checkout().sessions().create(params, StripeCalls.key(key))));
    }
}
