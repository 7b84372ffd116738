package dev.florin.bench;

import dev.florin.server.storage.Database;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Measures both ledgers over HTTP: Florin's server as {@code ./florin serve} runs it, the naive ledger behind the same HTTP
 * server, and the load are three programs, all on this machine.
 */
final class HttpRuns {
    private static final Duration START_WITHIN = Duration.ofMinutes(1);
    private static final int KEY_BYTES = 20;
    private static final int WARM_UP_CONNECTIONS = 256;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;

    /** What a server does once after its start is over by then. */
    private static final Duration SETTLES = Duration.ofSeconds(2);

    private final Effort effort;
    private final BenchDatabase database;
    private final ProcessorTime processors;
    private final Path folder;
    private final Consumer<String> progress;

    HttpRuns(Effort effort, BenchDatabase database, Path folder, Consumer<String> progress) {
        this.effort = effort;
        this.database = database;
        this.processors = database.processors();
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * What was found.
     *
     * @param idleBytes memory of Florin's server before the first request
     * @param loadedBytes and after the last
     */
    record Result(List<Row> rows, long idleBytes, long loadedBytes) {}

    /** A server that listens. */
    private record Served(OtherProgram program, int port, String authority) {}

    Result measure() {
        progress.accept("HTTP: starting three programs, and warming them up ...");
        String key = operatorKey();
        int port = FreePort.find();
        try (OtherProgram florin = florin(database.address(), folder, port, key, Map.of());
                OtherProgram naive = naive();
                OtherProgram load = OtherProgram.java("load", folder, Map.of(), LoadProcess.class.getName())) {
            florin.lineBeginning("Florin serves at", START_WITHIN);
            String listens = naive.lineBeginning(NaiveServer.LISTENS, START_WITHIN);
            Pause.of(SETTLES);
            long idleBytes = florin.residentBytes();
            Served ofFlorin = new Served(florin, port, key);
            Served ofNaive =
                    new Served(naive, Integer.parseInt(listens.substring(NaiveServer.LISTENS.length())), "any");
            warmUp(load, ofFlorin, effort.httpWarmUp());
            warmUp(load, ofNaive, effort.httpWarmUp().dividedBy(2));
            List<Row> rows = new ArrayList<>();
            for (Effort.Load each : effort.http()) {
                progress.accept("HTTP, " + each.spread().title() + ", " + each.callers() + " connections ...");
                rows.add(Rounds.inTurns(
                        effort.rounds(),
                        Part.HTTP,
                        each,
                        () -> measured(load, ofFlorin, each, effort.round()),
                        () -> measured(load, ofNaive, each, effort.round())));
            }
            return new Result(rows, idleBytes, florin.residentBytes());
        }
    }

    private void warmUp(OtherProgram load, Served server, Duration duration) {
        Effort.Load uniform = new Effort.Load(Spread.UNIFORM, WARM_UP_CONNECTIONS);
        measured(load, server, uniform, duration);
    }

    private Measured measured(OtherProgram load, Served server, Effort.Load each, Duration duration) {
        load.send(new LoadProcess.Order(server.port, server.authority, each.spread(), each.callers(), duration).line());
        load.lineBeginning("begun", START_WITHIN);
        double postgres = processors.ofPostgres();
        double java = ProcessorTime.ofProcess(server.program.pid());
        LoadProcess.Reading reading = LoadProcess.Reading.of(load.lineBeginning("ended", duration.plus(START_WITHIN)));
        double calls = Math.max(1, reading.calls());
        return new Measured(
                reading.calls() / (reading.nanos() / NANOS_PER_SECOND),
                reading.medianNanos() / NANOS_PER_MILLI,
                reading.p99Nanos() / NANOS_PER_MILLI,
                (processors.ofPostgres() - postgres) / NANOS_PER_MICRO / calls,
                (ProcessorTime.ofProcess(server.program.pid()) - java) / NANOS_PER_MICRO / calls);
    }

    /** Florin as {@code ./florin serve} runs it, with {@code more} settings. */
    static OtherProgram florin(Database.Address address, Path folder, int port, String key, Map<String, String> more) {
        String parameters = (address.url().contains("?") ? "&" : "?") + "user=" + encoded(address.user()) + "&password="
                + encoded(address.password());
        Map<String, String> environment = new HashMap<>(more);
        environment.put("FLORIN_DATABASE_URL", address.url() + parameters);
        environment.put("FLORIN_DATABASE_SCHEMA", address.schema());
        environment.put("FLORIN_OPERATOR_KEY", key);
        environment.put("FLORIN_PORT", Integer.toString(port));
        return OtherProgram.java("the server", folder, environment, "dev.florin.server.app.Florin", "serve");
    }

    private OtherProgram naive() {
        Database.Address address = database.address();
        byte[] password = address.password().getBytes(StandardCharsets.UTF_8);
        OtherProgram program = OtherProgram.java(
                "the naive server",
                folder,
                Map.of(),
                NaiveServer.class.getName(),
                address.url(),
                address.user(),
                Integer.toString(password.length));
        program.send(address.password());
        return program;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String operatorKey() {
        byte[] random = new byte[KEY_BYTES];
        ThreadLocalRandom.current().nextBytes(random);
        return "sk_test_" + HexFormat.of().formatHex(random);
    }
}
