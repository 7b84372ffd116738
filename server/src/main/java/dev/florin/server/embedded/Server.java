package dev.florin.server.embedded;

import dev.florin.core.check.Check;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts and stops the server process of one place. Not thread-safe: {@link EmbeddedPostgres} takes turns. */
final class Server {
    /** How a server is asked to end. */
    enum Stop {
        /** Open sessions are cut, everything is written, nothing is left to recover. */
        FAST("-INT"),
        /** Like a crash: the next start recovers. */
        AT_ONCE("-QUIT");

        private final String signal;

        Stop(String signal) {
            this.signal = signal;
        }
    }

    /** Below the range from which Linux and macOS take the ports of outgoing connections, so that none sits on ours. */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 10_000;

    /** Ports tried until one is free; most are. */
    private static final int PORT_ATTEMPTS = 50;

    /** Recovery after a crash reads at most max_wal_size, 2 GB, which even a slow disk does in this time. */
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    /** After a kill the dead server's sessions may need some seconds to notice and let go of the shared memory. */
    private static final Duration RESTART_LIMIT = Duration.ofSeconds(30);

    /** The last checkpoint writes at most shared_buffers, 256 MB. */
    private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

    /** How long a process may take to end once it has let go of its memory. */
    private static final Duration DYING_LIMIT = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(2);

    private static final int LOG_LINES = 5;

    private final Place place;
    private final OrdinaryUser user;
    private final ServerBinaries binaries;
    private final ServerSettings settings;
    private @Nullable Lifeline lifeline;

    /** The process that runs now; {@link #alive} is asked from the thread that watches. */
    private volatile @Nullable Postmaster running;

    Server(Place place, OrdinaryUser user, ServerBinaries binaries, ServerSettings settings) {
        this.place = place;
        this.user = user;
        this.binaries = binaries;
        this.settings = settings;
    }

    Place place() {
        return place;
    }

    long pid() {
        return Check.present(running, "a running server").pid();
    }

    boolean alive() {
        Postmaster server = running;
        return server != null && server.alive();
    }

    /** Stops a server that a killed Florin left running, and forgets one that is long gone. */
    void stopLeftover() {
        Optional<Postmaster> leftover = Postmaster.read(place.cluster());
        if (leftover.isEmpty()) {
            return;
        }
        switch (relation(leftover.get())) {
            case SERVER -> end(leftover.get(), Stop.FAST);
            // PostgreSQL takes any process of that number for itself and would refuse to start. That sessions of a dead
            // server may still run, it knows from its shared memory, not from this file.
            case STRANGER, UNBURIED -> delete(place.cluster().resolve(Postmaster.FILE));
            case UNKNOWN ->
                throw new EmbeddedFault.Unusable("Process " + leftover.get().pid()
                        + " may be a PostgreSQL that still runs on " + place.cluster()
                        + ". Stop it, or delete postmaster.pid there if it is something else.");
            // PostgreSQL sees that by itself.
            case GONE -> {}
        }
    }

