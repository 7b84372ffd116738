/**
 * The PostgreSQL that Florin brings along: the real server, unpacked, initialised, started, watched and stopped.
 *
 * <p>What must always hold: it never runs as root; it listens on 127.0.0.1 only and asks for a password; one process
 * at a time owns a data folder; and data of another major version is refused, never touched.
 */
@NullMarked
package dev.florin.server.embedded;

import org.jspecify.annotations.NullMarked;
