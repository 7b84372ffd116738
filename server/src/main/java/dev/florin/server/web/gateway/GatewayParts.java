package dev.florin.server.web.gateway;

import dev.florin.server.gateway.calls.CallReplies;
import dev.florin.server.storage.Balances;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.ObjectIds;
import java.util.concurrent.Future;

/**
 * What the gateway's routes work on.
 *
 * @param engines there a moment after the start: the vocabularies that count tokens take a second to load
 */
public record GatewayParts(
        Future<Engines> engines, CallReplies replies, Customers customers, Balances balances, ObjectIds ids) {}
