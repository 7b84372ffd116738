package dev.florin.server.app;

import dev.florin.core.pricing.PriceList;
import dev.florin.server.gateway.calls.CallPlanner;
import dev.florin.server.gateway.calls.CallReplies;
import dev.florin.server.gateway.calls.GatewaySettings;
import dev.florin.server.gateway.calls.PriceSource;
import dev.florin.server.gateway.calls.StreamedCalls;
import dev.florin.server.gateway.calls.TokenCounts;
import dev.florin.server.gateway.calls.Upstreams;
import dev.florin.server.gateway.calls.WholeCalls;
import dev.florin.server.gateway.tokens.Tokens;
import dev.florin.server.storage.Balances;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.PostgresLedger;
import dev.florin.server.storage.Prices;
import dev.florin.server.web.api.LiveCalls;
import dev.florin.server.web.gateway.Engines;
import dev.florin.server.web.gateway.GatewayParts;
import dev.florin.server.web.gateway.StoredNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The money path of model calls, wired to this program's ledger. Thread-safe. */
final class Gateway implements AutoCloseable {
    private final Upstreams upstreams;
    private final GatewaySettings settings;
    private final PostgresLedger ledger;
    private final PriceSource prices;
    private final InstantSource clock;
    private volatile @Nullable Engines engines;

    /** The database's, asked once a second however many calls there are. */
    private record PricesInUse(Prices prices) implements PriceSource {
        @Override
        public PriceList newest() {
            return prices.standing().list();
        }

        @Override
        public PriceList recent() {
            return prices.recent();
        }
    }

    Gateway(
            GatewaySettings settings,
            PostgresLedger ledger,
            Prices prices,
            InstantSource clock,
            MeterRegistry registry) {
        this.settings = settings;
        this.ledger = ledger;
        this.prices = new PricesInUse(prices);
        this.clock = clock;
        // Whether an upstream is well has nothing to do with the time of a demo.
        this.upstreams = new Upstreams(settings.connectWithin(), registry, InstantSource.system());
        upstreams.follow(settings.providers().values());
    }

    /** What the routes need. */
    GatewayParts parts(Program program, String publicUrl) {
        ObjectIds ids = ObjectIds.of(program.database());
        CallReplies replies = new CallReplies(new StoredNames(ids, publicUrl), prices);
        Engines made = engines(new Tokens(), replies);
        engines = made;
        return new GatewayParts(
                () -> made,
                replies,
                program.prices(),
                settings.mostCarried(),
                new Holds(program.database()),
                new Balances(program.database()),
                ledger::left,
                ids);
    }

    /** Whether anybody is configured who serves the models of a provider. */
    boolean serves(String provider) {
        return settings.providers().containsKey(provider)
                || settings.providers().containsKey(GatewaySettings.ANY);
    }

    private Engines engines(Tokens tokens, CallReplies replies) {
        return new Engines(
                new WholeCalls(ledger, prices, clock, tokens, settings.providers(), upstreams),
                new StreamedCalls(ledger, prices, clock, tokens, settings.providers(), upstreams, replies),
                new TokenCounts(prices, clock, tokens, settings.providers(), upstreams),
                new CallPlanner(prices, clock, tokens, settings.providers()));
    }

    /** Streams that still run after so long are settled as they stand, other calls are given up. Returns at once. */
    void endCallsWithin(Duration patience) {
        Engines made = engines;
        if (made != null) {
            made.streamed().stopWithin(patience);
            made.whole().stopWithin(patience);
        }
    }

    /** The calls that run here, for whoever moves a demo's clock. */
    LiveCalls live() {
        return new LiveCalls() {
            @Override
            public boolean areThere() {
                Engines made = engines;
                return made != null
                        && !(made.whole().isIdle() && made.streamed().isIdle());
            }

            @Override
            public void outlive(Duration jump, Runnable move) {
                Engines made = engines;
                if (made == null) {
                    move.run();
                } else {
                    made.whole().outlive(jump, () -> made.streamed().outlive(jump, move));
                }
            }
        };
    }

    @Override
    public void close() {
        upstreams.close();
    }
}
