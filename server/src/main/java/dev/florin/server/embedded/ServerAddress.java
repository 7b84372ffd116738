package dev.florin.server.embedded;

import dev.florin.core.check.Check;

/** Where an embedded PostgreSQL listens, always on 127.0.0.1, and one way to log in. */
public record ServerAddress(int port, String database, String user, String password) {
    public ServerAddress {
        Check.argument(port > 0 && port <= 65_535, "port");
    }

    /** Leaves the password out: addresses end up in logs. */
    @Override
    public String toString() {
        return "127.0.0.1:" + port + "/" + database + " as " + user;
    }
}
