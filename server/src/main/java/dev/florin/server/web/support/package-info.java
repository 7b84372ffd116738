/** Support: the chat on every page, signed in and out, and the inbox of the operator's own people. */
@NullMarked
package dev.florin.server.web.support;

import org.jspecify.annotations.NullMarked;
