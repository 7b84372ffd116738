/** Work on a clock: what expires, and whether the books balance. Any number of processes may do it at once. */
@NullMarked
package dev.florin.server.jobs;

import org.jspecify.annotations.NullMarked;
