package dev.florin.server.web.gateway;

import dev.florin.server.gateway.calls.StreamedCalls;
import dev.florin.server.gateway.calls.TokenCounts;
import dev.florin.server.gateway.calls.WholeCalls;

/** What makes the calls. */
public record Engines(WholeCalls whole, StreamedCalls streamed, TokenCounts counts) {}
