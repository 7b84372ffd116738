/** Stripe's objects as JSON trees, complete with every field of the pinned version. */
@NullMarked
package dev.florin.sandbox.stripe.objects;

import org.jspecify.annotations.NullMarked;
