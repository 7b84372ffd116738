/** Anthropic's dialect: messages, their counts, and models. */
@NullMarked
package dev.florin.sandbox.models.anthropic;

import org.jspecify.annotations.NullMarked;
