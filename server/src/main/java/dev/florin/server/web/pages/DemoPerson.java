package dev.florin.server.web.pages;

import dev.florin.server.storage.Customers;
import java.util.List;

/**
 * Somebody whom a demo can be tried as.
 *
 * @param what this person shows, in a sentence
 * @param chosen whether the address names this one
 */
public record DemoPerson(String id, String name, String initials, String what, boolean chosen) {
    static final List<String> IDS = List.of("ada", "bob", "carol");

    /** The three, or the one whom the address names. */
    static List<DemoPerson> of(String chosen, Customers customers) {
        return IDS.stream()
                .filter(id -> !IDS.contains(chosen) || id.equals(chosen))
                .map(id -> {
                    String name =
                            customers.find(id).map(Customers.Customer::name).orElse(id);
                    return new DemoPerson(id, name, Initials.of(name), what(id), id.equals(chosen));
                })
                .toList();
    }

    private static String what(String id) {
        return switch (id) {
            case "ada" -> "On Pro, with a month of use behind her";
            case "bob" -> "On the free plan, has bought nothing yet";
            default -> "On Pro, with less than a dollar left";
        };
    }
}
