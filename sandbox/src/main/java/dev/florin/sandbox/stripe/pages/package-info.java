/** The hosted pages of Stripe's stand-in: Checkout, and the bank's. Plain HTML that needs no script. */
@NullMarked
package dev.florin.sandbox.stripe.pages;

import org.jspecify.annotations.NullMarked;
