/** How many tokens a call's input and output come to: exact where the encoding is known, else never less than they are. */
@NullMarked
package dev.florin.server.gateway.tokens;

import org.jspecify.annotations.NullMarked;
