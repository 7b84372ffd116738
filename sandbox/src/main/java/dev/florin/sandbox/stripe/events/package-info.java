/** Events and their way to the webhook endpoints. */
@NullMarked
package dev.florin.sandbox.stripe.events;

import org.jspecify.annotations.NullMarked;
