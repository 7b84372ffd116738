package dev.florin.server.web.api;

import dev.florin.server.storage.SandboxClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Moves Florin's clock and Stripe's stand-in together, from one thing that is due there to the next, so that each
 * happens at its time by both clocks. Florin's goes first: an event must not come from its future. A stand-in that is
 * down is down as a provider is, and Florin's clock moves all the same.
 */
final class StandInClock {
    private static final Logger LOG = LoggerFactory.getLogger(StandInClock.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int OK = 200;

    /** A step waits for the attempts of the webhooks that it caused, at most half a minute, and for the work itself. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final URI clock;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    StandInClock(StandIns standIns) {
        clock = URI.create(standIns.control() + "/clock");
    }

    /** Brings both to {@code target}; two callers take turns. */
    synchronized void moveTo(Instant target, SandboxClock florin) {
        try {
            for (Optional<Instant> next = due(target); next.isPresent(); next = due(target)) {
                florin.advanceTo(next.get());
                send(next.get());
            }
            florin.advanceTo(target);
            send(target);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("why", e.getMessage()).log("Stripe's stand-in did not move its clock");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Instant> due(Instant target) throws IOException, InterruptedException {
        JsonNode due = asked(HttpRequest.newBuilder(clock).GET()).path("next_due");
        return Optional.of(due)
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .map(Instant::parse)
                .filter(time -> time.isBefore(target));
    }

    private void send(Instant time) throws IOException, InterruptedException {
        byte[] body = JSON.writeValueAsBytes(Map.of("to", time.toString()));
        asked(HttpRequest.newBuilder(clock).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private JsonNode asked(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != OK) {
            throw new IOException("status " + response.statusCode());
        }
        return JSON.readTree(response.body());
    }
}
