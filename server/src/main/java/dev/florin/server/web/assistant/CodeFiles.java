package dev.florin.server.web.assistant;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The files in a model's answer: its blocks of code, by the name that stands behind the language or in their first line. */
final class CodeFiles {
    /** More files than anybody asks for in one answer. */
    private static final int MOST = 100;

    private static final Pattern FENCE = Pattern.compile("^ {0,3}(```+|~~~+)[ \\t]*([^`\\n]*)$");
    private static final Pattern NAMED = Pattern.compile(
            "^\\s*(?://|#|--|/\\*|<!--)\\s*(?:file(?:name)?:\\s*)?([\\w./-]{1,80}\\.\\w{1,10})\\s*(?:\\*/|-->)?\\s*$");
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*");
    private static final int LONGEST_NAME = 120;

    private static final Map<String, String> ENDINGS = Map.ofEntries(
            Map.entry("java", "java"),
            Map.entry("javascript", "js"),
            Map.entry("js", "js"),
            Map.entry("typescript", "ts"),
            Map.entry("ts", "ts"),
            Map.entry("python", "py"),
            Map.entry("py", "py"),
            Map.entry("go", "go"),
            Map.entry("rust", "rs"),
            Map.entry("kotlin", "kt"),
            Map.entry("c", "c"),
            Map.entry("cpp", "cpp"),
            Map.entry("c++", "cpp"),
            Map.entry("csharp", "cs"),
            Map.entry("c#", "cs"),
            Map.entry("php", "php"),
            Map.entry("ruby", "rb"),
            Map.entry("sql", "sql"),
            Map.entry("html", "html"),
            Map.entry("css", "css"),
            Map.entry("json", "json"),
            Map.entry("xml", "xml"),
            Map.entry("yaml", "yml"),
            Map.entry("bash", "sh"),
            Map.entry("shell", "sh"),
            Map.entry("sh", "sh"));

    private CodeFiles() {}

    /**
     * A file.
     *
     * @param name a relative path that leads nowhere else
     * @param whole whether its end has come
     */
    record File(String name, String language, String text, boolean whole) {}

    /** What stands behind the fence of a block: {@code java src/Main.java}. */
    record Info(String language, String name) {}

    static Info info(String line) {
        String[] words = line.strip().split("[\\s:]+", 3);
        String language = words[0].replaceAll("[^A-Za-z0-9+#-]", "").toLowerCase(Locale.ROOT);
        String name = words.length > 1 ? words[1].replaceFirst("^(?:title|file|filename|name)=", "") : "";
        return new Info(language, safe(name.replace("\"", "")));
    }

    /** The name where it leads into the folder it is unpacked in; else empty. */
    static String safe(String name) {
        boolean leads = name.length() <= LONGEST_NAME
                && FILE_NAME.matcher(name).matches()
                && !List.of(name.split("/")).contains("..")
                && name.indexOf('.') >= 0;
        return leads ? name : "";
    }

    /** All of them, in their order, each with a name of its own. */
    static List<File> of(String markdown) {
        List<File> files = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        String fence = null;
        Info info = new Info("", "");
        StringBuilder text = new StringBuilder();
        for (String line : markdown.split("\n", -1)) {
            Matcher matcher = FENCE.matcher(line);
            if (fence == null) {
                if (matcher.matches() && files.size() < MOST) {
                    fence = matcher.group(1);
                    info = info(matcher.group(2));
                    text.setLength(0);
                }
            } else if (matcher.matches()
                    && matcher.group(1).startsWith(fence)
                    && matcher.group(2).isBlank()) {
                files.add(file(info, text.toString(), taken, files.size() + 1, true));
                fence = null;
            } else {
                text.append(line).append('\n');
            }
        }
        if (fence != null && !text.isEmpty()) {
            files.add(file(info, text.toString(), taken, files.size() + 1, false));
        }
        return List.copyOf(files);
    }

    private static File file(Info info, String text, Set<String> taken, int number, boolean whole) {
        Matcher first = NAMED.matcher(text.lines().findFirst().orElse(""));
        String said = info.name().isEmpty() && first.matches() ? safe(first.group(1)) : info.name();
        String ending = ENDINGS.getOrDefault(info.language(), "txt");
        String usual = (info.language().equals("java") ? "Main" : "main") + "." + ending;
        String name = said.isEmpty() ? usual : said;
        String free = name.toLowerCase(Locale.ROOT);
        if (!taken.add(free)) {
            name = number + "-" + name.replace('/', '-');
            taken.add(name.toLowerCase(Locale.ROOT));
        }
        return new File(name, info.language(), text, whole);
    }

    /** All of them in one archive. */
    static byte[] zip(List<File> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (File file : files) {
                ZipEntry entry = new ZipEntry(file.name());
                entry.setTime(0); // the same files make the same archive
                zip.putNextEntry(entry);
                zip.write(file.text().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
