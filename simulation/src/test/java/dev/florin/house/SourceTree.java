package dev.florin.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The files of the project as somebody who clones it gets them. */
record SourceTree(Path root, List<Path> files) {

    /** What a build, an editor or a running demo leaves behind; none of it is in git. */
    private static final Set<String> LEFT_BEHIND =
            Set.of(".git", ".idea", ".m2", ".vscode", "data", "node_modules", "target");

    static SourceTree ofTheProject() {
        Path root = Path.of(System.getProperty("florin.home", ".."))
                .toAbsolutePath()
                .normalize();
        List<Path> files = new ArrayList<>();
        collect(root, root, files);
        return new SourceTree(root, List.copyOf(files));
    }

    private static void collect(Path root, Path folder, List<Path> into) {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                boolean atRoot = folder.equals(root);
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry)) {
                    // `data` is the demo's database at the root and an ordinary name further down.
                    if (!LEFT_BEHIND.contains(name) || (name.equals("data") && !atRoot)) {
                        collect(root, entry, into);
                    }
                } else if (!(atRoot && name.equals(".git"))) {
                    into.add(entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Our code; not the code that a stand-in answers with. */
    List<Path> java() {
        return files.stream()
                .filter(file -> file.toString().endsWith(".java"))
                .filter(file -> !name(file).contains("/resources/"))
                .toList();
    }

    List<Path> mainJava() {
        return java().stream().filter(file -> name(file).contains("/src/main/")).toList();
    }

    /** The file's path from the root, with slashes. */
    String name(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    Path file(String name) {
        return root.resolve(name);
    }

    /** The lines of a text file; none for one that is not text. */
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The syntax trees of Java files, by the compiler's own parser. */
    static Parsed parse(List<Path> java) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var fileManager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        var sources = fileManager.getJavaFileObjectsFromPaths(java);
        JavacTask task = (JavacTask) compiler.getTask(null, fileManager, null, List.of(), null, sources);
        List<CompilationUnitTree> units = new ArrayList<>();
        try {
            task.parse().forEach(units::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Parsed(task, units);
    }

    /** Parsed files and the task that knows their positions. */
    record Parsed(JavacTask task, List<CompilationUnitTree> units) {}
}
