/** What the stand-in says when nobody scripted it: the same to the same prompt, and to the point. */
@NullMarked
package dev.florin.sandbox.models.answers;

import org.jspecify.annotations.NullMarked;
