/** What customers set themselves: who they are, keys and limits, what they are told of, their data; and the help articles. */
@NullMarked
package dev.florin.server.web.account;

import org.jspecify.annotations.NullMarked;
