package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * A server is killed at each point of a stream. After its hold has run out, seen by a server that lives on, there is at most one
 * row, charged by what was recorded; and trying again is a call of its own.
 */
final class StreamDeathsTest {
    private static final long SOON = TimeUnit.SECONDS.toNanos(30);
    private static final String CREDIT = "5.00";

    /** Of the answer, in frames of one token. */
    private static final int FRAMES = 30;

    private static final int FIRST_FRAMES = 7;

    @TempDir
    private static Path folder;

    private static ModelShop shop;

    @BeforeAll
    static void open() {
        shop = new ModelShop(folder, 1);
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    /** A moment of a stream at which its server dies, and what is left of it then. */
    private enum Point {
        BEFORE_THE_HOLD(Left.NOTHING),
        AFTER_THE_HOLD(Left.EXPIRED),
        BEFORE_THE_FIRST_BYTE(Left.EXPIRED),
        AFTER_SOME_FRAMES(Left.EXPIRED),
        AFTER_RECORDED_PROGRESS(Left.PROGRESS),
        BEFORE_SETTLING(Left.EXPIRED),
        BEFORE_SETTLING_WITH_PROGRESS(Left.PROGRESS),
        AFTER_SETTLING(Left.CHARGED);

        private final Left left;

        Point(Left left) {
            this.left = left;
        }

        /** Model, account and latch have the point's name. */
        private String ownName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private String script() {
            String waits = ",\"wait_for\":\"" + ownName() + "\"";
            return "{\"frames\":" + FRAMES
                    + switch (this) {
                        case BEFORE_THE_HOLD, AFTER_THE_HOLD, AFTER_SETTLING -> "}";
                        case BEFORE_THE_FIRST_BYTE -> waits + "}";
                        default -> waits + ",\"wait_after\":" + FIRST_FRAMES + "}";
                    };
        }
    }

    /** What the books say when the hold has run out. */
    private enum Left {
        NOTHING,
        EXPIRED,
        /** A charge for the first frames. */
        PROGRESS,
        /** A charge for all of them, by the provider's count. */
        CHARGED
    }

    /**
     * One server's death, with all the streams that it then has. Of the last of them nothing more is saved than the first or the
     * first two marks: its hold, its progress or its row.
     */
    enum Death {
        BEFORE_THE_HOLD(1, Valve.Shut.BEFORE, Point.BEFORE_THE_HOLD),
        AFTER_THE_HOLD(1, Valve.Shut.AFTER, Point.AFTER_THE_HOLD),
        ANSWERING(
                2,
                Valve.Shut.BEFORE,
                Point.AFTER_RECORDED_PROGRESS,
                Point.BEFORE_THE_FIRST_BYTE,
                Point.AFTER_SOME_FRAMES),
        BEFORE_SETTLING(2, Valve.Shut.BEFORE, Point.BEFORE_SETTLING_WITH_PROGRESS, Point.BEFORE_SETTLING),
        AFTER_SETTLING(2, Valve.Shut.AFTER, Point.AFTER_SETTLING);

        private final int marks;
        private final Valve.Shut how;

        // Made by List.of, which the checker cannot see through.
        @SuppressWarnings("ImmutableEnumChecker")
        private final List<Point> points;

        Death(int marks, Valve.Shut how, Point... points) {
            this.marks = marks;
            this.how = how;
            this.points = List.of(points);
        }

        Valve valve() {
            return new Valve(shop.database().port(), feature(points.getLast()), marks, how);
        }
    }

    private static String feature(Point point) {
        return "feature-of-" + point.ownName() + "."; // no name is the beginning of another
    }

    private static String key(Point point) {
        return shop.customerOnce(point.ownName(), CREDIT);
    }

    @ParameterizedTest
    @EnumSource
    void eachHoldEndsOnceAtWhatWasRecorded(Death death) throws IOException {
        for (Point point : death.points) {
            String name = point.ownName();
            shop.model(name, "openai");
            shop.script(name, point.script());
        }
        List<ModelCaller> callers = new ArrayList<>();
        try (Valve valve = death.valve();
                ServingProcess mortal = shop.serveApart(valve.port())) {
            for (Point point : death.points) {
                ModelCaller caller = call(mortal, point, key(point));
                callers.add(caller);
                reach(point, valve, caller);
            }
            mortal.kill();
            for (ModelCaller each : callers) {
                assertFalse(each.all().contains("[DONE]"), each::heard);
                each.close();
            }
        }
        shop.database().advance(Duration.ofMinutes(15));
        for (Point point : death.points) {
            open(point);
            await("a hold outlives its call", () -> shop.nothingIsHeld(point.ownName()));
            assertLeft(point);
            tryAgain(point, key(point));
        }
    }

    private static ModelCaller call(ServingProcess server, Point point, String key) throws IOException {
        return new ModelCaller(
                server.address(),
                "/openai/v1/chat/completions",
                key,
                "{\"model\":\"" + point.ownName()
                        + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Go.\"}]}",
                "X-Florin-Feature: " + feature(point) + "\r\nIdempotency-Key: only-" + point.ownName() + "\r\n");
    }

    /** Returns where the server is to die, or the next stream to begin. */
    private static void reach(Point point, Valve valve, ModelCaller caller) throws IOException {
        String name = point.ownName();
        switch (point) {
            case BEFORE_THE_HOLD -> assertTrue(valve.awaitShut());
            case AFTER_THE_HOLD -> {
                assertTrue(valve.awaitShut());
                await("nothing is held", () -> !shop.nothingIsHeld(name));
            }
            case BEFORE_THE_FIRST_BYTE -> await("the provider is not asked", () -> timesAsked(point) == 1);
            case AFTER_SOME_FRAMES -> assertTrue(caller.hearsContent());
            case AFTER_RECORDED_PROGRESS, BEFORE_SETTLING_WITH_PROGRESS -> awaitProgress(name, caller);
            case BEFORE_SETTLING -> {
                open(point);
                assertTrue(valve.awaitShut());
                open(Point.BEFORE_SETTLING_WITH_PROGRESS);
                await(
                        "an answer is not over",
                        () -> isAnswered(point) && isAnswered(Point.BEFORE_SETTLING_WITH_PROGRESS));
            }
            case AFTER_SETTLING -> {
                assertTrue(valve.awaitShut());
                await("nothing is charged", () -> calls(name).size() == 1);
            }
        }
    }

    private static void open(Point point) {
        shop.standIn().models("/latches/" + point.ownName(), "{}");
    }

    private static int timesAsked(Point point) {
        return shop.standIn()
                .models("/calls?model=" + point.ownName())
                .at("/totals/calls")
                .asInt();
    }

    private static boolean isAnswered(Point point) {
        return shop.standIn()
                .models("/calls?model=" + point.ownName())
                .at("/data/0/state")
                .asString()
                .equals("finished");
    }

    private static void awaitProgress(String account, ModelCaller caller) throws IOException {
        assertTrue(caller.hearsContent());
        String atFirst = shop.expiry(account);
        await("no progress is recorded", () -> !shop.expiry(account).equals(atFirst));
    }

    private static void assertLeft(Point point) {
        String name = point.ownName();
        List<JsonNode> rows = calls(name);
        boolean sent = point != Point.BEFORE_THE_HOLD && point != Point.AFTER_THE_HOLD;
        assertEquals(sent ? 1 : 0, timesAsked(point));
        assertEquals(point.left == Left.NOTHING ? 0 : 1, rows.size(), rows.toString());
        for (JsonNode row : rows) {
            boolean paid = point.left != Left.EXPIRED;
            assertEquals(paid ? "charge" : "not_charged", row.path("type").asString(), row.toString());
            assertEquals(paid ? "" : "expired", row.path("reason_code").asString(""));
            if (paid) {
                boolean recorded = point.left == Left.PROGRESS;
                assertEquals(recorded, row.path("estimated").asBoolean(), row.toString());
                assertEquals(
                        recorded ? FIRST_FRAMES : FRAMES,
                        row.path("usage").path("output_tokens").asInt());
            }
        }
        if (point.left == Left.CHARGED) {
            assertEquals(0, shop.listPrice(name).compareTo(shop.booked(name, name)));
        }
    }

    /** With the same Idempotency-Key a call that was not charged is made anew; one that was charged is not. */
    private static void tryAgain(Point point, String key) throws IOException {
        String name = point.ownName();
        int before = calls(name).size();
        boolean charged = point.left == Left.PROGRESS || point.left == Left.CHARGED;
        // What was ordered of the model for a call that it never got would strike now.
        shop.standIn().models("/reset", "{\"model\":\"" + name + "\"}");
        try (ModelCaller again = call(shop.firstServer(), point, key)) {
            String said = again.all();
            assertTrue(said.startsWith(charged ? "HTTP/1.1 422 " : "HTTP/1.1 200 "), said);
            assertEquals(!charged, said.contains("[DONE]"), said);
        }
        await("something is held", () -> shop.nothingIsHeld(name));
        List<JsonNode> rows = calls(name);
        assertEquals(before + (charged ? 0 : 1), rows.size());
        BigDecimal left = rows.stream()
                .map(row -> new BigDecimal(row.path("amount").asString()))
                .reduce(new BigDecimal(CREDIT), BigDecimal::add);
        String total = shop.calls().get("/v1/accounts/" + name + "/balance").text("total");
        assertEquals(0, left.compareTo(new BigDecimal(total)));
    }

    private static List<JsonNode> calls(String account) {
        return shop.rows(account).stream()
                .filter(row -> !row.path("type").asString().equals("grant"))
                .toList();
    }

    private static void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + SOON;
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
