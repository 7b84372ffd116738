/** What a call costs, from a dated price list and counted tokens. */
@NullMarked
package dev.florin.core.pricing;

import org.jspecify.annotations.NullMarked;
