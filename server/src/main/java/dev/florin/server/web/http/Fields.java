package dev.florin.server.web.http;

import dev.florin.core.money.Amount;
import dev.florin.server.web.http.JsonValue.Members;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The members of a body, an object within it, or the parameters of a query, read one by one.
 *
 * <p>Every mistake is noted with its field's path and none ends the reading, so that a client learns of all of them at once.
 * A member that nobody reads is unknown, and that is a mistake too. Not thread-safe.
 */
public final class Fields {
    /** Metadata has at most this many keys. */
    public static final int MOST_METADATA = 50;

    public static final int LONGEST_METADATA_KEY = 40;

    /** Characters of a metadata value, and of a name, reason or description. */
    public static final int LONGEST_TEXT = 500;

    private final Members members;
    private final String path;
    private final FieldErrors errors;
    private final boolean query;
    private final BitSet read = new BitSet();
    private final List<Fields> within = new ArrayList<>(0);

    private Fields(Members members, String path, FieldErrors errors, boolean query) {
        this.members = members;
        this.path = path;
        this.errors = errors;
        this.query = query;
    }

    static Fields ofBody(Members members, FieldErrors errors) {
        return new Fields(members, "", errors, false);
    }

    /** An object that is judged apart from the others, with mistakes of its own. */
    static Fields apart(Members members, String path) {
        return new Fields(members, path, new FieldErrors(), false);
    }

    /** Parameters of a query: all of them text, of which numbers and times are read. */
    static Fields ofQuery(Members members, FieldErrors errors) {
        return new Fields(members, "", errors, true);
    }

    /** The names sent, in their order; for objects whose names are the client's own. */
    public List<String> names() {
        List<String> names = new ArrayList<>(members.size());
        for (int i = 0; i < members.size(); i++) {
            names.add(members.name(i));
        }
        return names;
    }

    /** A text on one line, of at most {@code longest} characters. */
    public Field<String> string(String name, int longest) {
        return read(name, value -> text(value, longest, false));
    }

    /** A text that may have line breaks and tabs, such as a prompt. */
    public Field<String> lines(String name, int longest) {
        return read(name, value -> text(value, longest, true));
    }

    /** An amount of either sign, as a decimal string or a number. */
    public Field<Amount> amount(String name) {
        return amount(name, Amount.DECIMALS);
    }

    /** An amount above zero. */
    public Field<Amount> positiveAmount(String name) {
        return amount(name).check(Amount::isPositive, "must be more than 0");
    }

    /** An amount of whole cents, not below zero: what a card can pay, or a limit. */
    public Field<Amount> cents(String name) {
        return amount(name, 2).check(amount -> !amount.isNegative(), "must not be below 0");
    }

    /** A whole number, not below zero, written without fraction or exponent. */
    public Field<Long> count(String name) {
        return read(name, this::whole);
    }

    public Field<Long> count(String name, long least, long most) {
        return count(name).check(count -> count >= least && count <= most, "must be from " + least + " to " + most);
    }

    public Field<Boolean> flag(String name) {
        return read(name, value -> switch (value) {
            case JsonValue.Flag flag -> flag.value();
            case JsonValue.Text text when query && text.value().equals("true") -> true;
            case JsonValue.Text text when query && text.value().equals("false") -> false;
            case JsonValue other ->
                throw new IllegalArgumentException(
                        query ? "must be true or false" : "must be true or false, not " + other.kind());
        });
    }

    /** A time as RFC 3339 has it, in UTC or with an offset, cut to microseconds. */
    public Field<Instant> time(String name) {
        return string(name, 40)
                .map(text -> InstantText.parse(text)
                        .orElseThrow(
                                () -> new IllegalArgumentException("must be a time such as \"2026-01-31T12:00:00Z\"")));
    }

    /** One of a closed list of words. */
    public <T> Field<T> choice(String name, List<T> choices, Function<? super T, String> code) {
        return string(name, LONGEST_TEXT)
                .map(text -> choices.stream()
                        .filter(choice -> code.apply(choice).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("must be one of "
                                + String.join(
                                        ", ", choices.stream().<String>map(code).toList()))));
    }

