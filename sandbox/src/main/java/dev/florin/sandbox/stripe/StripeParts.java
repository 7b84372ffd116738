package dev.florin.sandbox.stripe;

import dev.florin.sandbox.stripe.api.StripeApi;
import dev.florin.sandbox.stripe.catalog.Catalog;
import dev.florin.sandbox.stripe.customers.Customers;
import dev.florin.sandbox.stripe.disputes.Disputes;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.payments.Authentications;
import dev.florin.sandbox.stripe.payments.BalanceTransactions;
import dev.florin.sandbox.stripe.payments.BankPage;
import dev.florin.sandbox.stripe.payments.Charges;
import dev.florin.sandbox.stripe.payments.MoneyRoutes;
import dev.florin.sandbox.stripe.payments.PaymentIntentRoutes;
import dev.florin.sandbox.stripe.payments.PaymentMethodRoutes;
import dev.florin.sandbox.stripe.payments.PaymentMethods;
import dev.florin.sandbox.stripe.payments.Payments;
import dev.florin.sandbox.stripe.payments.SetupIntentRoutes;
import dev.florin.sandbox.stripe.payments.Setups;
import dev.florin.sandbox.stripe.refunds.Refunds;
import dev.florin.sandbox.world.World;

/**
 * What subscriptions, invoices, checkout and pages build on.
 *
 * @param publicAddress where the pages are shown, without a slash at the end
 */
public record StripeParts(
        World world,
        StripeApi api,
        Events events,
        Customers customers,
        Catalog catalog,
        PaymentMethods methods,
        Authentications authentications,
        Payments payments,
        Setups setups,
        BankPage bank,
        Refunds refunds,
        Disputes disputes,
        String publicAddress) {

    public static StripeParts of(World world, StripeApi api, Events events, String publicAddress) {
        PaymentMethods methods = new PaymentMethods(events);
        BalanceTransactions balance = new BalanceTransactions();
        Authentications authentications = new Authentications(publicAddress);
        Payments payments = new Payments(events, methods, new Charges(events, balance, publicAddress), authentications);
        Setups setups = new Setups(events, methods, authentications);
        StripeParts parts = new StripeParts(
                world,
                api,
                events,
                new Customers(events, methods),
                new Catalog(events),
                methods,
                authentications,
                payments,
                setups,
                new BankPage(payments, setups),
                new Refunds(events, balance, world),
                new Disputes(events, balance, world),
                publicAddress);
        api.add(parts.customers().routes());
        api.add(parts.catalog().routes());
        api.add(new PaymentMethodRoutes(events, methods).routes());
        api.add(new PaymentIntentRoutes(methods, payments).routes());
        api.add(new SetupIntentRoutes(methods, setups).routes());
        api.add(new MoneyRoutes(events).routes());
        api.add(parts.refunds().routes());
        api.add(parts.disputes().routes());
        return parts;
    }
}
