/** The record of what was asked and what became of it. */
@NullMarked
package dev.florin.sandbox.models.calls;

import org.jspecify.annotations.NullMarked;