    /** The host's own strings by the host's own keys, in the order of the keys. */
    public Field<Map<String, String>> metadata(String name) {
        return object(name).map(object -> {
            if (object.members.size() > MOST_METADATA) {
                object.read.set(0, object.members.size());
                throw new IllegalArgumentException("has more than " + MOST_METADATA + " keys");
            }
            Map<String, String> metadata = new TreeMap<>();
            for (String key : object.names()) {
                object.metadataValue(key).ifPresent(value -> metadata.put(key, value));
            }
            return metadata;
        });
    }

    /** Filters such as {@code metadata[order]=17} of a query. */
    public Map<String, String> metadataFilters() {
        Map<String, String> filters = new TreeMap<>();
        for (String name : names()) {
            if (name.startsWith("metadata[") && name.endsWith("]")) {
                String key = name.substring("metadata[".length(), name.length() - 1);
                string(name, LONGEST_TEXT)
                        .check(value -> isKey(key), keyMistake())
                        .optionalWhereRight()
                        .ifPresent(value -> filters.put(key, value));
            }
        }
        return filters;
    }

    /** An array of texts on one line, none of them twice. */
    public Field<List<String>> strings(String name, int most, int longest) {
        return read(name, value -> {
            if (!(value instanceof JsonValue.Elements elements)) {
                throw new IllegalArgumentException("must be an array of strings, not " + value.kind());
            }
            if (elements.values().size() > most) {
                throw new IllegalArgumentException("has more than " + most + " elements");
            }
            List<String> texts = elements.values().stream()
                    .map(each -> text(each, longest, false))
                    .toList();
            if (texts.stream().distinct().count() < texts.size()) {
                throw new IllegalArgumentException("names something twice");
            }
            return texts;
        });
    }

    public Field<Fields> object(String name) {
        return read(name, value -> {
            if (!(value instanceof Members object)) {
                throw new IllegalArgumentException("must be an object, not " + value.kind());
            }
            Fields fields = new Fields(object, pathOf(name), errors, query);
            within.add(fields);
            return fields;
        });
    }

    /** An array of objects, each read as part of this request. */
    public Field<List<Fields>> objects(String name, int most) {
        return elements(name, most, (object, place) -> {
            Fields fields = new Fields(object, place, errors, query);
            within.add(fields);
            return fields;
        });
    }

    /** An array of objects of which each stands or falls alone: see {@link #problem}. */
    public Field<List<Fields>> objectsApart(String name, int most) {
        return elements(name, most, Fields::apart);
    }

    /** Notes a mistake that concerns several fields; {@code name} is the one to show it at. */
    public void noteWrong(String name, String message) {
        errors.add(pathOf(name), message);
    }

    /** Ends the reading of an object that stands alone: what is wrong with it, or nothing. */
    public Optional<Problem> problem() {
        noteUnread();
        return errors.problem();
    }

    /**
     * What a repeated object is known by: SHA-256 of {@code context} and the members, whatever their order, spacing and spelling
     * of numbers. To be asked for after the fields are read, since amounts count by what they are worth.
     */
    public byte[] fingerprint(String... context) {
        return Fingerprint.of(List.of(context), members);
    }

    /** The same without some members, such as those that a command has only in a bulk. */
    public byte[] fingerprintWithout(Set<String> left, String... context) {
        Members kept = new Members();
        for (int i = 0; i < members.size(); i++) {
            if (!left.contains(members.name(i))) {
                kept.add(members.name(i), members.value(i));
            }
        }
        return Fingerprint.of(List.of(context), kept);
    }

    /** Whatever else was sent is of no interest here. */
    public void ignoreAll() {
        names().forEach(this::ignore);
    }

    /** Takes note of a member that may be there and means nothing here. */
    public void ignore(String name) {
        int position = members.indexOf(name);
        if (position >= 0) {
            read.set(position);
        }
    }

