/** Disputes, inquiries and early fraud warnings. */
@NullMarked
package dev.florin.sandbox.stripe.disputes;

import org.jspecify.annotations.NullMarked;
