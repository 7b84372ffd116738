/** HTTP as the stand-ins speak it: whole answers, streams, and connections that break on purpose. */
@NullMarked
package dev.florin.sandbox.http;

import org.jspecify.annotations.NullMarked;
