/**
 * The pages that Stripe would host: checkout, the bank's 3-D Secure page, the portal, invoices and receipts. Written on
 * the server, without scripts. What is typed into a card form is checked, turned into a test card's name and forgotten.
 */
@NullMarked
package dev.florin.sandbox.stripe.pages;

import org.jspecify.annotations.NullMarked;
