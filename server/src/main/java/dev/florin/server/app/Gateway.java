package dev.florin.server.app;

import dev.florin.core.ledger.Ledger;
import dev.florin.core.pricing.PriceList;
import dev.florin.server.gateway.calls.CallReplies;
import dev.florin.server.gateway.calls.GatewaySettings;
import dev.florin.server.gateway.calls.ProviderClient;
import dev.florin.server.gateway.calls.StreamedCalls;
import dev.florin.server.gateway.calls.TokenCounts;
import dev.florin.server.gateway.calls.WholeCalls;
import dev.florin.server.gateway.tokens.Tokens;
import dev.florin.server.storage.Balances;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Prices;
import dev.florin.server.web.gateway.Engines;
import dev.florin.server.web.gateway.GatewayParts;
import dev.florin.server.web.gateway.StoredNames;
import java.time.InstantSource;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** The money path of model calls, wired to this program's ledger. Thread-safe. */
final class Gateway implements AutoCloseable {
    private final ProviderClient client;
    private final GatewaySettings settings;
    private final Ledger ledger;
    private final Supplier<PriceList> prices;
    private final InstantSource clock;

    Gateway(GatewaySettings settings, Ledger ledger, Prices prices, InstantSource clock) {
        this.settings = settings;
        this.ledger = ledger;
        this.prices = () -> prices.standing().list();
        this.clock = clock;
        this.client = new ProviderClient(settings.connectWithin());
    }

    /** What the routes need; the vocabularies load beside whatever else is started. */
    GatewayParts parts(Program program, String publicUrl) {
        ObjectIds ids = ObjectIds.of(program.database());
        CallReplies replies = new CallReplies(new StoredNames(ids, publicUrl), prices);
        FutureTask<Engines> engines = new FutureTask<>(() -> engines(new Tokens(), replies));
        Thread.ofPlatform().name("vocabularies").daemon().start(engines);
        return new GatewayParts(
                engines,
                replies,
                program.prices(),
                settings.mostCarried(),
                new Holds(program.database()),
                new Balances(program.database()),
                ids);
    }

    /** Whether anybody is configured who serves the models of a provider. */
    boolean serves(String provider) {
        return settings.providers().containsKey(provider)
                || settings.providers().containsKey(GatewaySettings.ANY);
    }

    private Engines engines(Tokens tokens, CallReplies replies) {
        return new Engines(
                new WholeCalls(ledger, prices, clock, tokens, settings.providers(), client),
                new StreamedCalls(ledger, prices, clock, tokens, settings.providers(), client, replies),
                new TokenCounts(prices, clock, tokens, settings.providers(), client));
    }

    @Override
    public void close() {
        client.close();
    }
}
