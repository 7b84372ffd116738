/** Cards, payment methods, PaymentIntents, SetupIntents, charges and the money they move. */
@NullMarked
package dev.florin.sandbox.stripe.payments;

import org.jspecify.annotations.NullMarked;
