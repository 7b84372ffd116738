package dev.florin.server.payments;

import com.stripe.model.PaymentIntent;
import com.stripe.model.checkout.Session;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.PurchaseCommand;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Request;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Failure;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.Purchases;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Credit bought by a customer. The order is written down before Stripe is asked, and asked for again with the same key where
 * the answer was lost: so there is one charge, whoever clicks how often and whatever breaks. Thread-safe.
 */
public final class TopUps {
    private static final Logger LOG = LoggerFactory.getLogger(TopUps.class);

    /** Declined payments that one card may have in a day, on all accounts together. */
    private static final int MOST_DECLINES_OF_A_CARD = 20;

    private static final Duration DAY = Duration.ofHours(24);

    private final Orders orders;
    private final CustomersAtStripe customers;
    private final Settlement settlement;
    private final Asks ledger;
    private final Purchases purchases;
    private final PaymentCards cards;
    private final Cards saved;
    private final ObjectIds ids;
    private final InstantSource clock;
    private final Errands errands;

    TopUps(PaymentParts parts) {
        this.orders = parts.orders();
        this.customers = parts.customers();
        this.settlement = parts.settlement();
        this.ledger = parts.ledger();
        this.purchases = parts.purchases();
        this.cards = parts.cards();
        this.saved = parts.saved();
        this.ids = parts.ids();
        this.clock = parts.clock();
        this.errands = parts.errands();
    }

    /** How a top-up is to be paid. */
    public sealed interface Method {
        /** By the default card, or at Checkout where there is none. */
        record Usual() implements Method {}

        /** At Checkout. */
        record New() implements Method {}

        record Saved(String card) implements Method {}
    }

    /** What asking for a top-up comes to. */
    public sealed interface Came {
        /** A new one. */
        record Opened(TopUp topUp) implements Came {}

        /** The one that was open before, or that the same request had opened. */
        record Known(TopUp topUp, boolean replayed) implements Came {}

        record Refused(Refusal refusal) implements Came {}

        /** No such card of this account. */
        record NoSuchCard() implements Came {}

        /** Stripe cannot be reached; nothing is charged. */
        record Unavailable() implements Came {}

        /** The request's key stands for another one. */
        record KeyReused() implements Came {}

        /** The first request with that key is still at it. */
        record KeyInUse() implements Came {}
    }

    public Came open(AccountNumber account, Request request, Amount amount, Method method, @Nullable String returnUrl) {
        Optional<PaymentCards.Card> card = switch (method) {
            case Method.Usual _ -> cards.defaultOf(account);
            case Method.New _ -> Optional.empty();
            case Method.Saved(String id) -> cards.find(account, id);
        };
        if (method instanceof Method.Saved && card.isEmpty()) {
            return new Came.NoSuchCard();
        }
        TopUp.Card charged =
                card.map(each -> new TopUp.Card(each.id(), each.fingerprint())).orElse(null);
        Optional<Refusal> tooMany = tooManyDeclines(charged);
        if (tooMany.isPresent()) {
            return new Came.Refused(tooMany.get());
        }
        PurchaseCommand.OpenTopUp command = new PurchaseCommand.OpenTopUp(account, request, amount, charged, returnUrl);
        Outcome<TopUp> outcome = ledger.ask(command);
        if (outcome instanceof Outcome.Refused<TopUp>(Refusal.OfPurchase.CheckoutOpen(long open))) {
            Came given = giveUp(account, open);
            if (given != null) {
                return given;
            }
            outcome = ledger.ask(command);
        }
        return switch (outcome) {
            case Outcome.Refused<TopUp>(Refusal refusal) -> new Came.Refused(refusal);
            case Outcome.Replayed<TopUp>(var target) ->
                new Came.Known(pursue(account, find(account, target.number()).orElseThrow()), true);
            case Outcome.Done<TopUp>(TopUp topUp) -> opened(account, topUp);
        };
    }

    private Came opened(AccountNumber account, TopUp topUp) {
        if (topUp.state() != TopUp.State.ASKING) {
            return new Came.Known(topUp, false);
        }
        TopUp asked = pursue(account, topUp);
        boolean nobodyThere =
                asked.state() == TopUp.State.CANCELED || (asked.state() == TopUp.State.ASKING && asked.card() == null);
        return nobodyThere ? new Came.Unavailable() : new Came.Opened(asked);
    }

