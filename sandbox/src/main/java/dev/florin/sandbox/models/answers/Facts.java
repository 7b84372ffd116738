package dev.florin.sandbox.models.answers;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A few things that are asked often. */
final class Facts {
    private static final Pattern CAPITAL = Pattern.compile("capital(?: city)? of (?:the )?([a-z ]+?)\\s*(?:[?.!,]|$)");
    private static final Map<String, String> CAPITALS = Map.ofEntries(
            Map.entry("france", "Paris"),
            Map.entry("germany", "Berlin"),
            Map.entry("italy", "Rome"),
            Map.entry("spain", "Madrid"),
            Map.entry("portugal", "Lisbon"),
            Map.entry("austria", "Vienna"),
            Map.entry("switzerland", "Bern"),
            Map.entry("netherlands", "Amsterdam"),
            Map.entry("poland", "Warsaw"),
            Map.entry("sweden", "Stockholm"),
            Map.entry("norway", "Oslo"),
            Map.entry("japan", "Tokyo"),
            Map.entry("china", "Beijing"),
            Map.entry("india", "New Delhi"),
            Map.entry("brazil", "Brasília"),
            Map.entry("canada", "Ottawa"),
            Map.entry("australia", "Canberra"),
            Map.entry("united kingdom", "London"),
            Map.entry("united states", "Washington, D.C."));

    private static final Map<String, String> KNOWN = Map.of(
            "speed of light",
            "Light travels at 299,792,458 metres a second in a vacuum.",
            "boiling point of water",
            "Water boils at 100 °C (212 °F) at sea level.",
            "largest planet",
            "Jupiter is the largest planet of the solar system.",
            "what is a token",
            "A token is a piece of text, about three quarters of an English word, that a language model reads or writes"
                    + " at once. Prices are given per million of them.",
            "what is http",
            "HTTP is the protocol in which browsers and servers talk: a request with a method, an address and headers is"
                    + " answered by a status, headers and a body.",
            "what is sql",
            "SQL is the language of relational databases: SELECT reads rows, INSERT, UPDATE and DELETE change them, and a"
                    + " transaction makes several changes one.",
            "what is json",
            "JSON is a text format for data: objects in braces, lists in brackets, strings in double quotes, numbers, true,"
                    + " false and null.");

    private Facts() {}

    static Optional<String> find(String prompt) {
        String asked = prompt.toLowerCase(Locale.ROOT);
        Matcher capital = CAPITAL.matcher(asked);
        if (capital.find() && CAPITALS.containsKey(capital.group(1))) {
            String country = capital.group(1);
            String article = country.startsWith("united") || country.equals("netherlands") ? "the " : "";
            StringBuilder name = new StringBuilder();
            for (String word : country.split(" ", -1)) {
                name.append(name.isEmpty() ? "" : " ")
                        .append(Character.toUpperCase(word.charAt(0)))
                        .append(word.substring(1));
            }
            return Optional.of(CAPITALS.getOrDefault(country, "") + " is the capital of " + article + name + ".");
        }
        return KNOWN.entrySet().stream()
                .filter(fact -> asked.contains(fact.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
