import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

public class Main {
    static Map<String, Long> wordCount(String text) {
        return Arrays.stream(text.toLowerCase().split("[^\\p{L}\\p{N}']+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    public static void main(String[] args) {
        wordCount("the cat and the hat and the bat").entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> System.out.println(entry.getValue() + " " + entry.getKey()));
    }
}
