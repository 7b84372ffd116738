package dev.florin.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * An embedded PostgreSQL for tests and measurements: as durable as any, but gone when it is closed or its process ends,
 * however that ends.
 *
 * <p>It starts from a copy of a database that was initialised once on this machine, which takes a tenth of the time.
 * Thread-safe.
 */
public final class TemporaryPostgres implements AutoCloseable {
    private static final String PREFIX = "florin-postgres-";

    private final Path folder;
    private final EmbeddedPostgres postgres;

    private TemporaryPostgres(Path folder, EmbeddedPostgres postgres) {
        this.folder = folder;
        this.postgres = postgres;
    }

    /** Starts one that serves nobody else. */
    public static TemporaryPostgres start() {
        try {
            Path folder = Files.createTempDirectory(PREFIX);
            OpenFolder.open(folder);
            Place place = Place.create(folder);
            FolderLock lock = FolderLock.take(place.lock(), folder);
            try {
                Server server = prepare(place);
                return new TemporaryPostgres(
                        folder, EmbeddedPostgres.launch(server, lock, TemporaryPostgres::complain));
            } catch (RuntimeException fault) {
                lock.close();
                OpenFolder.delete(folder);
                throw fault;
            }
        } catch (IOException fault) {
            throw new EmbeddedFault.Unusable("Cannot make a temporary database: " + fault, fault);
        }
    }

    /** The one that this process shares, started by whoever asks first; it ends with the process. */
    public static TemporaryPostgres shared() {
        return Shared.INSTANCE;
    }

    /** How to log in as the owner of the database {@code florin}. */
    public ServerAddress address() {
        return postgres.address();
    }

    /** How to log in as the superuser, who may create databases. */
    public ServerAddress superuser() {
        return postgres.superuser();
    }

    /** The process id of the server, for tests that kill it. */
    public long pid() {
        return postgres.pid();
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        postgres.closeAtOnce();
        try {
            OpenFolder.delete(folder);
        } catch (IOException fault) {
            throw new EmbeddedFault.Unusable("Cannot delete " + folder, fault);
        }
    }

    /** Puts an empty database where there is none, and answers the server that would run it. */
    static Server prepare(Place place) throws IOException {
        OrdinaryUser user = OrdinaryUser.forCluster(place.cluster());
        List<Path> shelves = ServerBinaries.shelves(user, place.folder().resolve("binaries"));
        ServerBinaries binaries = ServerBinaries.on(shelves, user, notice -> {});
        copy(template(binaries, user), place);
        return new Server(place, user, binaries, ServerSettings.TEMPORARY);
    }

    /** A home folder that was never started, beside the programs that made it. */
    private static Path template(ServerBinaries binaries, OrdinaryUser user) throws IOException {
        Path template = binaries.folder().resolveSibling(binaries.folder().getFileName() + "-empty-" + user.name());
        if (Files.exists(template.resolve("cluster"))) {
            return template;
        }
        Path unfinished = Files.createTempDirectory(template.getParent(), ".unfinished-");
        try {
            OpenFolder.open(unfinished);
            new NewCluster(new Place(unfinished, unfinished), user, binaries).create(notice -> {});
            Files.move(unfinished, template, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException fault) {
            // Another process may have been quicker; its folder is as good.
            if (!Files.exists(template.resolve("cluster"))) {
                throw fault;
            }
        } finally {
            OpenFolder.delete(unfinished);
        }
        return template;
    }

    private static void copy(Path template, Place place) throws IOException {
        try (Stream<Path> entries = Files.list(template)) {
            for (Path entry : entries.toList()) {
                // As whoever started Florin: root keeps owners with -p, anybody else owns it all.
                Program.Ended ended = Program.run(
                        List.of("cp", "-Rp", entry.toString(), place.home().toString()));
                if (!ended.well()) {
                    throw new IOException(ended.output());
                }
            }
        }
    }

    private static void complain(EmbeddedFault fault) {
        throw fault;
    }

    private static final class Shared {
        private static final TemporaryPostgres INSTANCE = start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(INSTANCE::close, "temporary-postgres-end"));
        }
    }
}
