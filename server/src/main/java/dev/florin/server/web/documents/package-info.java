/** What can be taken away of a history: receipts, tables, and the statement of a month. */
@org.jspecify.annotations.NullMarked
package dev.florin.server.web.documents;
