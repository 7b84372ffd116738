/** Answers that a test has ordered, and the latches that they wait for. */
@NullMarked
package dev.florin.sandbox.models.script;

import org.jspecify.annotations.NullMarked;
