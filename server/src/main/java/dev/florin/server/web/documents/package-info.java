/** What can be taken away of a history: receipts, tables, and the statement of a month. */
@NullMarked
package dev.florin.server.web.documents;

import org.jspecify.annotations.NullMarked;
