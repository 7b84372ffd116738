package dev.florin.server.web.assistant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.assistant.CodeFiles.File;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeFilesTest {
    @Test
    void eachBlockIsAFileByTheNameBehindItsLanguageOrInItsFirstLine() {
        List<File> files = CodeFiles.of("""
                Here you are:

                ```java src/Main.java
                class Main {}
                ```

                ```python
                # tools/run.py
                print(1)
                ```

                ```js
                let a;
                ```

                ```js
                let b;
                ```
                """);
        assertEquals(
                List.of("src/Main.java", "tools/run.py", "main.js", "4-main.js"),
                files.stream().map(File::name).toList());
        assertEquals("class Main {}\n", files.getFirst().text());
        assertEquals(List.of(), CodeFiles.of("No code at all"));
    }

    @Test
    void aFileThatIsStillComingIsThereAlready() {
        List<File> files = CodeFiles.of("```go main.go\npackage main\nfunc ma");
        assertEquals(1, files.size());
        assertFalse(files.getFirst().whole());
        assertTrue(CodeFiles.of("```go\n").isEmpty()
                || !CodeFiles.of("```go\n").getFirst().whole());
    }

    @Test
    void aFenceWithinALongerOneIsText() {
        List<File> files = CodeFiles.of("````markdown README.md\n```sh\nmake\n```\n````\n");
        assertEquals("```sh\nmake\n```\n", files.getFirst().text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.sh",
                "/etc/passwd.txt",
                "a/../../b.txt",
                "C:\\x.txt",
                "a//b.txt",
                "",
                "\"><script>.js",
                "a\u0000.txt"
            })
    void aNameThatLeadsElsewhereIsNoName(String name) {
        assertEquals("", CodeFiles.safe(name));
    }

    @Test
    void anArchiveHoldsThemAll() throws IOException {
        byte[] zip = CodeFiles.zip(CodeFiles.of("```sql a.sql\nselect 'ä';\n```\n```sql b/c.sql\nselect 2;\n```"));
        List<String> found = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                found.add(entry.getName() + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertEquals(List.of("a.sql select 'ä';\n", "b/c.sql select 2;\n"), found);
    }

    @Test
    void whatIsNotCodeIsNotColoured() {
        assertEquals("if &lt;this&gt; &amp; that", Highlight.html("if <this> & that", "text"));
        assertEquals(
                "<span class=\"hl-word\">SELECT</span> <span class=\"hl-text\">&#39;it&#39;</span>",
                Highlight.html("SELECT 'it'", "sql"));
        assertEquals("<span class=\"hl-text\">&quot;never closed</span>", Highlight.html("\"never closed", "java"));
        assertEquals("<span class=\"hl-comment\">/* never closed</span>", Highlight.html("/* never closed", "go"));
    }
}
