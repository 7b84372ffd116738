/** The gateway's routes: a call in OpenAI's or Anthropic's words is read, made, and answered in the same words, with its price. */
@NullMarked
package dev.florin.server.web.gateway;

import org.jspecify.annotations.NullMarked;
