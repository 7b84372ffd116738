package dev.florin.server.web.api;

import dev.florin.server.gateway.calls.CallPlanner;
import dev.florin.server.jobs.Jobs;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.payments.Payments;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.PostgresLedger;
import dev.florin.server.storage.Prices;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the API works on.
 *
 * @param publicUrl what the world calls this server, without a slash at its end; empty for relative links
 * @param registry where its metrics go
 * @param payments absent where no Stripe is configured: then nothing is bought
 * @param returnOrigins where customers may be sent back to besides our own pages
 * @param seller who stands on statements
 * @param planner says how large calls may become, for quotes; may wait for a moment after the start
 * @param live the calls that run here
 * @param sandbox only in a demo: then tests may drive it
 */
public record ApiParts(
        Database database,
        PostgresLedger ledger,
        Customers customers,
        Prices prices,
        Jobs jobs,
        String publicUrl,
        MeterRegistry registry,
        Optional<Payments> payments,
        List<String> returnOrigins,
        MailSettings.Seller seller,
        Supplier<CallPlanner> planner,
        LiveCalls live,
        Optional<Sandbox> sandbox) {}
