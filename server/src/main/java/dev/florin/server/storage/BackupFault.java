package dev.florin.server.storage;

/** A backup that cannot be written or read back; the message says what to do. Nothing was changed in the database. */
public final class BackupFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BackupFault(String message) {
        super(message);
    }

    BackupFault(String message, Throwable cause) {
        super(message, cause);
    }
}
