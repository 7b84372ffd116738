/** Pages written on the server: text that is escaped unless the program itself wrote it, and the headers that go with it. */
@NullMarked
package dev.florin.sandbox.html;

import org.jspecify.annotations.NullMarked;
