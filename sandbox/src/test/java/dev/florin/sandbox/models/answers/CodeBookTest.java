package dev.florin.sandbox.models.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs that the stand-in writes run. */
class CodeBookTest {
    @TempDir
    private Path folder;

    private static Stream<String> prompts(String language) {
        return Stream.of(
                        "fizzbuzz",
                        "a debounce function",
                        "a prime sieve",
                        "a CSV parser",
                        "a REST client",
                        "binary search",
                        "fibonacci numbers",
                        "a palindrome check",
                        "quicksort",
                        "a word count",
                        "an LRU cache",
                        "string reversal")
                .map(task -> "Write " + task + " in " + language)
                .filter(prompt -> program(prompt).isPresent());
    }

    static Stream<String> java() {
        return prompts("Java").filter(prompt -> shown(prompt).contains("```java\n"));
    }

    static Stream<String> python() {
        return prompts("Python").filter(prompt -> shown(prompt).contains("```python"));
    }

    static Stream<String> javaScript() {
        return prompts("JavaScript").filter(prompt -> shown(prompt).contains("```javascript"));
    }

    private static String shown(String prompt) {
        return CodeBook.find(prompt).orElseThrow();
    }

    private static Optional<String> program(String prompt) {
        return CodeBook.find(prompt)
                .map(shown -> shown.substring(shown.indexOf("```"), shown.lastIndexOf("```")))
                .map(fenced -> fenced.substring(fenced.indexOf('\n') + 1));
    }

    private void runs(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it does not end");
        assertEquals(0, process.exitValue(), Files.readString(folder.resolve("out")));
        assertTrue(Files.size(folder.resolve("out")) > 0, "it says nothing");
    }

    @ParameterizedTest
    @MethodSource("java")
    void javaCompiles(String prompt) throws IOException {
        Path file = folder.resolve("Main.java");
        Files.writeString(file, program(prompt).orElseThrow());
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", folder.toString(), file.toString()));
    }

    @ParameterizedTest
    @MethodSource("python")
    void pythonRuns(String prompt) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "there is no Python here");
        Path file = folder.resolve("main.py");
        Files.writeString(file, program(prompt).orElseThrow());
        runs(List.of("/usr/bin/python3", file.toString()));
    }

    @ParameterizedTest
    @MethodSource("javaScript")
    void javaScriptRuns(String prompt) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/node")), "there is no Node here");
        Path file = folder.resolve("main.mjs");
        Files.writeString(file, program(prompt).orElseThrow());
        runs(List.of("/usr/bin/node", file.toString()));
    }
}
