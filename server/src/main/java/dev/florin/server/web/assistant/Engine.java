package dev.florin.server.web.assistant;

import dev.florin.core.money.Amount;
import dev.florin.server.gateway.calls.StreamedCalls;
import dev.florin.server.gateway.calls.TokenCounts;
import java.util.function.Predicate;

/**
 * What makes the calls.
 *
 * @param serves whether a provider, by the name that prices use, is configured
 * @param mostCarried of an account's calls in a day
 */
public record Engine(StreamedCalls calls, TokenCounts counts, Predicate<String> serves, Amount mostCarried) {}
