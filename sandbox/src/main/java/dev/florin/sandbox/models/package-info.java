/** The model providers' stand-in: OpenAI's and Anthropic's dialects behind one port, and the controls that tests drive. */
@NullMarked
package dev.florin.sandbox.models;

import org.jspecify.annotations.NullMarked;
