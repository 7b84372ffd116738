package dev.florin.bench;

import dev.florin.server.storage.*;
import java.time.Duration;
import java.util.*;

final class Try {
    static long batches, commands, nanos;

    public static void main(String[] a) throws Exception {
        try (BenchDatabase db = BenchDatabase.open(
                dev.florin.server.app.Configuration.ofThisProcess(dev.florin.server.app.Configuration.Purpose.TOOL)
                        .databaseUrl())) {
            ProcessorTime pt = db.processors();
            try (Database d = new Database(db.address())) {
                long t = System.nanoTime();
                var accounts = FlorinAccounts.make(d);
                db.execute(
                        "public",
                        NaiveLedger.SCHEMA.replace(
                                "CREATE TABLE account", "SET search_path=florin_bench_naive; CREATE TABLE account"));
                System.out.println("setup ms " + (System.nanoTime() - t) / 1000000);
                LaneMeter m = new LaneMeter() {
                    public synchronized void batch(int c, long n) {
                        batches++;
                        commands += c;
                        nanos += n;
                    }
                };
                try (FlorinLedger f = new FlorinLedger(d, accounts, m)) {
                    String mode = a.length > 0 ? a[0] : "cmp";
                    double secs = Double.parseDouble(a.length > 1 ? a[1] : "2");
                    int rounds = Integer.parseInt(a.length > 2 ? a[2] : "3");
                    Duration du = Duration.ofMillis((long) (secs * 1000));
                    String[] sp = (a.length > 3 ? a[3] : "UNIFORM,HOT").split(",");
                    String[] cs = (a.length > 4 ? a[4] : "256").split(",");
                    for (String s : sp)
                        Callers.measure(
                                f, Spread.valueOf(s), 256, Duration.ofSeconds(Integer.getInteger("warm", 8)), pt);
                    if (mode.equals("pool")) {
                        for (String s : sp)
                            for (int p : new int[] {4, 8, 16, 32, 64})
                                try (NaiveLedger n = new NaiveLedger(db, p)) {
                                    Callers.measure(n, Spread.valueOf(s), 256, Duration.ofSeconds(1), pt);
                                    System.out.println(s + " pool " + p + " "
                                            + Callers.measure(n, Spread.valueOf(s), 256, du, pt));
                                }
                        return;
                    }
                    String pgs = db.ask(
                            "public",
                            "select string_agg(pid::text, ',') from pg_stat_activity where application_name='florin lane'");
                    System.out.println(
                            "GO " + ProcessHandle.current().pid() + " "
                                    + db.ask(
                                            "public",
                                            "select string_agg(pid::text, ',') from pg_stat_activity where application_name='florin lane'"));
                    int pool = Integer.getInteger("pool", 16);
                    for (String s : sp)
                        for (String c : cs) {
                            Spread spread = Spread.valueOf(s);
                            int n = Integer.parseInt(c);
                            List<Measured> fs = new ArrayList<>(), ns = new ArrayList<>();
                            for (int r = 0; r < rounds; r++) {
                                batches = commands = nanos = 0;
                                double tt = System.nanoTime();
                                var t0 = threads(pgs);
                                fs.add(Callers.measure(f, spread, n, du, pt));
                                var t1 = threads(pgs);
                                StringBuilder sb = new StringBuilder();
                                long cm = Math.max(1, commands / 2);
                                t1.forEach((k, v) -> {
                                    double u = (v - t0.getOrDefault(k, 0L)) / 1e3 / cm;
                                    if (u > 0.3) sb.append(String.format(" %s %.1f", k, u));
                                });
                                System.out.println("   cpu/call:" + sb);
                                System.out.printf(
                                        "%s %d florin %s batch %.0f busy %.2f%n",
                                        s,
                                        n,
                                        show(fs.getLast()),
                                        (double) commands / batches,
                                        nanos / (System.nanoTime() - tt));
                                if (mode.equals("cmp"))
                                    try (NaiveLedger nl = new NaiveLedger(db, pool)) {
                                        ns.add(Callers.measure(nl, spread, n, du, pt));
                                        System.out.println(s + " " + n + " naive  " + show(ns.getLast()));
                                    }
                            }
                            Measured F = Measured.medians(fs);
                            System.out.println("MEDIAN " + s + " " + n + " florin " + show(F));
                            if (!ns.isEmpty()) {
                                Measured N = Measured.medians(ns);
                                System.out.println("MEDIAN " + s + " " + n + " naive  " + show(N));
                                System.out.printf("RATIO %.1f%n", F.callsPerSecond() / N.callsPerSecond());
                            }
                        }
                }
            }
        }
    }

    static Map<String, Long> threads(String pgs) {
        Map<String, Long> m = new TreeMap<>();
        try {
            for (java.io.File f : new java.io.File("/proc/self/task").listFiles()) {
                try {
                    String c = java.nio.file.Files.readString(f.toPath().resolve("comm"))
                            .strip()
                            .replaceAll("[0-9]+", "N");
                    if (c.startsWith("ForkJoin")) c = "carriers";
                    String[] x = java.nio.file.Files.readString(f.toPath().resolve("schedstat"))
                            .split(" ");
                    m.merge(c, Long.parseLong(x[0]), Long::sum);
                } catch (java.io.IOException e) {
                }
            }
            for (String pid : pgs.split(","))
                m.merge(
                        "PG",
                        Long.parseLong(
                                java.nio.file.Files.readString(java.nio.file.Path.of("/proc/" + pid + "/schedstat"))
                                        .split(" ")[0]),
                        Long::sum);
        } catch (Exception e) {
            throw new RuntimeException(e);
        }
        return m;
    }

    static String show(Measured m) {
        return String.format(
                "%.0f/s p50 %.2f p99 %.2f pg %.1f us java %.1f us",
                m.callsPerSecond(), m.medianMillis(), m.p99Millis(), m.postgresMicros(), m.javaMicros());
    }
}
