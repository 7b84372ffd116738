package dev.florin.sandbox.stripe;

import dev.florin.sandbox.http.Answer;
import dev.florin.sandbox.http.Exchange;
import dev.florin.sandbox.http.Site;
import dev.florin.sandbox.stripe.api.StripeApi;
import dev.florin.sandbox.stripe.checkout.CheckoutDesk;
import dev.florin.sandbox.stripe.checkout.CheckoutSessions;
import dev.florin.sandbox.stripe.checkout.NoSubscriptions;
import dev.florin.sandbox.stripe.checkout.SubscriptionCheckout;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.world.Cause;
import dev.florin.sandbox.world.Turn;
import dev.florin.sandbox.world.World;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The one page that wires Stripe's stand-in. */
public final class StripeStandIn implements Site {
    private final StripeApi api;

    public StripeStandIn(World world, String publicAddress) {
        Events events = new Events(new Events.Outbox() {
            @Override
            public int copies(Turn turn, String type, ObjectNode object) {
                return 1;
            }

            @Override
            public void accept(Turn turn, ObjectNode event) {}
        });
        api = new StripeApi(world);
        StripeParts parts = StripeParts.of(world, api, events, publicAddress);
        // Whoever keeps subscriptions listens to payments first: a session completes after its subscription is active.
        SubscriptionCheckout subscriptions = new NoSubscriptions();
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
        world.change(Cause.TIME, turn -> {
            parts.catalog().seed(turn);
            return turn;
        });
    }

    @Override
    public void serve(Exchange exchange) {
        if (exchange.path().startsWith("/v1/")) {
            api.serve(exchange);
        } else {
            exchange.answer(new Answer(404, Map.of(), new byte[0]));
        }
    }
}
