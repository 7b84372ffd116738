/** Credit set aside while a call runs, then settled, released or expired. */
@NullMarked
package dev.florin.core.holds;

import org.jspecify.annotations.NullMarked;
