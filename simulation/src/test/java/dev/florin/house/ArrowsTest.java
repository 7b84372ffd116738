package dev.florin.house;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may use which. An arrow that is not in the table is a mistake; so is a package that is not. */
class ArrowsTest {

    private static final String ROOT = "dev.florin.";

    /** A package and those it may use; what these may use, it may use too. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("core.check", Set.of()),
            entry("core.money", Set.of("core.check")),
            entry("core.accounts", Set.of("core.money")),
            entry("core.grants", Set.of("core.accounts")),
            entry("core.holds", Set.of("core.grants")),
            entry("core.pricing", Set.of("core.money")),
            entry("core.ledger", Set.of("core.holds", "core.pricing")),
            entry("server.storage", Set.of("core.ledger")),
            entry("server.embedded", Set.of("core.check")),
            entry("server.web.http", Set.of("core.ledger")),
            entry("server.web.api", Set.of("server.web.http")),
            entry("server.jobs", Set.of("core.ledger")),
            entry("server.app", Set.of("server.storage", "server.embedded", "server.web.api", "server.jobs")));

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
        Set<String> unknown = new TreeSet<>();
        CLASSES.forEach(type -> {
            if (!ARROWS.containsKey(packageOf(type))) {
                unknown.add(packageOf(type));
            }
        });
        assertEquals(Set.of(), unknown);
        assertTrue(CLASSES.contain("dev.florin.core.money.Amount"), "the classes were not found");
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
                        && !reach(from).contains(to)) {
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
                        || target.getPackageName().startsWith("java.util.concurrent.")
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

    private static Set<String> reach(String from) {
        Set<String> reached = new HashSet<>();
        List<String> next = List.copyOf(ARROWS.getOrDefault(from, Set.of()));
        while (!next.isEmpty()) {
            next = next.stream()
                    .filter(reached::add)
                    .flatMap(to -> ARROWS.getOrDefault(to, Set.of()).stream())
                    .toList();
        }
        return reached;
    }

    private static String packageOf(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()) : name;
    }

    private static void assertNone(Collection<String> found) {
        assertEquals("", String.join("\n", found));
    }
}
