package dev.florin.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The program that sends the load over HTTP: one thread for all connections, so that little of the machine goes to it. It is told
 * a line for each measurement, says {@code begun} when its stopwatch starts and {@code ended} with what it read, and ends when
 * nobody tells it anything more.
 */
final class LoadProcess {
    /** Calls made before the stopwatch starts, so that every connection is under way. */
    private static final Duration LEAD = Duration.ofMillis(200);

    /** An answer takes milliseconds; a server that says nothing for that long is stuck. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private LoadProcess() {}

    /** One measurement. */
    record Order(int port, String authority, Spread spread, int connections, Duration duration) {
        String line() {
            return port + " " + authority + " " + spread + " " + connections + " " + duration.toMillis();
        }

        static Order of(String line) {
            String[] words = line.split(" ", -1);
            return new Order(
                    Integer.parseInt(words[0]),
                    words[1],
                    Spread.valueOf(words[2]),
                    Integer.parseInt(words[3]),
                    Duration.ofMillis(Long.parseLong(words[4])));
        }
    }

    /** What the stopwatch read. */
    record Reading(long calls, long nanos, long medianNanos, long p99Nanos) {
        String line() {
            return "ended " + calls + " " + nanos + " " + medianNanos + " " + p99Nanos;
        }

        static Reading of(String line) {
            String[] words = line.split(" ", -1);
            return new Reading(
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]));
        }
    }

    /** Measures what each line of the input says. */
    public static void main(String[] words) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            System.out.println(run(Order.of(line)).line());
        }
    }

    private static Reading run(Order order) throws IOException {
        List<LoadConnection> connections = new ArrayList<>();
        SplittableRandom random = new SplittableRandom();
        String keys = "bench-" + Long.toString(System.nanoTime(), Character.MAX_RADIX) + "-";
        try (Selector selector = Selector.open()) {
            for (int number = 0; number < order.connections; number++) {
                connections.add(new LoadConnection(
                        order.port, order.authority, order.spread, random.split(), keys + number + "-", selector));
            }
            for (LoadConnection connection : connections) {
                connection.begin();
            }
            call(selector, LEAD, new Latencies());
            System.out.println("begun");
            Latencies latencies = new Latencies();
            long began = System.nanoTime();
            call(selector, order.duration, latencies);
            return new Reading(
                    latencies.count(), System.nanoTime() - began, latencies.within(0.5), latencies.within(0.99));
        } finally {
            for (LoadConnection connection : connections) {
                connection.close();
            }
        }
    }

    private static void call(Selector selector, Duration duration, Latencies latencies) throws IOException {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            int ready = selector.select(key -> take(key, latencies), PATIENCE.toMillis());
            if (ready == 0) {
                throw new BenchFault("the server has said nothing for " + PATIENCE.toSeconds() + " seconds");
            }
        }
    }

    private static void take(SelectionKey key, Latencies latencies) {
        LoadConnection connection = (LoadConnection) key.attachment();
        try {
            long nanos = connection.read();
            if (nanos > 0) {
                latencies.add(nanos);
                connection.begin();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a connection broke", e);
        }
    }
}
