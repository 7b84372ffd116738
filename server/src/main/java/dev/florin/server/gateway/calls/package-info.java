/** The money path of a call: what it may cost is held, the provider is asked, what it did cost is charged. */
@NullMarked
package dev.florin.server.gateway.calls;

import org.jspecify.annotations.NullMarked;
