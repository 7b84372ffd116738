/** Scenarios that an accountant can review, short simulations, and what must hold when the world fails. */
@NullMarked
package dev.florin.simulation;

import org.jspecify.annotations.NullMarked;
