package dev.florin.sandbox.models.answers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Programs that are asked for often, each a file that runs. {@code index.txt} says which words ask for which. */
final class CodeBook {
    private static final String FOLDER = "code/";

    /** What asks for a program at all. */
    private static final Pattern CODING = Pattern.compile(
            "(?is).*\\b(write|code|implement|function|program|script|class"
                    + "|snippet|query|method|create|build|show|generate|python|java|javascript|sql|typescript|js)\\b.*");

    private static final Map<String, Pattern> LANGUAGES = Map.of(
            "js", Pattern.compile("(?is).*\\b(javascript|js|node|nodejs|typescript|ts|browser|react)\\b.*"),
            "sql", Pattern.compile("(?is).*\\b(sql|postgres|postgresql|mysql|sqlite|query)\\b.*"),
            "java", Pattern.compile("(?is).*\\bjava\\b.*"),
            "py", Pattern.compile("(?is).*\\b(python|py)\\b.*"));

    /** The order in which languages are looked for, and in which one stands in for another. */
    private static final List<String> ORDER = List.of("py", "java", "js", "sql");

    private static final Map<String, String> NAMES =
            Map.of("py", "Python", "java", "Java", "js", "JavaScript", "sql", "SQL");

    private static final Map<String, String> FENCES =
            Map.of("py", "python", "java", "java", "js", "javascript", "sql", "sql");

    private static final List<Task> TASKS = tasks();

    /** A program, in one or more languages. */
    private record Task(String name, List<String> languages, Pattern asked, String says) {}

    private CodeBook() {}

    private static List<Task> tasks() {
        List<Task> tasks = new ArrayList<>();
        for (String line : read("index.txt").lines().toList()) {
            List<String> parts = List.of(line.split("\t", -1));
            tasks.add(new Task(
                    parts.get(0),
                    List.of(parts.get(1).split(",", -1)),
                    Pattern.compile("(?is).*(" + parts.get(2) + ").*"),
                    parts.get(3)));
        }
        return List.copyOf(tasks);
    }

    private static String read(String name) {
        try (InputStream in = CodeBook.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the program is missing: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program that is asked for, with a word about it. */
    static Optional<String> find(String prompt) {
        if (!CODING.matcher(prompt).matches()) {
            return Optional.empty();
        }
        return TASKS.stream()
                .filter(task -> task.asked().matcher(prompt).matches())
                .findFirst()
                .map(task -> shown(task, language(task, prompt)));
    }

    private static String language(Task task, String prompt) {
        return ORDER.stream()
                .filter(language -> task.languages().contains(language))
                .filter(language ->
                        LANGUAGES.getOrDefault(language, CODING).matcher(prompt).matches())
                .findFirst()
                .orElse(task.languages().getFirst());
    }

    private static String shown(Task task, String language) {
        String program = read(task.name() + "." + language).strip();
        return "Here it is in " + NAMES.getOrDefault(language, language) + ":\n\n```"
                + FENCES.getOrDefault(language, language).toLowerCase(Locale.ROOT) + "\n" + program + "\n```\n\n"
                + task.says();
    }
}
