/** Checks that are always on: a broken one is a bug of ours, never a customer's mistake. */
@NullMarked
package dev.florin.core.check;

import org.jspecify.annotations.NullMarked;
