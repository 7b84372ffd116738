package dev.florin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher says and which JDK it chooses, with folders made up to look like JDKs. */
class LauncherTest {

    private static final String SHARED_END = "# ---- end of the lines that florin and mvnw share";

    private final SourceTree tree = SourceTree.ofTheProject();

    @TempDir
    Path made;

    @Test
    void withoutACommandItShowsHelp() throws Exception {
        Ended alone = run(Map.of(), "./florin");
        assertEquals(0, alone.code(), alone.said());
        assertEquals(alone, run(Map.of(), "./florin", "help"));
        assertEquals(alone, run(Map.of(), "./florin", "--help"));
        for (String command : List.of("demo", "serve", "verify", "backup", "restore", "config", "simulate", "bench")) {
            assertTrue(alone.said().contains("\n  " + command + " "), command + " is missing in: " + alone.said());
        }
    }

    @Test
    void anUnknownCommandIsNamedAndTheExitCodeIsTwo() throws Exception {
        Ended ended = run(Map.of(), "./florin", "dmeo");
        assertEquals(2, ended.code());
        assertTrue(ended.said().contains("'dmeo'"), ended.said());
    }

    @Test
    void javaHomeIsTakenWhenItIsNewEnough() throws Exception {
        Path jdk = jdk(made.resolve("mine"), "25");
        jdk(made.resolve(".jdks/newer"), "99.0.1");
        assertEquals(jdk.toString(), chosen(Map.of("JAVA_HOME", jdk.toString())));
    }

    @Test
    void anOldJavaHomeAndAnOldJavaOnThePathArePassedOver() throws Exception {
        Path old = jdk(made.resolve("old"), "17.0.15");
        Path newest = jdk(made.resolve(".jdks/newest"), "99.0.10");
        jdk(made.resolve(".jdks/older"), "99.0.9");
        jdk(made.resolve(".jdks/ancient"), "1.8.0_402");
        Map<String, String> environment =
                Map.of("JAVA_HOME", old.toString(), "PATH", old.resolve("bin") + ":" + System.getenv("PATH"));
        assertEquals(newest.toString(), chosen(environment));
    }

    @Test
    void javaOnThePathIsTakenWhenItIsNewEnough() throws Exception {
        Path jdk = jdk(made.resolve("on the path"), "26-ea");
        Path link = Files.createDirectories(made.resolve("links")).resolve("java");
        Files.createSymbolicLink(link, jdk.resolve("bin/java"));
        jdk(made.resolve(".jdks/newer"), "99");
        assertEquals(jdk.toString(), chosen(Map.of("PATH", link.getParent() + ":" + System.getenv("PATH"))));
    }

    @Test
    void aRuntimeWithoutCompilerIsNoJdk() throws Exception {
        Path runtime = jdk(made.resolve(".jdks/runtime"), "100");
        Files.delete(runtime.resolve("bin/javac"));
        Path jdk = jdk(made.resolve(".jdks/jdk"), "99");
        assertEquals(jdk.toString(), chosen(Map.of()));
    }

    @Test
    void aSourceIsBuiltOnceThoughItChangesNothingInTheJar() throws Exception {
        Path project = Files.createDirectories(made.resolve("project"));
        Path source = project.resolve("server/src/main/One.java");
        for (String each : List.of("pom.xml", "openapi.yaml", "docs/errors.md", "core/pom.xml", "server/pom.xml")) {
            Files.createDirectories(project.resolve(each).getParent());
            Files.createFile(project.resolve(each));
        }
        Files.createDirectories(project.resolve("core/src/main"));
        Files.createDirectories(source.getParent());
        Files.createFile(source);
        Files.copy(tree.root().resolve("florin"), project.resolve("florin"), StandardCopyOption.COPY_ATTRIBUTES);
        // Like Maven, which writes a jar only where something in it has changed.
        script(project.resolve("mvnw"), """
                cd "$(dirname "$0")" && mkdir -p server/target && echo x >>asked
                [ -e server/target/florin-server.jar ] || echo x >server/target/florin-server.jar
                echo x >server/target/classpath
                """);

        assertEquals(1, asked(project));
        assertEquals(1, asked(project), "what is built is not built again");
        aged(project, Duration.ofHours(1));
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().minus(Duration.ofMinutes(1))));
        assertEquals(2, asked(project), "a newer source is");
        assertEquals(2, asked(project), "though the jar is as old as before");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));
        assertEquals(3, asked(project));
    }

    /** How often a project was asked to build, once a command of it has run. */
    private int asked(Path project) throws Exception {
        Path jdk = jdk(made.resolve(".jdks/jdk"), "99");
        script(jdk.resolve("bin/java"), "echo started");
        Ended ended = run(Map.of(), project.resolve("florin").toString(), "verify");
        assertEquals(0, ended.code(), ended.said());
        assertTrue(ended.said().endsWith("started\n"), ended.said());
        return Files.readAllLines(project.resolve("asked")).size();
    }

    private static void aged(Path project, Duration age) throws IOException {
        FileTime then = FileTime.from(Instant.now().minus(age));
        try (Stream<Path> files = Files.walk(project)) {
            for (Path each : files.toList()) {
                Files.setLastModifiedTime(each, then);
            }
        }
    }

    private static void script(Path file, String lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + lines);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The JDK that the shared lines choose, run by themselves. */
    private String chosen(Map<String, String> environment) throws Exception {
        List<String> shared = SourceTree.lines(tree.file("florin"));
        List<String> script = new ArrayList<>(shared.subList(0, shared.indexOf(SHARED_END)));
        script.add("echo \"$JAVA_HOME\"");
        Path file = Files.write(made.resolve("shared.sh"), script);
        Ended ended = run(environment, "sh", file.toString());
        assertEquals(0, ended.code(), ended.said());
        return ended.said().strip();
    }

    private Ended run(Map<String, String> environment, String... words) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(tree.root().toFile()).redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("HOME", made.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    private static Path jdk(Path folder, String version) throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Files.writeString(folder.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        for (String tool : List.of("java", "javac")) {
            script(folder.resolve("bin").resolve(tool), "exit 1\n");
        }
        return folder.toRealPath();
    }

    private record Ended(int code, String said) {}
}
