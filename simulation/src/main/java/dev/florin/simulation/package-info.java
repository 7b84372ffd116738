/** The adversary: scenarios and seeded random histories that both ledgers run, the proof of their books, and their comparison. */
@NullMarked
package dev.florin.simulation;

import org.jspecify.annotations.NullMarked;
