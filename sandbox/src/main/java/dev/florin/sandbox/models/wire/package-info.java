/** HTTP/1.1 on plain sockets, so that a caller who leaves is noticed while nothing is being written. */
@NullMarked
package dev.florin.sandbox.models.wire;

import org.jspecify.annotations.NullMarked;
