/** Stripe's stand-in as a whole: the page that wires its parts and the port that shows them. */
@NullMarked
package dev.florin.sandbox.stripe;

import org.jspecify.annotations.NullMarked;
