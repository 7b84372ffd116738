/** The stopwatch: Florin beside the ledger that most teams write, in one run on one database. */
@NullMarked
package dev.florin.bench;

import org.jspecify.annotations.NullMarked;
