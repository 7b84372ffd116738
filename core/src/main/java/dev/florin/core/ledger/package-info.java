/** The commands, what each can come to, and the rules that decide; {@code ReferenceLedger} keeps them in memory. */
@NullMarked
package dev.florin.core.ledger;

import org.jspecify.annotations.NullMarked;
