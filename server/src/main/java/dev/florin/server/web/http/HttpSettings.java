package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import java.time.Duration;

/**
 * Where and how patiently the server listens.
 *
 * @param address such as {@code 127.0.0.1}
 * @param port 0 for any free one
 * @param publicUrl what the world calls this server, without a slash at its end; empty for relative links
 * @param mostConnections open at once; more wait until one closes
 * @param receiveWithin for a whole request to come in, from its first line to the end of its body
 * @param idleFor a connection may wait this long for its next request
 * @param sendWithin for a client to take what it is sent, each write anew
 * @param stopWithin for requests under way to be answered once the server is told to stop
 */
public record HttpSettings(
        String address,
        int port,
        String publicUrl,
        int mostConnections,
        Duration receiveWithin,
        Duration idleFor,
        Duration sendWithin,
        Duration stopWithin) {

    /** Far more than a host's pool of connections, few enough that their buffers fit into 100 MB. */
    private static final int USUAL_CONNECTIONS = 4_096;

    public HttpSettings {
        Check.argument(port >= 0 && port <= 65_535, "a port is 0 to 65535");
        Check.argument(mostConnections > 0, "there is at least one connection");
        Check.argument(!publicUrl.endsWith("/"), "the public URL has no slash at its end");
        Check.argument(
                receiveWithin.isPositive() && idleFor.isPositive() && sendWithin.isPositive(), "patience is positive");
    }

    /** What suits a server in front of hosts and browsers. */
    public static HttpSettings usual(String address, int port, String publicUrl) {
        return new HttpSettings(
                address,
                port,
                publicUrl,
                USUAL_CONNECTIONS,
                Duration.ofSeconds(30),
                Duration.ofSeconds(75),
                Duration.ofSeconds(30),
                Duration.ofSeconds(20));
    }
}
