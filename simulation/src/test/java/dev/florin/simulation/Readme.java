package dev.florin.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of the README, as they stand there. */
record Readme(List<Example> examples) {
    private static final Pattern BLOCK =
            Pattern.compile("^```([a-z]+)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    /** Where the README's demo listens. */
    private static final String THERE = "http://127.0.0.1:8080";

    /** A block of code. */
    record Example(String language, String text) {
        /** The same for a demo at another address. */
        String at(String address) {
            return text.replace(THERE, address);
        }

        boolean names(String word) {
            return text.contains(word);
        }
    }

    static Readme read() {
        try {
            String text = Files.readString(Path.of("..", "README.md"));
            List<Example> examples = new ArrayList<>();
            Matcher block = BLOCK.matcher(text);
            while (block.find()) {
                examples.add(new Example(block.group(1), block.group(2)));
            }
            return new Readme(List.copyOf(examples));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Example> in(String language) {
        return examples.stream().filter(each -> each.language.equals(language)).toList();
    }
}
