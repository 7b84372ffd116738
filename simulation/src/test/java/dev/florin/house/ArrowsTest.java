package dev.florin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may use which: an arrow that is not in the table of ARCHITECTURE.md is a mistake. */
class ArrowsTest {

    private static final String ROOT = "dev.florin.";

    private static final SourceTree TREE = SourceTree.ofTheProject();
    private static final PackageTable TABLE = PackageTable.read(TREE);

    private static final Set<String> JDBC = Set.of(
            "java.sql.Connection",
            "java.sql.Statement",
            "java.sql.PreparedStatement",
            "java.sql.CallableStatement",
            "java.sql.ResultSet");

    /** What would make the rules answer differently tomorrow or elsewhere; they get it as a parameter. */
    private static final Pattern CLOCK_OR_CHANCE = Pattern.compile("java\\.time\\.\\w+\\.now\\(.*|"
            + "java\\.lang\\.System\\.(currentTimeMillis|nanoTime|getenv|getProperty)\\(.*|"
            + "java\\.lang\\.Math\\.random\\(.*|java\\.util\\.UUID\\.randomUUID\\(.*|"
            + "java\\.util\\.concurrent\\.ThreadLocalRandom\\..*|java\\.(util|security)\\.(Secure)?Random\\.<init>.*");

    private static final Pattern EMPTY_NAME =
            Pattern.compile(".*(Impl|Manager|Helper|Helpers|Util|Utils)|Default[A-Z].*|I[A-Z][a-z].*");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.florin.core", "dev.florin.server");

    @Test
    void everyPackageIsInTheTable() {
        Set<String> unknown = packages();
        unknown.removeAll(TABLE.rows().keySet());
        assertEquals(Set.of(), unknown);
        assertTrue(CLASSES.contain("dev.florin.core.money.Amount"), "the classes were not found");
    }

    @Test
    void theTableHasNoCircleAndNamesOnlyItsOwnRows() {
        TABLE.rows().forEach((name, row) -> {
            assertFalse(TABLE.allows(name, name), name + " may use itself by a way round");
            assertTrue(TABLE.rows().keySet().containsAll(row.mayUse()), name + " may use a package without a row");
        });
    }

    @Test
    void everyPackageSaysOfItselfWhatTheTableSays() {
        Set<String> found = new TreeSet<>();
        packages().forEach(name -> {
            PackageTable.Row row = TABLE.rows().get(name);
            String said = docstring(name);
            if (row != null && !said.startsWith(row.whatItIs())) {
                found.add(name + " is \"" + row.whatItIs() + "\" in the table and says itself: " + said);
            }
        });
        assertNone(found);
    }

    @Test
    void everyArrowIsInTheTable() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String from = packageOf(type);
                String to = packageOf(dependency.getTargetClass());
                if (dependency
                                .getTargetClass()
                                .getBaseComponentType()
                                .getPackageName()
                                .startsWith(ROOT)
                        && !from.equals(to)
                        && !TABLE.allows(from, to)) {
                    found.add(from + " -> " + to + ": " + dependency.getDescription());
                }
            }
        }
        assertNone(found);
    }

    @Test
    void sqlIsSpokenInStorageOnly() {
        assertNone(dependencies(
                type -> !packageOf(type).equals("server.storage"),
                target -> JDBC.contains(target.getName())
                        || target.getPackageName().startsWith("org.flywaydb")));
    }

    @Test
    void theRulesTouchNoFileAndNoNetwork() {
        assertNone(dependencies(
                type -> packageOf(type).startsWith("core."),
                target -> target.getPackageName().equals("java.net")
                        || target.getPackageName().startsWith("java.nio.file")
                        || target.getName().matches("java\\.io\\.(File|RandomAccess|Console|PrintStream).*")));
    }

    @Test
    void theRulesAskNoClockAndThrowNoDice() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (packageOf(type).startsWith("core.")) {
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    if (CLOCK_OR_CHANCE
                            .matcher(access.getTarget().getFullName())
                            .matches()) {
                        found.add(access.getDescription());
                    }
                }
            }
        }
        assertNone(found);
    }

    @Test
    void everyNameSaysSomething() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (EMPTY_NAME.matcher(type.getSimpleName()).matches()) {
                found.add(type.getName());
            }
            for (JavaMethod method : type.getMethods()) {
                if (method.getName().matches("get[A-Z].*")
                        && method.getRawParameterTypes().isEmpty()
                        && !isInherited(type, method)) {
                    found.add(method.getFullName() + " is an accessor and needs no `get`");
                }
            }
        }
        assertNone(found);
    }

    private static boolean isInherited(JavaClass type, JavaMethod method) {
        return Stream.concat(type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream())
                .anyMatch(above -> above.tryGetMethod(method.getName()).isPresent());
    }

    private Set<String> dependencies(Predicate<JavaClass> from, Predicate<JavaClass> to) {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (from.test(type)) {
                type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> to.test(dependency.getTargetClass()))
                        .forEach(dependency -> found.add(dependency.getDescription()));
            }
        }
        return found;
    }

    private static Set<String> packages() {
        Set<String> packages = new TreeSet<>();
        CLASSES.forEach(type -> packages.add(packageOf(type)));
        return packages;
    }

    /** What a package's docstring says, in one line and with the table's marks. */
    private static String docstring(String name) {
        String module = name.substring(0, name.indexOf('.'));
        String folder = module + "/src/main/java/dev/florin/" + name.replace('.', '/');
        return SourceTree.lines(TREE.file(folder + "/package-info.java")).stream()
                .map(line -> line.replaceFirst("^ ?/?\\*+/? ?", ""))
                .collect(Collectors.joining(" "))
                .strip()
                .replaceAll("\\{@code ([^}]*)}", "`$1`");
    }

    private static String packageOf(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()) : name;
    }

    private static void assertNone(Collection<String> found) {
        assertEquals("", String.join("\n", found));
    }
}
