package dev.florin.core.purchases;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a refund or a dispute does to one grant.
 *
 * @param grant the grant's number
 * @param amount what it acts on
 * @param taken what it has taken out of the grant itself so far; the rest had been spent, or a hold lies on it
 */
public record Part(long grant, Amount amount, Amount taken) {
    public Part {
        Check.argument(!amount.isNegative(), "a part is below zero");
        Check.argument(!taken.isNegative() && !taken.isMoreThan(amount), "more was taken than the part");
    }

    public Part took(Amount more) {
        return new Part(grant, amount, taken.plus(more));
    }

    static Amount amounts(Collection<Part> parts) {
        return parts.stream().map(Part::amount).reduce(Amount.ZERO, Amount::plus);
    }

    static Amount taken(Collection<Part> parts) {
        return parts.stream().map(Part::taken).reduce(Amount.ZERO, Amount::plus);
    }

    static Amount amountOf(Collection<Part> parts, long grant) {
        return amounts(parts.stream().filter(part -> part.grant == grant).toList());
    }

    static List<Part> took(List<Part> parts, long grant, Amount more) {
        List<Part> after = new ArrayList<>(parts);
        after.replaceAll(part -> part.grant == grant ? part.took(more) : part);
        return List.copyOf(after);
    }

    /** The written form, such as {@code 3:5000000000:1000,4:1000:0}: grant, amount and taken in nano-dollars. */
    public static String write(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(part.grant)
                    .append(':')
                    .append(part.amount.nanos())
                    .append(':')
                    .append(part.taken.nanos());
        }
        return text.toString();
    }

    /** Reads what {@link #write} wrote. */
    public static List<Part> read(String text) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int first = text.indexOf(':', at);
            int second = text.indexOf(':', first + 1);
            int comma = text.indexOf(',', second);
            int end = comma < 0 ? text.length() : comma;
            parts.add(new Part(
                    Long.parseLong(text, at, first, 10),
                    Amount.ofNanos(Long.parseLong(text, first + 1, second, 10)),
                    Amount.ofNanos(Long.parseLong(text, second + 1, end, 10))));
            at = end + 1;
        }
        return List.copyOf(parts);
    }
}
