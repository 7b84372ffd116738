/** Customers. */
@NullMarked
package dev.florin.sandbox.stripe.customers;

import org.jspecify.annotations.NullMarked;
