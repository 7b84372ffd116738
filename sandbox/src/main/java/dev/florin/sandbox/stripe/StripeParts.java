package dev.florin.sandbox.stripe;

import dev.florin.sandbox.stripe.api.StripeApi;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.payments.PaymentMethods;
import dev.florin.sandbox.stripe.payments.Payments;
import dev.florin.sandbox.world.World;

/**
 * What subscriptions, invoices and pages build on.
 *
 * @param publicAddress where the pages are shown, without a slash at the end
 */
public record StripeParts(
        World world, StripeApi api, Events events, PaymentMethods methods, Payments payments, String publicAddress) {}
