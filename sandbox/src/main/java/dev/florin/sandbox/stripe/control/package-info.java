/** What tests and people order from outside: visits, faults, time, and what happened. */
@NullMarked
package dev.florin.sandbox.stripe.control;

import org.jspecify.annotations.NullMarked;
