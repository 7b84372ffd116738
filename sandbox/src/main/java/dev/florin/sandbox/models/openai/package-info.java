/** OpenAI's dialect: chat completions, responses, embeddings and models. */
@NullMarked
package dev.florin.sandbox.models.openai;

import org.jspecify.annotations.NullMarked;
