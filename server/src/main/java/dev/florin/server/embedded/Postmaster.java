package dev.florin.server.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A server process as its {@code postmaster.pid} tells of it.
 *
 * <p>The file outlives a server that was killed, and its number may by then belong to any program: {@link #relation}
 * tells which.
 */
record Postmaster(long pid, boolean ready) {
    /** What the process that has the number is to a database. */
    enum Relation {
        /** The server of this database. */
        SERVER,
        /** Another program that got the number later. */
        STRANGER,
        /** It has ended, but its parent has not noticed yet, and the number is still taken. */
        UNBURIED,
        /** It is there, but the system does not say what it is; for an instant that is so while a process ends. */
        UNKNOWN,
        /** Nothing has the number. */
        GONE
    }

    static final String FILE = "postmaster.pid";

    /** Lines of the file, counted from 0, by PostgreSQL's {@code pidfile.h}. */
    private static final int PID = 0;

    private static final int STATUS = 7;

    /** What the file in {@code cluster} says; empty where there is none, or one that is just being written. */
    static Optional<Postmaster> read(Path cluster) {
        List<String> lines;
        try {
            lines = Files.readAllLines(cluster.resolve(FILE), StandardCharsets.ISO_8859_1);
        } catch (IOException none) {
            return Optional.empty();
        }
        if (lines.isEmpty() || !lines.get(PID).strip().matches("\\d{1,10}")) {
            return Optional.empty();
        }
        boolean ready = lines.size() > STATUS && lines.get(STATUS).strip().equals("ready");
        return Optional.of(new Postmaster(Long.parseLong(lines.get(PID).strip()), ready));
    }

    Relation relation(Path cluster) {
        if (!alive()) {
            return ended() ? Relation.UNBURIED : Relation.GONE;
        }
        List<String> arguments = ProcessHandle.of(pid)
                .flatMap(process -> process.info().arguments())
                .map(List::of)
                .orElse(List.of());
        if (arguments.isEmpty()) {
            return Relation.UNKNOWN;
        }
        return arguments.contains(cluster.toString()) ? Relation.SERVER : Relation.STRANGER;
    }

    /**
     * Whether the process runs. One that has ended and waits for its parent to notice does not: in a container nobody
     * may ever notice.
     */
    boolean alive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) && !ended();
    }

    private boolean ended() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // "pid (name) state ...", and a name may hold anything, parentheses too.
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException noProc) {
            return false;
        }
    }
}
