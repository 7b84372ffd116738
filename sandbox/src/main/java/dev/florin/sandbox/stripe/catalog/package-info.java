/** Products and prices. */
@NullMarked
package dev.florin.sandbox.stripe.catalog;

import org.jspecify.annotations.NullMarked;
