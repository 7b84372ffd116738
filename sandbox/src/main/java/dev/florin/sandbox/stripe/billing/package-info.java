/**
 * Subscriptions, their invoices and what they collect, on the sandbox's clock: first invoice, renewal, retries,
 * trials, switches with proration, cancellation. The shapes and the order of events follow Stripe's.
 */
@NullMarked
package dev.florin.sandbox.stripe.billing;

import org.jspecify.annotations.NullMarked;
