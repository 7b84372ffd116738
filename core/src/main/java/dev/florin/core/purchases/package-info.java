/** Money coming in: asked, paid, refunded, disputed; what a subscription earns; when auto-recharge may charge. */
@NullMarked
package dev.florin.core.purchases;

import org.jspecify.annotations.NullMarked;