    private Postmaster.Relation relation(Postmaster server) {
        long deadline = System.nanoTime() + DYING_LIMIT.toNanos();
        while (true) {
            Postmaster.Relation relation = server.relation(place.cluster());
            if (relation != Postmaster.Relation.UNKNOWN || System.nanoTime() > deadline) {
                return relation;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Starts on the port of the last time if that is free, else on another; answers which. */
    int startOnFreePort() {
        writeSettings();
        EmbeddedFault.DidNotObey last = new EmbeddedFault.DidNotObey("no port is free");
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            int port = attempt == 0
                    ? lastPort()
                    : FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            if (!free(port)) {
                continue;
            }
            try {
                startOn(port);
                return port;
            } catch (EmbeddedFault.DidNotObey fault) {
                // Somebody may have taken the port in between; then, and only then, it is worth another.
                if (free(port)) {
                    throw fault;
                }
                last = fault;
            }
        }
        throw last;
    }

    /** Starts again after a death, on the same port, which everybody knows already. */
    void startAgainOn(int port) {
        letGo();
        long deadline = System.nanoTime() + RESTART_LIMIT.toNanos();
        while (true) {
            stopLeftover();
            try {
                startOn(port);
                return;
            } catch (EmbeddedFault.DidNotObey fault) {
                if (System.nanoTime() > deadline) {
                    throw fault;
                }
                LockSupport.parkNanos(POLL.toNanos() * 50);
            }
        }
    }

    void stop(Stop how) {
        Postmaster server = running;
        if (server != null) {
            end(server, how);
            letGo();
        }
    }

    private void startOn(int port) {
        Process starting = Program.start(user.command(List.of(
                binaries.pgCtl().toString(),
                "start",
                "--wait",
                "--timeout=" + START_LIMIT.toSeconds(),
                "--pgdata=" + place.cluster(),
                "--log=" + place.log().resolve("start.log"),
                // pg_ctl hands these to a shell.
                "--options=-p " + port + " -c config_file='" + configuration() + "'")));
        // pg_ctl looks ten times a second; looking ourselves saves most of the start time.
        Optional<Postmaster> ready = awaitReady(starting);
        Postmaster server = ready.orElseThrow(() -> new EmbeddedFault.DidNotObey(
                "PostgreSQL did not start. " + lastWords() + " Its log is in " + place.log()));
        dismiss(starting);
        running = server;
        lifeline = settings.equals(ServerSettings.TEMPORARY)
                ? Lifeline.stoppingAndDeleting(
                        server, Check.present(place.home().getParent(), "the data folder"))
                : Lifeline.stopping(server, user);
        try {
            OwnFile.write(place.port(), port + "\n");
        } catch (IOException fault) {
            throw new EmbeddedFault.Unusable("Cannot write " + place.port(), fault);
        }
    }

    private Optional<Postmaster> awaitReady(Process starting) {
        while (true) {
            boolean ended = !starting.isAlive();
            Optional<Postmaster> server =
                    Postmaster.read(place.cluster()).filter(found -> found.ready() && found.alive());
            if (server.isPresent()) {
                return server;
            }
            if (ended) {
                return Optional.empty();
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** A pg_ctl that still waits would hand a Ctrl-C on to the server, before Florin has finished with it. */
    private static void dismiss(Process starting) {
        boolean itself = starting.info()
                .command()
                .filter(path -> path.endsWith("/pg_ctl"))
                .isPresent();
        if (itself) {
            starting.destroyForcibly();
        }
        starting.onExit().join(); // behind su or runuser it ends by itself, within a tenth of a second
    }

    private void end(Postmaster server, Stop how) {
        for (Stop attempt : how == Stop.FAST ? List.of(Stop.FAST, Stop.AT_ONCE) : List.of(how)) {
            Program.run(user.command(
                    List.of("/bin/sh", "-c", "kill " + attempt.signal + " \"$1\"", "sh", "" + server.pid())));
            long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
            while (server.alive()) {
                if (System.nanoTime() > deadline) {
                    break;
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
            if (!server.alive()) {
                return;
            }
        }
        throw new EmbeddedFault.DidNotObey(
                "PostgreSQL (process " + server.pid() + ") does not stop. Its log is in " + place.log());
    }

    private void letGo() {
        running = null;
        if (lifeline != null) {
            lifeline.release();
            lifeline = null;
        }
    }

    private Path configuration() {
        return place.folder().resolve("postgresql.conf");
    }

    /** Beside the cluster and not the user's own, so that what runs inside PostgreSQL cannot change how it runs. */
    private void writeSettings() {
        Path access = place.folder().resolve("pg_hba.conf");
        try {
            OwnFile.writeReadable(configuration(), settings.configuration(place.log(), access));
            OwnFile.writeReadable(access, ServerSettings.access());
        } catch (IOException fault) {
            throw new EmbeddedFault.Unusable("Cannot write the settings of PostgreSQL in " + place.folder(), fault);
        }
    }

    private int lastPort() {
        try {
            String text = Files.readString(place.port()).strip();
            return text.matches("\\d{4,5}") ? Integer.parseInt(text) : 0;
        } catch (IOException first) {
            return 0;
        }
    }

    private static boolean free(int port) {
        if (port == 0) {
            return false;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private String lastWords() {
        try (Stream<Path> files = Files.list(place.log())) {
            Optional<Path> newest =
                    files.max(Comparator.comparingLong(file -> file.toFile().lastModified()));
            if (newest.isEmpty()) {
                return "It left no log.";
            }
            List<String> lines = Files.readAllLines(newest.get());
            return lines.stream()
                    .skip(Math.max(0, lines.size() - LOG_LINES))
                    .collect(Collectors.joining(" / ", "It says: ", "."));
        } catch (IOException fault) {
            return "Its log cannot be read: " + fault.getMessage() + ".";
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException fault) {
            throw new EmbeddedFault.Unusable("Cannot delete " + file, fault);
        }
    }
}
