/** The process that stands in for the outside world: Main, and the one page that wires it. */
@NullMarked
package dev.florin.sandbox;

import org.jspecify.annotations.NullMarked;
