package dev.florin.server.embedded;

import java.nio.file.Path;

/** Why the PostgreSQL that Florin brings along does not run. The message says what to do about it. */
public abstract sealed class EmbeddedFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private EmbeddedFault(String message) {
        super(message);
    }

    private EmbeddedFault(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether the same call may succeed later without anybody changing anything. */
    public abstract boolean retryCanHelp();

    /** Another process has the data folder open. */
    public static final class FolderInUse extends EmbeddedFault {
        private static final long serialVersionUID = 1L;

        FolderInUse(Path folder, String holder) {
            super(
                    "The data folder %s is in use by another Florin (process %s). Stop that one, or give this one its own FLORIN_DATA."
                            .formatted(folder, holder));
        }

        @Override
        public boolean retryCanHelp() {
            return true;
        }
    }

    /** The data was written by a PostgreSQL whose files this one cannot read. */
    public static final class OtherMajorVersion extends EmbeddedFault {
        private static final long serialVersionUID = 1L;

        OtherMajorVersion(Path cluster, String found, String ours) {
            super(
                    ("The database in %s belongs to PostgreSQL %s, and this Florin brings PostgreSQL %s. Nothing was changed."
                                    + " With the Florin that wrote it run ./florin backup <folder>; then, with this one and an empty FLORIN_DATA, ./florin restore <folder>.")
                            .formatted(cluster, found, ours));
        }

        @Override
        public boolean retryCanHelp() {
            return false;
        }
    }

    /** A folder, a user or a program that is needed cannot be used as it is. */
    public static final class Unusable extends EmbeddedFault {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }

        Unusable(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        public boolean retryCanHelp() {
            return false;
        }
    }

    /** PostgreSQL was asked to start or stop and did not. */
    public static final class DidNotObey extends EmbeddedFault {
        private static final long serialVersionUID = 1L;

        DidNotObey(String message) {
            super(message);
        }

        @Override
        public boolean retryCanHelp() {
            return true;
        }
    }
}
