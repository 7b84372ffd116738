/** Checkout sessions, and the desk that does what a person does at them. */
@NullMarked
package dev.florin.sandbox.stripe.checkout;

import org.jspecify.annotations.NullMarked;
