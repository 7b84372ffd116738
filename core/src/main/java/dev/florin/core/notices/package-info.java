/** What customers are told of, and when: levels of the balance, shares of a limit, mails and notices. */
@NullMarked
package dev.florin.core.notices;

import org.jspecify.annotations.NullMarked;
