/** Who holds credit, and the transfer that moves it between a customer and the house. */
@NullMarked
package dev.florin.core.accounts;

import org.jspecify.annotations.NullMarked;