    void noteUnread() {
        for (int i = read.nextClearBit(0); i < members.size(); i = read.nextClearBit(i + 1)) {
            read.set(i);
            errors.unknown(pathOf(members.name(i)));
        }
        within.forEach(Fields::noteUnread);
    }

    private Field<Amount> amount(String name, int mostDecimals) {
        return read(name, value -> {
            String text = switch (value) {
                case JsonValue.Text string -> string.value();
                case JsonValue.Numeral number -> number.spelling();
                case JsonValue other ->
                    throw new IllegalArgumentException("must be a decimal such as \"5.00\", not " + other.kind());
            };
            Amount amount = AmountText.parse(text);
            if (AmountText.decimals(text) > mostDecimals) {
                throw new IllegalArgumentException("has more than " + mostDecimals + " decimals");
            }
            members.replace(members.indexOf(name), new JsonValue.Money(amount.nanos()));
            return amount;
        });
    }

    private Long whole(JsonValue value) {
        String text = switch (value) {
            case JsonValue.Numeral number -> number.spelling();
            case JsonValue.Text string when query -> string.value();
            case JsonValue other -> throw new IllegalArgumentException("must be a whole number, not " + other.kind());
        };
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("must be a whole number, not below 0, without an exponent");
        }
        if (text.length() > 18) {
            throw new IllegalArgumentException("is too large");
        }
        return Long.valueOf(text);
    }

    private Optional<String> metadataValue(String key) {
        if (!isKey(key)) {
            read.set(members.indexOf(key));
            errors.add(pathOf(key.codePointCount(0, key.length()) > LONGEST_METADATA_KEY ? "…" : key), keyMistake());
            return Optional.empty();
        }
        return string(key, LONGEST_TEXT).required().optionalWhereRight();
    }

    private static boolean isKey(String key) {
        return !key.isEmpty()
                && key.codePointCount(0, key.length()) <= LONGEST_METADATA_KEY
                && key.chars().noneMatch(Character::isISOControl);
    }

    private static String keyMistake() {
        return "must be a key of 1 to " + LONGEST_METADATA_KEY + " characters without control characters";
    }

    private static String text(JsonValue value, int longest, boolean lines) {
        if (!(value instanceof JsonValue.Text text)) {
            throw new IllegalArgumentException("must be a string, not " + value.kind());
        }
        String string = text.value();
        if (string.length() > longest && string.codePointCount(0, string.length()) > longest) {
            throw new IllegalArgumentException("is longer than " + longest + " characters");
        }
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            boolean breaks = lines && (c == '\n' || c == '\r' || c == '\t');
            if (Character.isISOControl(c) && !breaks) {
                throw new IllegalArgumentException("has control characters");
            }
        }
        return string;
    }

    private Field<List<Fields>> elements(String name, int most, Within part) {
        return read(name, value -> {
            if (!(value instanceof JsonValue.Elements elements)) {
                throw new IllegalArgumentException("must be an array, not " + value.kind());
            }
            if (elements.values().size() > most) {
                throw new IllegalArgumentException("has more than " + most + " elements");
            }
            List<Fields> parts = new ArrayList<>(elements.values().size());
            for (int i = 0; i < elements.values().size(); i++) {
                if (elements.values().get(i) instanceof Members object) {
                    parts.add(part.of(object, pathOf(name) + "[" + i + "]"));
                } else {
                    errors.add(pathOf(name) + "[" + i + "]", "must be an object");
                }
            }
            return parts;
        });
    }

    private interface Within {
        Fields of(Members object, String path);
    }

    private <T> Field<T> read(String name, Function<JsonValue, T> reader) {
        int position = members.indexOf(name);
        if (position < 0) {
            return Field.absent(pathOf(name), errors);
        }
        read.set(position);
        JsonValue value = members.value(position);
        if (value instanceof JsonValue.Nothing) {
            return Field.ofNull(pathOf(name), errors);
        }
        try {
            return Field.of(pathOf(name), errors, reader.apply(value));
        } catch (IllegalArgumentException e) {
            return Field.wrong(pathOf(name), errors, String.valueOf(e.getMessage()));
        }
    }

    private String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
