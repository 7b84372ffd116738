package dev.florin.server.payments;

import com.stripe.model.Customer;
import com.stripe.model.PaymentMethod;
import com.stripe.model.checkout.Session;
import com.stripe.param.CustomerPaymentMethodListParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.checkout.SessionCreateParams;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.PurchaseCommand;
import dev.florin.core.ledger.Request;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.StripeEvents;
import dev.florin.server.storage.SubscriptionRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saved payment methods: brand, last four digits, expiry and Stripe's ids, and nothing else of a card. Stripe's list is the
 * truth, since cards come and go at its own pages too. Thread-safe.
 */
public final class Cards {
    /** More than a person has. */
    private static final long MOST = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Cards.class);

    private static final Set<String> OVER = Set.of("canceled", "incomplete_expired");

    private final StripeCalls stripe;
    private final CustomersAtStripe customers;
    private final PaymentCards cards;
    private final SubscriptionRecords subscriptions;
    private final Asks ledger;
    private final ObjectIds ids;
    private final Errands errands;
    private final CheckoutPages pages;
    private final StripeEvents turns;

    Cards(CardParts parts) {
        this.stripe = parts.stripe;
        this.customers = parts.customers;
        this.cards = parts.cards;
        this.subscriptions = parts.subscriptions;
        this.ledger = parts.ledger;
        this.ids = parts.ids;
        this.errands = parts.errands;
        this.pages = parts.pages;
        this.turns = parts.turns;
    }

    /** What saved methods need. */
    record CardParts(
            StripeCalls stripe,
            CustomersAtStripe customers,
            PaymentCards cards,
            SubscriptionRecords subscriptions,
            Asks ledger,
            ObjectIds ids,
            Errands errands,
            CheckoutPages pages,
            StripeEvents turns) {}

    /** As Stripe last told. */
    public List<PaymentCards.Card> of(AccountNumber account) {
        return cards.of(account);
    }

    /**
     * A page of Stripe's where a card is added without paying.
     *
     * @param savedUrl where the browser goes once it is saved
     * @param leftUrl where it goes without
     */
    public Errands.Came setup(AccountNumber account, Request request, String savedUrl, String leftUrl) {
        String customer = customers.of(account);
        SessionCreateParams params = SessionCreateParams.builder()
                .setMode(SessionCreateParams.Mode.SETUP)
                .setCurrency("usd")
                .setCustomer(customer)
                .setClientReferenceId(ids.write(ObjectIds.Kind.ACCOUNT, account, account.number()))
                .setSuccessUrl(savedUrl)
                .setCancelUrl(leftUrl)
                .build();
        return errands.run(account, request, "card", customer + "\n" + savedUrl, (errand, key) -> {
            Optional<Session> last = pages.last(errand);
            return Optional.of(last.filter(CheckoutPages::isOpen)
                    .map(CheckoutPages::made)
                    .orElseGet(() -> pages.open(params, key)));
        });
    }

    /**
     * Reads the saved methods anew. Where none is the default yet, the newest becomes it. One look at a time for an account: an
     * older one must not be kept after a newer.
     */
    public void follow(AccountNumber account) {
        turns.inTurn("cards " + account.number(), () -> look(account));
    }

    /**
     * The same for whoever is back from paying at a page of Stripe's: the first method may have been saved there. Where Stripe does
     * not answer that, its news tell it later; the payment is not in doubt.
     */
    public void followFirst(AccountNumber account) {
        if (cards.of(account).isEmpty()) {
            try {
                follow(account);
            } catch (StripeFault fault) {
                LOG.debug("the first saved method is read later", fault);
            }
        }
    }

    private void look(AccountNumber account) {
        Optional<String> known = customers.known(account);
        if (known.isEmpty()) {
            cards.replace(account, List.of()); // they went with the customer who was deleted there
            return;
        }
        Customer customer = stripe.ask("customer.read", api -> api.customers().retrieve(known.get()));
        if (Boolean.TRUE.equals(customer.getDeleted())) {
            customers.deleted(known.get());
            keep(account, List.of(), null);
            return;
        }
        CustomerPaymentMethodListParams params =
                CustomerPaymentMethodListParams.builder().setLimit(MOST).build();
        List<PaymentMethod> methods = stripe.ask(
                        "payment_methods.list",
                        api -> api.customers().paymentMethods().list(known.get(), params))
                .getData();
        String chosen = customer.getInvoiceSettings() == null
                ? null
                : customer.getInvoiceSettings().getDefaultPaymentMethod();
        if (chosen == null && !methods.isEmpty()) {
            chosen = methods.getFirst().getId();
            makeDefault(account, known.get(), chosen, "first-" + known.get() + "-" + chosen);
        }
        keep(account, methods, chosen);
    }

    /** One card however often it was saved; the default, where it is one of them, else the newest. */
    private void keep(AccountNumber account, List<PaymentMethod> methods, @Nullable String chosen) {
        Optional<PaymentCards.Card> before = cards.defaultOf(account);
        List<PaymentCards.Card> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        List<PaymentMethod> chosenFirst = new ArrayList<>(methods);
        chosenFirst.sort((one, other) ->
                Boolean.compare(Objects.equals(other.getId(), chosen), Objects.equals(one.getId(), chosen)));
        for (PaymentMethod method : chosenFirst) {
            PaymentCards.Card card = card(method, Objects.equals(method.getId(), chosen));
            if (card.fingerprint() == null || seen.add(card.fingerprint())) {
                found.add(card);
            }
        }
        cards.replace(account, found);
        if (chosen != null && !before.map(PaymentCards.Card::id).equals(Optional.of(chosen))) {
            ledger.done(new PurchaseCommand.NewCard(account, Asks.request(chosen)));
        }
    }

    private static PaymentCards.Card card(PaymentMethod method, boolean isDefault) {
        PaymentMethod.Card card = method.getCard();
        PaymentMethod.UsBankAccount bank = method.getUsBankAccount();
        Instant created = Instant.ofEpochSecond(method.getCreated());
        if (card == null) {
            return new PaymentCards.Card(
                    method.getId(),
                    method.getType(),
                    bank == null ? null : bank.getBankName(),
                    bank == null ? null : bank.getLast4(),
                    null,
                    null,
                    null,
                    null,
                    bank == null ? null : bank.getFingerprint(),
                    isDefault,
                    created);
        }
        return new PaymentCards.Card(
                method.getId(),
                method.getType(),
                card.getBrand(),
                card.getLast4(),
                Math.toIntExact(card.getExpMonth()),
                Math.toIntExact(card.getExpYear()),
                card.getFunding(),
                card.getWallet() == null ? null : card.getWallet().getType(),
                card.getFingerprint(),
                isDefault,
                created);
    }

    /** Makes a saved method the one for automatic charges and for the subscription; empty where it is not this account's. */
    public Optional<Errands.Came> choose(AccountNumber account, Request request, String card) {
        if (cards.find(account, card).isEmpty()) {
            return Optional.empty();
        }
        String customer = customers.of(account);
        Errands.Came came = errands.run(account, request, "default", customer + "\n" + card, (_, key) -> {
            makeDefault(account, customer, card, key);
            return Optional.of(Errands.Made.NOTHING);
        });
        follow(account);
        return Optional.of(came);
    }

    /** On the customer, and on the subscription too, whose own would go before it. */
    private void makeDefault(AccountNumber account, String customer, String card, String key) {
        CustomerUpdateParams params = CustomerUpdateParams.builder()
                .setInvoiceSettings(CustomerUpdateParams.InvoiceSettings.builder()
                        .setDefaultPaymentMethod(card)
                        .build())
                .build();
        stripe.ask("customer.update", api -> api.customers().update(customer, params, StripeCalls.key(key)));
        for (SubscriptionRecords.Subscription each : subscriptions.of(account)) {
            if (!OVER.contains(each.status())) {
                SubscriptionUpdateParams its = SubscriptionUpdateParams.builder()
                        .setDefaultPaymentMethod(card)
                        .build();
                stripe.ask(
                        "subscription.update",
                        api -> api.subscriptions().update(each.id(), its, StripeCalls.key(key + "-" + each.id())));
            }
        }
    }

    /** Removes a saved method for ever; false where it is not this account's. */
    public boolean remove(AccountNumber account, String card) {
        if (cards.find(account, card).isEmpty()) {
            return false;
        }
        try {
            stripe.ask(
                    "payment_method.detach",
                    api -> api.paymentMethods().detach(card, StripeCalls.key("detach-" + card)));
        } catch (StripeFault e) {
            if (e.kind() != StripeFault.Kind.INVALID && e.kind() != StripeFault.Kind.MISSING) {
                throw e;
            }
        }
        follow(account);
        return true;
    }

    /** A method was detached at Stripe. */
    void forget(String card) {
        cards.owner(card).ifPresent(this::follow);
    }
}
