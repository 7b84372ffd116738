/** The state of the outside world: documents, one clock, and what is due; changed in turns, journalled before anybody hears of it. */
@NullMarked
package dev.florin.sandbox.world;

import org.jspecify.annotations.NullMarked;
