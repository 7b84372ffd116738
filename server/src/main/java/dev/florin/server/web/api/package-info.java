/** The API: each route reads a request, asks the ledger and writes the answer. */
@NullMarked
package dev.florin.server.web.api;

import org.jspecify.annotations.NullMarked;
