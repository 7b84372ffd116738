/** Main, configuration, and the one page that wires it together. */
@NullMarked
package dev.florin.server.app;

import org.jspecify.annotations.NullMarked;