    private Optional<Refusal> tooManyDeclines(TopUp.@Nullable Card card) {
        if (card == null || card.fingerprint() == null) {
            return Optional.empty();
        }
        List<Instant> declines =
                purchases.declinedByCard(card.fingerprint(), clock.instant().minus(DAY));
        return declines.size() < MOST_DECLINES_OF_A_CARD
                ? Optional.empty()
                : Optional.of(new Refusal.OfPurchase.TooManyDeclines(
                        declines.get(declines.size() - MOST_DECLINES_OF_A_CARD).plus(DAY)));
    }

    /** Ends an open Checkout so that another can take its place; what it came to instead where it cannot be ended. */
    private @Nullable Came giveUp(AccountNumber account, long number) {
        TopUp open = find(account, number).orElseThrow();
        try {
            TopUp ended = cancel(account, open);
            return ended.state() == TopUp.State.CANCELED || ended.state() == TopUp.State.EXPIRED
                    ? null
                    : new Came.Refused(new Refusal.OfPurchase.TopUpInProgress(number));
        } catch (StripeFault e) {
            return new Came.Unavailable();
        }
    }

    public Optional<TopUp> find(AccountNumber account, long number) {
        return purchases.of(account, records -> records.topUp(number));
    }

    /** The same of a request that may come again with its key. */
    public Came cancel(AccountNumber account, Request request, long number) {
        if (request.key() == null) {
            return cancel(account, number);
        }
        List<Came> now = new ArrayList<>(1);
        Errands.Came came = errands.run(account, request, "cancel_top_up", Long.toString(number), (_, _) -> {
            now.add(cancel(account, number));
            return now.getFirst() instanceof Came.Known ? Optional.of(Errands.Made.NOTHING) : Optional.empty();
        });
        return switch (came) {
            case Errands.Came.Done(_, boolean replayed) ->
                replayed ? new Came.Known(find(account, number).orElseThrow(), true) : now.getFirst();
            case Errands.Came.Refused _ -> now.getFirst();
            case Errands.Came.KeyReused _ -> new Came.KeyReused();
            case Errands.Came.KeyInUse _ -> new Came.KeyInUse();
        };
    }

    /** What cancelling comes to: a top-up that money may be on its way for stays as it is. */
    public Came cancel(AccountNumber account, long number) {
        TopUp topUp = find(account, number).orElseThrow();
        if (topUp.state().isEnd()) {
            return new Came.Known(topUp, false);
        }
        try {
            TopUp after = cancel(account, topUp);
            return after.state().isEnd()
                    ? new Came.Known(after, false)
                    : new Came.Refused(new Refusal.OfPurchase.TopUpNotOpen(number));
        } catch (StripeFault e) {
            return new Came.Unavailable();
        }
    }

    /** First at Stripe, so that it can never be paid, then here. */
    private TopUp cancel(AccountNumber account, TopUp topUp) {
        TopUp asked = topUp.state() == TopUp.State.ASKING ? ask(account, topUp) : topUp;
        String session = asked.stripe().session();
        String payment = asked.stripe().payment();
        if (session != null) {
            return follow(account, asked, orders.expire(session), TopUp.State.CANCELED);
        }
        if (payment != null && asked.state() == TopUp.State.REQUIRES_CONFIRMATION) {
            return settlement.settle(orders.cancel(payment)).orElse(asked);
        }
        return asked;
    }

    /** Asks Stripe for what an order wants, where that is not known yet. Nothing is thrown for what Stripe fails to do. */
    TopUp pursue(AccountNumber account, TopUp topUp) {
        if (topUp.state() != TopUp.State.ASKING) {
            return topUp;
        }
        try {
            return ask(account, topUp);
        } catch (StripeFault e) {
            LOG.warn(
                    "stripe did not answer for a top-up kind={} {}",
                    topUp.kind().code(),
                    e.getMessage());
            return topUp;
        }
    }

    private TopUp ask(AccountNumber account, TopUp topUp) {
        String id = ids.write(ObjectIds.Kind.TOP_UP, account, topUp.number());
        try {
            String customer = customers.of(account);
            if (topUp.openedAt().plus(Errands.KEY_LASTS).isBefore(clock.instant())) {
                return lookFor(account, topUp, id, customer)
                        .orElseGet(() -> end(account, Asks.request(id), topUp, TopUp.State.CANCELED, null));
            }
            if (topUp.card() == null) {
                return follow(account, topUp, orders.checkout(id, topUp, customer), TopUp.State.EXPIRED);
            }
            PaymentIntent payment = orders.pay(id, topUp, customer);
            return settlement.settle(payment).orElse(topUp);
        } catch (StripeFault e) {
            if (e.kind() == StripeFault.Kind.KEY_TAKEN) {
                LOG.error("an order was asked for in other words than before: its settings were changed meanwhile");
                return lookFor(account, topUp, id, customers.of(account)).orElseThrow(() -> e);
            }
            return failed(account, topUp, e);
        }
    }

