/** What customers see of their history: chart and table of everything that moved the balance, receipts, papers, prices. */
@NullMarked
package dev.florin.server.web.activity;

import org.jspecify.annotations.NullMarked;
