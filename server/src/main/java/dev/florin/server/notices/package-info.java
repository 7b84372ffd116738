/** What Florin tells customers: who follows their balances, notices for their pages, and e-mails. */
@NullMarked
package dev.florin.server.notices;

import org.jspecify.annotations.NullMarked;
