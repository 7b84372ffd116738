package dev.florin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.lang.model.type.TypeKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The tree stays small enough to be read. */
class TidyTest {

    /** A file is read in one sitting. */
    private static final int MOST_LINES_OF_A_FILE = 400;

    /** A method is seen on one screen. */
    private static final int MOST_LINES_OF_A_METHOD = 60;

    /** A clone stays quick; data that grows does not belong into the sources. */
    private static final long MOST_BYTES_OF_A_FILE = 1_000_000;

    /** Files that may be larger, each with its reason. None so far. */
    private static final Set<String> LARGE_BY_NEED = Set.of();

    private static final Pattern CODE = Pattern.compile(".*\\.(java|sql|sh|js|css)|florin|mvnw|\\.ci/run");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\.sleep\\(|TimeUnit\\.\\w+\\.sleep\\(");
    private static final Pattern SWITCHED_OFF_TEST = Pattern.compile("^\\s*@Disabled");
    private static final Pattern TEST_METHOD =
            Pattern.compile("^\\s*@(Test|ParameterizedTest|TestFactory|RepeatedTest|TestTemplate)\\b");

    private final SourceTree tree = SourceTree.ofTheProject();

    @Test
    void everyFileIsReadInOneSitting() {
        assertNone(tree.files().stream()
                .filter(file -> CODE.matcher(tree.name(file)).matches())
                .filter(file -> SourceTree.lines(file).size() > MOST_LINES_OF_A_FILE)
                .map(file -> tree.name(file) + ": " + SourceTree.lines(file).size() + " lines")
                .toList());
    }

    @Test
    void everyMethodIsSeenOnOneScreen() {
        SourceTree.Parsed parsed = SourceTree.parse(tree.java());
        SourcePositions positions = Trees.instance(parsed.task()).getSourcePositions();
        List<String> found = new ArrayList<>();
        for (CompilationUnitTree unit : parsed.units()) {
            unit.accept(
                    new TreeScanner<@Nullable Void, @Nullable Void>() {
                        @Override
                        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
                            Tree from = method.getBody() == null ? method : method.getBody();
                            long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, from));
                            long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
                            if (last - first + 1 > MOST_LINES_OF_A_METHOD) {
                                found.add(name(unit) + ": " + method.getName() + " has " + (last - first + 1));
                            }
                            return super.visitMethod(method, null);
                        }
                    },
                    null);
        }
        assertNone(found);
    }

    @Test
    void everyPackageSaysWhatItIs() {
        Set<Path> folders = new TreeSet<>();
        tree.java().stream()
                .filter(file -> !file.endsWith("module-info.java"))
                .forEach(file -> folders.add(file.getParent()));
        List<String> found = new ArrayList<>();
        for (Path folder : folders) {
            Path info = folder.resolve("package-info.java");
            Path inMain = Path.of(info.toString().replace("/src/test/", "/src/main/"));
            Path described = Files.exists(info) ? info : inMain;
            if (!Files.exists(described)) {
                found.add(tree.name(folder) + " has no package-info.java");
                continue;
            }
            String text = String.join("\n", SourceTree.lines(described));
            if (!text.startsWith("/**")) {
                found.add(tree.name(described) + " does not begin with a docstring");
            }
            if (!text.contains("@NullMarked")) {
                found.add(tree.name(described) + " is not @NullMarked");
            }
        }
        assertNone(found);
    }

    @Test
    void nothingIsLeftForLater() {
        assertNone(linesWith(tree.files(), UNFINISHED));
    }

    @Test
    void noTestSleepsAndNoneIsSwitchedOff() {
        List<Path> tests = tree.java().stream()
                .filter(file -> tree.name(file).contains("/src/test/"))
                .toList();
        assertNone(linesWith(tests, SLEEP));
        assertNone(linesWith(tests, SWITCHED_OFF_TEST));
    }

    @Test
    void everyTestIsInAFileThatTheBuildRuns() {
        assertNone(tree.java().stream()
                .filter(file -> !file.toString().endsWith("Test.java"))
                .filter(file -> SourceTree.lines(file).stream()
                        .anyMatch(line -> TEST_METHOD.matcher(line).find()))
                .map(tree::name)
                .toList());
    }

    @Test
    void noFileIsLarge() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : tree.files()) {
            if (Files.size(file) > MOST_BYTES_OF_A_FILE && !LARGE_BY_NEED.contains(tree.name(file))) {
                found.add(tree.name(file) + ": " + Files.size(file) + " bytes");
            }
        }
        assertNone(found);
    }

    @Test
    void moneyIsNeverAFloatingPointNumber() {
        List<Path> exact = tree.mainJava().stream()
                .filter(file -> tree.name(file).matches("core/.*/core/(money|pricing)/.*"))
                .toList();
        assertFalse(exact.isEmpty(), "the packages money and pricing have moved");
        List<String> found = new ArrayList<>();
        for (CompilationUnitTree unit : SourceTree.parse(exact).units()) {
            List<String> mentions = new ArrayList<>();
            unit.accept(new FloatingPoint(), mentions);
            mentions.forEach(mention -> found.add(name(unit) + ": " + mention));
        }
        assertNone(found);
    }

    @Test
    void theTwoScriptsFindTheirJdkWithTheSameLines() {
        assertEquals(sharedLines("mvnw"), sharedLines("florin"));
    }

    private List<String> sharedLines(String script) {
        List<String> lines = SourceTree.lines(tree.file(script));
        int end = lines.indexOf("# ---- end of the lines that florin and mvnw share");
        assertFalse(end < 0, script + " does not mark where the shared lines end");
        return lines.subList(0, end);
    }

    private List<String> linesWith(List<Path> files, Pattern pattern) {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = SourceTree.lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (pattern.matcher(lines.get(i)).find()) {
                    found.add(tree.name(file) + ":" + (i + 1) + ": "
                            + lines.get(i).strip());
                }
            }
        }
        return found;
    }

    private String name(CompilationUnitTree unit) {
        return tree.name(Path.of(unit.getSourceFile().toUri()));
    }

    private static void assertNone(List<String> found) {
        assertEquals("", String.join("\n", found));
    }

    /** Collects every mention of double or float: types, boxes, literals. */
    private static final class FloatingPoint extends TreeScanner<@Nullable Void, List<String>> {
        @Override
        public @Nullable Void visitPrimitiveType(PrimitiveTypeTree type, List<String> found) {
            TypeKind kind = type.getPrimitiveTypeKind();
            if (kind == TypeKind.DOUBLE || kind == TypeKind.FLOAT) {
                found.add(type.toString());
            }
            return null;
        }

        @Override
        public @Nullable Void visitIdentifier(IdentifierTree identifier, List<String> found) {
            if (identifier.getName().contentEquals("Double")
                    || identifier.getName().contentEquals("Float")) {
                found.add(identifier.toString());
            }
            return null;
        }

        @Override
        public @Nullable Void visitLiteral(LiteralTree literal, List<String> found) {
            if (literal.getKind() == Tree.Kind.DOUBLE_LITERAL || literal.getKind() == Tree.Kind.FLOAT_LITERAL) {
                found.add(literal.toString());
            }
            return null;
        }
    }
}
