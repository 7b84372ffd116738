package dev.florin.server.web.api;

import dev.florin.core.ledger.Ledger;
import dev.florin.server.jobs.Jobs;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.Prices;

/**
 * What the API works on.
 *
 * @param publicUrl what the world calls this server, without a slash at its end; empty for relative links
 */
public record ApiParts(
        Database database, Ledger ledger, Customers customers, Prices prices, Jobs jobs, String publicUrl) {}