    /** Where Stripe would take the same request for another one: what came of the first. */
    private Optional<TopUp> lookFor(AccountNumber account, TopUp topUp, String id, String customer) {
        return topUp.card() == null
                ? orders.findCheckout(id, customer)
                        .map(session -> follow(account, topUp, session, TopUp.State.EXPIRED))
                : orders.findPayment(id, customer)
                        .map(payment -> settlement.settle(payment).orElse(topUp));
    }

    private TopUp failed(AccountNumber account, TopUp topUp, StripeFault fault) {
        String payment = fault.payment();
        Request request = Asks.request(payment == null ? "top-up " + topUp.number() : payment);
        return switch (fault.kind()) {
            case UNKNOWN, KEY_TAKEN -> throw fault;
            case DECLINED -> {
                if (payment != null) {
                    orders.cancel(payment);
                }
                yield end(account, request, topUp, TopUp.State.FAILED, fault.failure());
            }
            case UNAVAILABLE -> end(account, request, topUp, TopUp.State.CANCELED, null);
            case MISSING, INVALID -> {
                // A card removed at Stripe meanwhile, or a mistake of ours: in no case the customer's bank.
                LOG.error("stripe refused a top-up kind={} {}", topUp.kind().code(), fault.getMessage());
                yield end(account, request, topUp, TopUp.State.FAILED, Declines.notAsked());
            }
        };
    }

    private TopUp end(
            AccountNumber account, Request request, TopUp topUp, TopUp.State state, @Nullable Failure failure) {
        return ledger.done(new PurchaseCommand.EndTopUp(account, request, topUp.number(), state, failure));
    }

    /** What follows from a Checkout as it stands; {@code ended} is what an expired one came to. */
    private TopUp follow(AccountNumber account, TopUp topUp, Session session, TopUp.State ended) {
        Request request = Asks.request(session.getId());
        TopUp.StripeNames names = new TopUp.StripeNames(session.getId(), session.getPaymentIntent(), session.getUrl());
        String status = session.getStatus();
        if ("expired".equals(status)) {
            return end(account, request, topUp, ended, null);
        }
        TopUp known = topUp.state().isEnd()
                ? topUp
                : ledger.done(new PurchaseCommand.AdvanceTopUp(
                        account, request, topUp.number(), TopUp.State.REQUIRES_CHECKOUT, names));
        if ("complete".equals(status) && session.getPaymentIntent() != null) {
            TopUp settled = settlement.settlePayment(session.getPaymentIntent()).orElse(known);
            saved.follow(account);
            return settled;
        }
        return known;
    }

    /** Looks at a Checkout as it stands at Stripe, and does what follows. */
    Optional<TopUp> followSession(Session session) {
        Optional<ObjectIds.Reference> order = Optional.ofNullable(session.getClientReferenceId())
                .flatMap(each -> ids.read(ObjectIds.Kind.TOP_UP, each));
        return order.flatMap(each -> find(each.account(), each.number())
                .map(topUp -> follow(each.account(), topUp, session, TopUp.State.EXPIRED)));
    }

    /** Looks at a top-up as it stands at Stripe: when its customer comes back, or when it has been open for long. */
    public TopUp look(AccountNumber account, TopUp topUp) {
        if (topUp.state().isEnd()) {
            return topUp;
        }
        if (topUp.state() == TopUp.State.ASKING) {
            return ask(account, topUp);
        }
        String session = topUp.stripe().session();
        String payment = topUp.stripe().payment();
        if (session != null) {
            return follow(account, topUp, orders.session(session), TopUp.State.EXPIRED);
        }
        return payment == null ? topUp : settlement.settlePayment(payment).orElse(topUp);
    }

    /** Where the customer's bank asks for a confirmation; absent where it does not, or no longer. */
    public Optional<String> confirmation(TopUp topUp) {
        String payment = topUp.stripe().payment();
        if (payment == null || topUp.state() != TopUp.State.REQUIRES_CONFIRMATION) {
            return Optional.empty();
        }
        PaymentIntent asked = orders.payment(payment);
        return Optional.ofNullable(asked.getNextAction())
                .map(PaymentIntent.NextAction::getRedirectToUrl)
                .map(PaymentIntent.NextAction.RedirectToUrl::getUrl);
    }
}
