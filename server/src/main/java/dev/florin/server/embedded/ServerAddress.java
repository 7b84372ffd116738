package dev.florin.server.embedded;

import dev.florin.core.check.Check;

/** Where an embedded PostgreSQL listens, always on 127.0.0.1, and one way to log in. */
public record ServerAddress(int port, String database, String user, String password) {
    public ServerAddress {
        Check.argument(port > 0 && port <= 65_535, "port");
    }

    /** As libpq writes it, with the password, which holds no character that a URL would have to hide. */
    public String libpqUrl() {
        return "postgresql://" + user + ":" + password + "@127.0.0.1:" + port + "/" + database;
    }

    /** Leaves the password out: addresses end up in logs. */
    @Override
    public String toString() {
        return "127.0.0.1:" + port + "/" + database + " as " + user;
    }
}
