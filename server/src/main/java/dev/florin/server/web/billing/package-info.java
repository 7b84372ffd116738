/** The Billing tab: balance, add balance, auto-recharge, payment methods, subscription, grants and receipts. */
@NullMarked
package dev.florin.server.web.billing;

import org.jspecify.annotations.NullMarked;
