package dev.florin.server.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerBinariesTest {
    @TempDir
    Path folder;

    @Test
    void twoProcessesThatUnpackAtOnceBothFindEverything() throws Exception {
        OpenFolder.open(folder);
        OrdinaryUser user = OrdinaryUser.forCluster(folder.resolve("none"));
        Path shelf = folder.resolve("shelf");
        List<String> versions = new CopyOnWriteArrayList<>();
        List<Thread> both = IntStream.range(0, 2)
                .mapToObj(number -> Thread.ofPlatform().start(() -> {
                    ServerBinaries binaries = ServerBinaries.on(List.of(shelf), user, notice -> {});
                    versions.add(
                            Program.run(user.command(List.of(binaries.postgres().toString(), "--version")))
                                    .output());
                }))
                .toList();
        for (Thread thread : both) {
            thread.join();
        }
        assertEquals(2, versions.size());
        assertTrue(versions.stream().allMatch(version -> version.startsWith("postgres (PostgreSQL) 18.")));
        try (Stream<Path> left = Files.list(shelf)) {
            assertEquals(1, left.count(), "nothing unfinished is left");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsPassedOver() throws Exception {
        OpenFolder.open(folder);
        Path file = Files.writeString(folder.resolve("a-file"), "");
        OrdinaryUser user = OrdinaryUser.forCluster(folder.resolve("none"));
        List<Path> shelves = ServerBinaries.shelves(user, folder.resolve("beside"));
        ServerBinaries found = ServerBinaries.on(
                Stream.concat(Stream.of(file.resolve("below")), shelves.stream())
                        .toList(),
                user,
                notice -> {});
        assertTrue(Files.exists(found.initdb()));
        var fault = assertThrows(
                EmbeddedFault.Unusable.class,
                () -> ServerBinaries.on(List.of(file.resolve("below")), user, notice -> {}));
        assertTrue(fault.toString().contains(file.toString()), fault.toString());
    }

    @Test
    void filesFoldersLinksAndLongNamesAreUnpacked() throws Exception {
        String longName = "folder/" + "n".repeat(150);
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        archive.write(entry("folder/", '5', "", ""));
        archive.write(entry("folder/program", '0', "", "x".repeat(700)));
        archive.write(entry("folder/link", '2', "program", ""));
        archive.write(entry("././@LongLink", 'L', "", longName + "\0"));
        archive.write(entry(longName.substring(0, 99), '0', "", "long"));
        archive.write(new byte[1024]);
        new TarArchive(new ByteArrayInputStream(archive.toByteArray())).unpackInto(folder);
        assertEquals("x".repeat(700), Files.readString(folder.resolve("folder/link")));
        assertTrue(Files.isExecutable(folder.resolve("folder/program")));
        assertEquals("long", Files.readString(folder.resolve(longName)));
    }

    @Test
    void anArchiveThatPointsOutsideIsRefused() throws Exception {
        for (byte[] bad : List.of(
                entry("../outside", '0', "", "x"),
                entry("/tmp/outside", '0', "", "x"),
                entry("link", '2', "../../outside", ""),
                entry("link", '2', "/etc", ""),
                entry("device", '3', "", ""))) {
            TarArchive archive = new TarArchive(new ByteArrayInputStream(bad));
            assertThrows(IOException.class, () -> archive.unpackInto(folder));
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void anArchiveThatEndsTooEarlyIsRefused() throws Exception {
        byte[] whole = entry("file", '0', "", "x".repeat(600));
        for (int length : new int[] {100, 600}) {
            TarArchive archive = new TarArchive(new ByteArrayInputStream(whole, 0, length));
            assertThrows(IOException.class, () -> archive.unpackInto(folder));
        }
    }

    private static byte[] entry(String name, char type, String link, String content) throws IOException {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000755");
        put(header, 124, "%011o".formatted(content.length()));
        put(header, 156, Character.toString(type));
        put(header, 157, link);
        put(header, 257, "ustar  ");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(header);
        out.write(content.getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[(512 - content.length() % 512) % 512]);
        return out.toByteArray();
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
