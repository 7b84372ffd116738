/** The assistant and the code generator: conversations with models over the gateway's money path, with the price before, during and after. */
@NullMarked
package dev.florin.server.web.assistant;

import org.jspecify.annotations.NullMarked;
