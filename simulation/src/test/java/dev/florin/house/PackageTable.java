package dev.florin.house;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of packages in ARCHITECTURE.md, which is the rule as well as its description. */
record PackageTable(Map<String, Row> rows) {

    private static final Pattern LINE = Pattern.compile("\\| `([a-z.]+)` \\| ([^|]+) \\| ([^|]+) \\|");
    private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");

    /** One line of it. */
    record Row(Set<String> mayUse, String whatItIs) {}

    static PackageTable read(SourceTree tree) {
        Map<String, Row> rows = new TreeMap<>();
        for (String line : SourceTree.lines(tree.file("ARCHITECTURE.md"))) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches() && matcher.group(1).contains(".")) {
                Set<String> mayUse = new HashSet<>();
                NAME.matcher(matcher.group(2)).results().forEach(name -> mayUse.add(name.group(1)));
                rows.put(matcher.group(1), new Row(mayUse, matcher.group(3)));
            }
        }
        return new PackageTable(rows);
    }

    boolean allows(String from, String to) {
        return reach(from).contains(to);
    }

    /** What a package may use, what that may use, and so on. */
    Set<String> reach(String from) {
        Set<String> reached = new HashSet<>();
        List<String> next = List.of(from);
        while (!next.isEmpty()) {
            List<String> further = new ArrayList<>();
            for (String name : next) {
                Optional.ofNullable(rows.get(name))
                        .ifPresent(row ->
                                row.mayUse().stream().filter(reached::add).forEach(further::add));
            }
            next = further;
        }
        return reached;
    }
}
