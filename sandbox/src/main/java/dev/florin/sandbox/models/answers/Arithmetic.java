package dev.florin.sandbox.models.answers;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sums, products and the like, with their usual precedence and no brackets. */
final class Arithmetic {
    private static final String NUMBER = "-?\\d{1,15}(?:\\.\\d{1,10})?";
    private static final Pattern TERM = Pattern.compile(NUMBER + "(?:\\s*[-+*/×÷]\\s*" + NUMBER + "){1,20}(?![\\w-])");
    private static final Pattern PART = Pattern.compile("([-+*/×÷]?)\\s*(" + NUMBER + ")");

    private Arithmetic() {}

    /** The first term of the text with its result; a date or a telephone number is not one if a question is missing. */
    static Optional<String> solve(String text) {
        Matcher term = TERM.matcher(text);
        boolean asked = text.contains("?") || text.matches("(?is).*\\b(what|calculate|compute|much|add|solve)\\b.*");
        if (!term.find() || (!asked && term.end() - term.start() < text.strip().length() - 2)) {
            return Optional.empty();
        }
        try {
            return Optional.of(term.group().strip() + " = " + plain(value(term.group())));
        } catch (ArithmeticException e) {
            return Optional.of("That cannot be computed: nothing can be divided by zero.");
        }
    }

    private static BigDecimal value(String term) {
        Deque<BigDecimal> summands = new ArrayDeque<>();
        Matcher part = PART.matcher(term);
        String rest = term;
        boolean first = true;
        while (part.lookingAt()) {
            BigDecimal number = new BigDecimal(part.group(2));
            switch (first ? "+" : operator(part.group(1))) {
                case "*" -> summands.push(summands.pop().multiply(number));
                case "/" -> summands.push(summands.pop().divide(number, MathContext.DECIMAL64));
                case "-" -> summands.push(number.negate());
                default -> summands.push(number);
            }
            first = false;
            rest = rest.substring(part.end()).stripLeading();
            part.reset(rest);
        }
        return summands.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static String operator(String sign) {
        return switch (sign) {
            case "×" -> "*";
            case "÷" -> "/";
            default -> sign;
        };
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
