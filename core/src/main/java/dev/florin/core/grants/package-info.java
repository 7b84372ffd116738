/** A lot of credit: where it came from, when it expires, in what order lots are used. */
@NullMarked
package dev.florin.core.grants;

import org.jspecify.annotations.NullMarked;
