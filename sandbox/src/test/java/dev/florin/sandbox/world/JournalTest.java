package dev.florin.sandbox.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class JournalTest {
    private static final Kind TREE = Kind.live("tree");
    private static final Kind FLAT = Kind.flat("flat");
    private static final String PADDING = "x".repeat(200);

    /** Small enough that a test compacts many times. */
    private static final long LEAST_BYTES = 4_000;

    @TempDir
    private Path folder;

    private static World open(Path folder, long seed) {
        return new World(
                folder.resolve("a.journal"),
                InstantSource.system(),
                Duration.ZERO,
                new Random(seed),
                List.of(FLAT),
                LEAST_BYTES);
    }

    private static ObjectNode document(String id, int value) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("value", value)
                .put("padding", PADDING);
    }

    private static Map<String, Integer> values(World world) {
        return world.look(turn -> Stream.of(TREE, FLAT)
                .flatMap(kind -> turn.oldestFirst(kind)
                        .map(found -> Map.entry(
                                kind.name() + " " + found.path("id").asString(),
                                found.path("value").asInt())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b, TreeMap::new)));
    }

    /** The files as they lie there now: what a process that is killed at this moment leaves. */
    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void step(World world, Random random) {
        Kind kind = random.nextBoolean() ? TREE : FLAT;
        String id = "d \"" + random.nextInt(40) + "\"";
        int value = random.nextInt(1_000);
        try {
            world.change(Cause.TIME, turn -> {
                switch (random.nextInt(4)) {
                    case 0 -> turn.remove(kind, id);
                    case 1 -> turn.put(kind, id, document(id, value));
                    case 2 -> {
                        turn.put(kind, id, document(id, value));
                        turn.edit(kind, id).put("value", value + 1);
                    }
                    default -> {
                        turn.put(kind, id, document(id, value));
                        throw new IllegalStateException("undone");
                    }
                }
                return turn;
            });
        } catch (IllegalStateException e) {
            assertEquals("undone", e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverMomentTheProcessDiesAtEverythingThatWasAnsweredIsThere(long seed) {
        Random random = new Random(seed);
        Path home = folder.resolve("home");
        World world = open(home, seed);
        for (int i = 0; i < 1_500; i++) {
            step(world, random);
            if (random.nextInt(50) == 0) {
                Path dead = folder.resolve("dead" + i);
                copy(home, dead);
                World again = open(dead, seed);
                assertEquals(values(world), values(again), "seed " + seed + " step " + i);
                again.close();
            }
            if (random.nextInt(400) == 0) {
                world.close();
                world = open(home, seed);
            }
        }
        world.close();
    }

    @Test
    void theFilesStayAFewTimesAsLongAsWhatTheyHoldHoweverManyTurnsThereAre() {
        World world = open(folder, 1);
        for (int i = 0; i < 50; i++) {
            String id = "steady" + i;
            world.change(Cause.TIME, turn -> turn.put(TREE, id, document(id, 0)));
        }
        long most = 0;
        for (int i = 0; i < 5_000; i++) {
            int value = i;
            world.change(Cause.TIME, turn -> turn.put(FLAT, "busy", document("busy", value)));
            most = Math.max(most, bytes(folder));
        }
        long held = 51L * document("steady00", 0).toString().length();
        assertTrue(most < 5 * held, "it grew to " + most + " bytes for " + held);
        world.close();
        World again = open(folder, 1);
        assertEquals(4_999, values(again).get("flat busy"));
        assertEquals(51, values(again).size());
        again.close();
    }

    @Test
    void aDeathBetweenTheNewBaseAndTheEndOfTheOldTailsBringsNothingBack() throws IOException {
        World world = open(folder, 1);
        world.change(Cause.TIME, turn -> turn.put(TREE, "a", document("a", 1)));
        Path tail = folder.resolve("a.journal.1");
        byte[] old = Files.readAllBytes(tail);
        world.change(Cause.TIME, turn -> turn.put(TREE, "a", document("a", 2)));
        world.close();
        open(folder, 1).close();
        Files.write(tail, old, StandardOpenOption.CREATE_NEW);
        Files.writeString(folder.resolve("a.journal.new"), "{\"put\":[[\"tree\",\"a\",{}");
        World again = open(folder, 1);
        assertEquals(Map.of("tree a", 2), values(again));
        again.close();
    }
}
