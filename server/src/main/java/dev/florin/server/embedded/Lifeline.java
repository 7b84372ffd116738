package dev.florin.server.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Ends the server when Florin is gone, however Florin went.
 *
 * <p>A shell waits on a pipe that only this process holds open. {@code kill -9} closes the pipe, the shell reads its end
 * and stops that one server; a line instead tells it to leave the server alone. It ignores Ctrl-C, which a terminal
 * sends to every process in front. It says nothing: the pipe that it would say it to is gone when it has a reason to.
 */
final class Lifeline {
    private static final String STOP = """
            exec >/dev/null 2>&1
            trap '' INT TERM HUP
            read -r word && exit 0
            kill -INT "$1"
            """;

    private static final String STOP_AND_DELETE = """
            exec >/dev/null 2>&1
            trap '' INT TERM HUP
            read -r word && exit 0
            kill -QUIT "$1"
            for second in 1 2 3 4 5 6 7 8 9; do kill -0 "$1" && sleep 1; done
            rm -rf "$2"
            """;

    private final Process shell;

    private Lifeline(Process shell) {
        this.shell = shell;
    }

    /** Stops {@code server} cleanly when this process is gone. */
    static Lifeline stopping(Postmaster server, OrdinaryUser user) {
        return new Lifeline(Program.start(
                user.command(List.of("/bin/sh", "-c", STOP, "florin-lifeline", Long.toString(server.pid())))));
    }

    /** Stops {@code server} at once when this process is gone, and deletes {@code folder}. */
    static Lifeline stoppingAndDeleting(Postmaster server, Path folder) {
        return new Lifeline(Program.start(List.of(
                "/bin/sh", "-c", STOP_AND_DELETE, "florin-lifeline", Long.toString(server.pid()), folder.toString())));
    }

    /** Lets go: the server is stopped in another way, or is gone. */
    void release() {
        try {
            shell.outputWriter().append("released\n").close();
        } catch (IOException gone) {
            // The shell was killed; nothing is left to tell.
            shell.destroy();
        }
    }
}
