package dev.florin.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of Florin's own, for one data folder, from {@link #start} until {@link #close}.
 *
 * <p>It is a process in a session of its own, so that Ctrl-C reaches Florin alone, which answers what is under way and
 * then stops it. If Florin is killed, the {@link Lifeline} stops it. If it is killed itself, it is started again on the
 * same port: connections break, and those who hold them connect anew.
 *
 * <p>A server that still runs when Florin starts, because Florin and the lifeline were killed together, is stopped and
 * started rather than adopted: no session of the dead process survives with its locks, and this version's settings and
 * programs are in force. That costs about a tenth of a second.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    /** How soon a death is noticed; a look costs some microseconds. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** More deaths than this within {@link #RESTART_WINDOW}, and restarting again would only hide the reason. */
    private static final int RESTARTS = 5;

    private static final Duration RESTART_WINDOW = Duration.ofMinutes(1);

    private final Server server;
    private final FolderLock lock;
    private final Consumer<EmbeddedFault> lost;
    private final Thread watch;
    private final int port;
    private boolean closed;

    private EmbeddedPostgres(Server server, FolderLock lock, int port, Consumer<EmbeddedFault> lost) {
        this.server = server;
        this.lock = lock;
        this.port = port;
        this.lost = lost;
        this.watch = Thread.ofPlatform().daemon().name("postgres-watch").unstarted(this::watch);
    }

    /**
     * Starts the server of {@code dataFolder}, first unpacking and initialising what is missing.
     *
     * @param notices told in a sentence about what takes longer, and about a folder that is not the one wished for
     * @param lost told once, on a thread of its own, when the server died and could not be started again
     */
    public static EmbeddedPostgres start(Path dataFolder, Consumer<String> notices, Consumer<EmbeddedFault> lost) {
        Place home = Place.create(dataFolder);
        FolderLock lock = FolderLock.take(home.lock(), dataFolder);
        try {
            OrdinaryUser user = OrdinaryUser.forCluster(home.cluster());
            Place place = home.reachableBy(user, notices);
            ServerBinaries binaries = ServerBinaries.on(
                    ServerBinaries.shelves(user, place.folder().resolve("binaries")), user, notices);
            requireOurMajorVersion(place, binaries);
            if (place.majorVersion().isEmpty()) {
                new NewCluster(place, user, binaries).create(notices);
            }
            return launch(new Server(place, user, binaries, ServerSettings.KEPT), lock, lost);
        } catch (RuntimeException fault) {
            lock.close();
            throw fault;
        }
    }

    /** The server of {@code dataFolder} if some process, perhaps this one, runs it and it answers. */
    public static Optional<ServerAddress> running(Path dataFolder) {
        return Place.existing(dataFolder)
                .filter(place -> FolderLock.held(place.lock()))
                .filter(place -> Postmaster.read(place.cluster())
                        .filter(server -> server.ready() && server.alive())
                        .isPresent())
                .map(place -> address(place, NewCluster.OWNER));
    }

    /** Whether {@code dataFolder} holds a database, running or not. */
    public static boolean exists(Path dataFolder) {
        return Place.existing(dataFolder).flatMap(Place::majorVersion).isPresent();
    }

    /** How to log in as the owner of Florin's database. */
    public ServerAddress address() {
        return address(server.place(), NewCluster.OWNER);
    }

    /** How to log in as the superuser; Florin itself has no need to. */
    public ServerAddress superuser() {
        return address(server.place(), NewCluster.SUPERUSER);
    }

    /** The process id of the server, for tests that kill it. */
    long pid() {
        return server.pid();
    }

    /** Stops the server cleanly; sessions that are still open are ended, and what they committed is on disk. */
    @Override
    public void close() {
        close(Server.Stop.FAST);
    }

    /** Stops it like a crash, for a database that nobody wants again. */
    void closeAtOnce() {
        close(Server.Stop.AT_ONCE);
    }

    private synchronized void close(Server.Stop how) {
        if (closed) {
            return;
        }
        closed = true;
        watch.interrupt();
        server.stop(how);
        lock.close();
        log.info("postgres_stopped");
    }

    static EmbeddedPostgres launch(Server server, FolderLock lock, Consumer<EmbeddedFault> lost) {
        server.stopLeftover();
        int port = server.startOnFreePort();
        EmbeddedPostgres postgres = new EmbeddedPostgres(server, lock, port, lost);
        postgres.watch.start();
        log.info("postgres_started port={}", port);
        return postgres;
    }

    private static void requireOurMajorVersion(Place place, ServerBinaries binaries) {
        place.majorVersion()
                .filter(found -> !found.equals(binaries.majorVersion()))
                .ifPresent(found -> {
                    throw new EmbeddedFault.OtherMajorVersion(place.cluster(), found, binaries.majorVersion());
                });
    }

    private static ServerAddress address(Place place, String role) {
        try {
            int port = Integer.parseInt(Files.readString(place.port()).strip());
            String password = Files.readString(place.password(role)).strip();
            return new ServerAddress(port, NewCluster.DATABASE, role, password);
        } catch (IOException fault) {
            throw new EmbeddedFault.Unusable(
                    "Cannot read the port and password of the database in " + place.home() + ": " + fault, fault);
        }
    }

    private void watch() {
        int restarts = 0;
        long windowStart = System.nanoTime();
        try {
            while (true) {
                Thread.sleep(LOOK);
                if (server.alive()) {
                    continue;
                }
                if (System.nanoTime() - windowStart > RESTART_WINDOW.toNanos()) {
                    windowStart = System.nanoTime();
                    restarts = 0;
                }
                restarts++;
                if (!revive(restarts)) {
                    return;
                }
            }
        } catch (InterruptedException closing) {
            // close() has taken over.
            return;
        } catch (EmbeddedFault fault) {
            log.error("postgres_lost reason=\"{}\"", fault.getMessage());
            lost.accept(fault);
        }
    }

    /** Under the lock, so that a server is never started behind the back of {@link #close}. */
    private synchronized boolean revive(int restarts) {
        if (closed) {
            return false;
        }
        if (restarts > RESTARTS) {
            throw new EmbeddedFault.DidNotObey(
                    "PostgreSQL ended " + restarts + " times within " + RESTART_WINDOW.toSeconds()
                            + " s. Its log is in " + server.place().log());
        }
        log.warn("postgres_ended restarts={}", restarts);
        server.startAgainOn(port);
        log.info("postgres_started port={}", port);
        return true;
    }
}
