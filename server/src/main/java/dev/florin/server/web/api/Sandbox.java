package dev.florin.server.web.api;

import dev.florin.server.web.http.JsonOut;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a demo are, for tests outside the project.
 *
 * @param boot a new value at each start of the server process
 * @param serverPid the process that answers
 * @param log the file that holds everything the demo logs
 * @param publicUrl where the server is
 * @param standIns the outside world; absent where it was not built
 * @param database as libpq writes it, password included; absent where there is none to give
 * @param serveEnvironment with this, another server process serves the same demo
 */
public record Sandbox(
        String boot,
        long serverPid,
        String log,
        String publicUrl,
        @Nullable StandIns standIns,
        @Nullable String database,
        SortedMap<String, String> serveEnvironment) {
    public Sandbox {
        serveEnvironment = new TreeMap<>(serveEnvironment);
    }

    void write(JsonOut out) {
        out.object()
                .text("boot", boot)
                .count("server_pid", serverPid)
                .text("log", log)
                .text("public_url", publicUrl);
        if (standIns == null) {
            StandIns.writeAbsent(out);
        } else {
            standIns.write(out);
        }
        out.text("database", database).texts("serve_env", serveEnvironment).end();
    }

    @Override
    public String toString() {
        return "sandbox " + boot; // never the passwords
    }
}
