/** Stripe's transport: keys, versions, parameters, idempotency, paging, expansion and the error envelope. */
@NullMarked
package dev.florin.sandbox.stripe.api;

import org.jspecify.annotations.NullMarked;
