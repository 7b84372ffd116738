/** How an answer goes out: its pace and its faults, the same for every dialect. */
@NullMarked
package dev.florin.sandbox.models.stage;

import org.jspecify.annotations.NullMarked;
