/** The rules of the house, checked: which package may use which, and how tidy the tree is. */
@NullMarked
package dev.florin.house;

import org.jspecify.annotations.NullMarked;
