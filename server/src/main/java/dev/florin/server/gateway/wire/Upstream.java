package dev.florin.server.gateway.wire;

import java.util.OptionalLong;

/**
 * What a request becomes on its way to one provider.
 *
 * @param model what the provider calls the model
 * @param outputTokens the limit that is sent; empty where none is, which only an embedding may go without
 * @param passUnknown whether members that nobody here has heard of are sent: to one's own server only
 * @param onlyMaxTokens whether the server knows a chat's limit by its older name {@code max_tokens} only
 */
public record Upstream(String model, OptionalLong outputTokens, boolean passUnknown, boolean onlyMaxTokens) {}
