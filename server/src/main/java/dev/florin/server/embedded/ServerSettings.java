package dev.florin.server.embedded;

import java.nio.file.Path;

/**
 * How the server is set up, written anew at each start, so that a newer Florin's settings hold for older data.
 *
 * @param sharedBuffers PostgreSQL's own cache, as it writes sizes: {@code 256MB}
 */
record ServerSettings(String sharedBuffers) {
    /** For a database that is kept: the hot rows of a million accounts fit. */
    static final ServerSettings KEPT = new ServerSettings("256MB");

    /** For one that lives as long as its process, often several at once beside a build. */
    static final ServerSettings TEMPORARY = new ServerSettings("128MB");

    String configuration(Path log, Path access) {
        return """
                # Written by Florin at each start; what is changed here is lost. ALTER SYSTEM lasts.
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                hba_file = '%s'
                password_encryption = scram-sha-256
                max_connections = 200
                timezone = 'UTC'

                # What is answered has been written to the disk.
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                %s
                max_wal_size = 2GB
                min_wal_size = 256MB
                checkpoint_timeout = 15min

                shared_buffers = %s
                effective_cache_size = 1GB
                random_page_cost = 1.1
                jit = off

                # Open holds come and go quickly; vacuum must keep up with them.
                autovacuum = on
                autovacuum_naptime = 10s
                autovacuum_vacuum_cost_delay = 1ms

                # A week of files, each day's overwriting that of the week before.
                logging_collector = on
                log_directory = '%s'
                log_filename = 'postgres-%%a.log'
                log_truncate_on_rotation = on
                log_rotation_age = 1d
                log_rotation_size = 0
                log_timezone = 'UTC'
                log_line_prefix = '%%m [%%p] '
                log_checkpoints = off
                # Neither statements nor the values in them: they are the customers' business.
                log_error_verbosity = terse
                log_min_error_statement = panic
                """.formatted(quoted(access), flush(), sharedBuffers, quoted(log));
    }

    /** Who may connect: with a password, from this machine. */
    static String access() {
        return """
                # Written by Florin at each start.
                host all all 127.0.0.1/32 scram-sha-256
                """;
    }

    /** On macOS the default leaves what was "written" in the disk's own cache. */
    private static String flush() {
        return System.getProperty("os.name").startsWith("Mac")
                ? "wal_sync_method = fsync_writethrough"
                : "wal_sync_method = fdatasync";
    }

    private static String quoted(Path path) {
        return path.toString().replace("'", "''");
    }
}
