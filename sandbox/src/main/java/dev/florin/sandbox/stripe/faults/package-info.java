/** Faults that were ordered: which call or event each strikes, and how often it did. */
@NullMarked
package dev.florin.sandbox.stripe.faults;

import org.jspecify.annotations.NullMarked;
