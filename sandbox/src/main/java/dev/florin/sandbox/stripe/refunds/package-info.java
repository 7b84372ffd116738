/** Refunds, and what becomes of them later. */
@NullMarked
package dev.florin.sandbox.stripe.refunds;

import org.jspecify.annotations.NullMarked;
