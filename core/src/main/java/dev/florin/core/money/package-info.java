/** Exact amounts, and the one place that rounds. */
@NullMarked
package dev.florin.core.money;

import org.jspecify.annotations.NullMarked;
