/** The parts of Stripe's stand-in that everything else about it builds on. */
@NullMarked
package dev.florin.sandbox.stripe;

import org.jspecify.annotations.NullMarked;
