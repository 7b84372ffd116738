package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.simulation.Readme.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The README's examples run as they stand against a demo; only its address is another. */
final class ReadmeTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Readme README = Readme.read();
    private static final long SECONDS = 60;

    /** The answer's text, and what it cost. */
    private static final Pattern TEXT_AND_COST = Pattern.compile("\\S.*\n0\\.[0-9]{2,9}\n", Pattern.DOTALL);

    @TempDir
    private static Path folder;

    private static DemoProcess demo;

    @BeforeAll
    static void start() throws IOException {
        demo = DemoProcess.start(folder);
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    private static Ran run(String... words) {
        return Ran.of(folder, Map.of("KEY", "sk_test_demo"), SECONDS, words).orElseThrow();
    }

    private static Example only(String language) {
        List<Example> found = README.in(language);
        assertEquals(1, found.size(), language);
        return found.getFirst();
    }

    private static Path written(String name, Example example) throws IOException {
        return Files.writeString(folder.resolve(name), example.at(demo.address()));
    }

    @Test
    void eachCurlCommandIsAnswered() throws IOException {
        List<Example> blocks =
                README.in("sh").stream().filter(each -> each.names("curl ")).toList();
        assertEquals(3, blocks.size());
        for (Example block : blocks) {
            Ran ran = run("sh", written("commands.sh", block).toString());
            assertEquals(0, ran.code(), ran.said());
            List<String> answers = ran.said().lines().toList();
            assertEquals(block.text().split("curl ", -1).length - 1, answers.size(), ran.said());
            for (String answer : answers) {
                JsonNode said = JSON.readTree(answer);
                assertTrue(said.has("object"), answer);
                assertFalse(said.has("code") || said.has("error"), answer);
            }
        }
    }

    @Test
    void theNodeExampleRuns() throws IOException {
        NodeClients node = NodeClients.orSkip();
        assertTold(node.runText(only("javascript").at(demo.address())));
    }

    @Test
    void theJavaExampleRuns() throws IOException {
        Path file = written("Example.java", only("java"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        assertTold(run(java, "-cp", System.getProperty("java.class.path"), file.toString()));
    }

    /** Where the package is not there, the example is looked at only. */
    @Test
    void thePythonExampleRunsWhereItsPackageIs() throws IOException {
        String file = written("example.py", only("python")).toString();
        Optional<Ran> there = Ran.of(folder, Map.of(), SECONDS, "python3", "-c", "import openai");
        if (there.isEmpty()) {
            System.out.println("not run: the Python example of the README, for python3 is not here");
        } else if (there.get().code() == 0) {
            assertTold(run("python3", file));
        } else {
            System.out.println(
                    "not run, but compiled: the Python example of the README, for python3 has no openai here");
            Ran compiled = run("python3", "-m", "py_compile", file);
            assertEquals(0, compiled.code(), compiled.said());
        }
    }

    private static void assertTold(Ran ran) {
        assertEquals(0, ran.code(), ran.said());
        // Java says on its standard error which logging it has not found.
        String said = ran.said().replaceAll("(?m)^SLF4J.*\n", "");
        assertTrue(TEXT_AND_COST.matcher(said).matches(), said);
    }
}
