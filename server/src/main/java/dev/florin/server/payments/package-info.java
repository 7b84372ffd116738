/** Money in through Stripe: customers, Checkout, saved cards, subscriptions, refunds, disputes, and what Stripe tells. */
@NullMarked
package dev.florin.server.payments;

import org.jspecify.annotations.NullMarked;
