package dev.florin.sandbox.stripe;

import dev.florin.sandbox.http.Answer;
import dev.florin.sandbox.http.Exchange;
import dev.florin.sandbox.http.Site;
import dev.florin.sandbox.stripe.api.StripeApi;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.payments.Authentications;
import dev.florin.sandbox.stripe.payments.BalanceTransactions;
import dev.florin.sandbox.stripe.payments.Charges;
import dev.florin.sandbox.stripe.payments.PaymentMethods;
import dev.florin.sandbox.stripe.payments.Payments;
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
        PaymentMethods methods = new PaymentMethods(events);
        Charges charges = new Charges(events, new BalanceTransactions(), publicAddress);
        Payments payments = new Payments(events, methods, charges, new Authentications(publicAddress));
        api = new StripeApi(world);
        StripeParts parts = new StripeParts(world, api, events, methods, payments, publicAddress);
        wire(parts);
    }

    private static void wire(StripeParts parts) {
        parts.world();
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
