package dev.florin.sandbox;

import dev.florin.sandbox.http.Exchange;
import dev.florin.sandbox.http.Site;
import dev.florin.sandbox.stripe.StripeParts;
import dev.florin.sandbox.stripe.api.StripeApi;
import dev.florin.sandbox.stripe.billing.Billing;
import dev.florin.sandbox.stripe.checkout.CheckoutDesk;
import dev.florin.sandbox.stripe.checkout.CheckoutSessions;
import dev.florin.sandbox.stripe.checkout.SubscriptionCheckout;
import dev.florin.sandbox.stripe.control.Control;
import dev.florin.sandbox.stripe.events.Courier;
import dev.florin.sandbox.stripe.events.Deliveries;
import dev.florin.sandbox.stripe.events.EventRoutes;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.events.WebhookEndpoints;
import dev.florin.sandbox.stripe.pages.HostedPages;
import dev.florin.sandbox.world.Cause;
import dev.florin.sandbox.world.World;

/** The one page that wires Stripe's stand-in. */
public final class StripeStandIn implements Site {
    private final StripeApi api;
    private final Control control;
    private final HostedPages pages;

    /** Where Florin's server takes events, and the secret that they are signed with. */
    public record Webhook(String url, String secret) {}

    public StripeStandIn(World world, String publicAddress, Webhook webhook) {
        Courier courier = new Courier(world);
        Deliveries deliveries = new Deliveries(world, courier);
        Events events = new Events(deliveries);
        api = new StripeApi(world);
        StripeParts parts = StripeParts.of(world, api, events, publicAddress);
        // Whoever keeps subscriptions listens to payments first: a session completes after its subscription is active.
        Billing billing = new Billing(parts);
        SubscriptionCheckout subscriptions = billing.desk();
        CheckoutDesk desk = new CheckoutDesk(
                events,
                parts.customers(),
                parts.methods(),
                parts.payments(),
                parts.setups(),
                parts.authentications(),
                subscriptions);
        parts.payments().listen(desk);
        CheckoutSessions sessions =
                new CheckoutSessions(world, parts.catalog(), parts.setups(), subscriptions, desk, publicAddress);
        api.add(sessions.routes());
        CheckoutSessions.includeLineItems(api.expansion());
        api.add(billing.routes());
        Billing.include(api.expansion());
        api.add(EventRoutes.routes());
        api.add(WebhookEndpoints.routes());
        pages = new HostedPages(parts, desk, billing);
        control = new Control(parts, desk, courier);
        world.change(Cause.TIME, turn -> {
            parts.catalog().seed(turn);
            Billing.openPortal(turn);
            WebhookEndpoints.configure(turn, webhook.url(), webhook.secret());
            return turn;
        });
        deliveries.resume(world);
    }

    @Override
    public void serve(Exchange exchange) {
        if (exchange.path().startsWith("/v1/")) {
            api.serve(exchange);
        } else if (exchange.path().startsWith("/_standin")) {
            control.serve(exchange);
        } else {
            pages.serve(exchange);
        }
    }
}
