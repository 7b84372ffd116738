/** What a text and an image count, and what of a prompt was seen before. */
@NullMarked
package dev.florin.sandbox.models.tokens;

import org.jspecify.annotations.NullMarked;
