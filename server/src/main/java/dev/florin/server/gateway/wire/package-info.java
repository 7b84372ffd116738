/** The wire formats of OpenAI and Anthropic: what a request asks, what is sent upstream, what an answer or a stream said and used. */
@NullMarked
package dev.florin.server.gateway.wire;

import org.jspecify.annotations.NullMarked;
