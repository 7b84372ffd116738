package dev.florin.server.web.api;

import dev.florin.core.ledger.Command;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.TokenClass;
import dev.florin.core.pricing.Usage;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Fields;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads what a call used, and what it is to be charged by. */
final class UsageFields {
    private UsageFields() {}

    /** {@code amount} or {@code usage}; exactly one of them. */
    static Supplier<Command.Spent> spent(Fields fields, Field<Amount> amount) {
        Field<Fields> within = fields.object("usage");
        Supplier<Usage> usage = () -> {
            throw new IllegalStateException("there is no usage");
        };
        if (within.isRight()) {
            usage = read(within.value());
        }
        if (amount.isSent() && within.isSent()) {
            within.noteWrong("cannot be combined with `amount`");
        } else if (!amount.isSent() && !within.isSent()) {
            fields.noteWrong("amount", "is missing, and so is `usage`: one of them is needed");
        }
        Supplier<Usage> counted = usage;
        return () -> amount.optional()
                .<Command.Spent>map(Command.Spent.Named::new)
                .orElseGet(() -> new Command.Spent.Counted(counted.get()));
    }

    /** The usage that an object's members state. What contradicts itself is noted as a mistake. */
    static Supplier<Usage> read(Fields fields) {
        Field<Model> model = Words.model(fields, "model").required();
        Field<Long> input = tokens(fields, "input_tokens").required();
        Field<Long> output = tokens(fields, "output_tokens").required();
        boolean right = model.isRight() && input.isRight() && output.isRight();
        Map<TokenClass, Long> parts = new EnumMap<>(TokenClass.class);
        for (TokenClass part : TokenClass.ALL) {
            if (part != TokenClass.INPUT && part != TokenClass.OUTPUT) {
                Field<Long> count = tokens(fields, part.code() + "_tokens");
                right = right && (count.isRight() || !count.isSent());
                if (count.isRight()) {
                    parts.put(part, count.value());
                }
            }
        }
        Optional<SortedMap<String, Long>> units = units(fields);
        if (!right || units.isEmpty()) {
            return UsageFields::missing;
        }
        try {
            Usage usage = Usage.of(model.value(), input.value(), output.value(), parts, units.get());
            return () -> usage;
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            fields.noteWrong(message.contains("output") ? "output_tokens" : "input_tokens", "does not fit: " + message);
            return UsageFields::missing;
        }
    }

    private static Usage missing() {
        throw new IllegalStateException("the usage has mistakes: the request was not admitted");
    }

    static Field<Long> tokens(Fields fields, String name) {
        return fields.count(name, 0, Usage.MOST_TOKENS);
    }

    /** Empty where a mistake was noted. */
    private static Optional<SortedMap<String, Long>> units(Fields fields) {
        Field<Fields> object = fields.object("units");
        if (!object.isSent()) {
            return Optional.of(Collections.emptySortedMap());
        }
        if (!object.isRight()) {
            return Optional.empty();
        }
        SortedMap<String, Long> units = new TreeMap<>();
        boolean right = true;
        long together = 0;
        for (String name : object.value().names()) {
            Field<Long> count = object.value().count(name, 0, Usage.MOST_UNITS).required();
            if (!Usage.isUnitName(name)) {
                count.noteWrong("is no unit: 1 to 64 of A-Za-z0-9_.- and not the name of a token class");
            }
            right = right && count.isRight();
            if (count.isRight()) {
                units.put(name, count.value());
                together += count.value();
            }
        }
        if (units.size() > Usage.MOST_UNIT_NAMES) {
            object.noteWrong("has more than " + Usage.MOST_UNIT_NAMES + " names");
        } else if (together > Usage.MOST_UNITS) {
            object.noteWrong("counts more than " + Usage.MOST_UNITS + " together");
        }
        return right && object.isRight() ? Optional.of(units) : Optional.empty();
    }
}
