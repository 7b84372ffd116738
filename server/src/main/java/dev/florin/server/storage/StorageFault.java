package dev.florin.server.storage;

import java.sql.SQLException;

/** The database failed. */
public final class StorageFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException failure;

    public StorageFault(SQLException cause) {
        super(cause.getMessage(), cause);
        failure = cause;
    }

    public SQLException failure() {
        return failure;
    }

    /** Whether asking again, perhaps over a new connection, can help. */
    public boolean mayPass() {
        return mayPass(failure);
    }

    /** PostgreSQL ended a session that did nothing within a transaction. */
    private static final String IDLE_IN_TRANSACTION = "25P03";

    /** Connection lost (08), rolled back for others' sake (40), resources (53), ended by an operator (57) or by the system (58). */
    static boolean mayPass(SQLException failure) {
        String state = failure.getSQLState();
        return state == null
                || state.equals(IDLE_IN_TRANSACTION)
                || state.startsWith("08")
                || state.startsWith("40")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("58");
    }
}
