/** The same commands, kept in PostgreSQL: the only package with SQL. */
@NullMarked
package dev.florin.server.storage;

import org.jspecify.annotations.NullMarked;
