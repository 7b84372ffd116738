package dev.florin.server.web.activity;

import dev.florin.core.ledger.TransactionType;
import dev.florin.core.pricing.Model;
import dev.florin.server.storage.TransactionFilter;
import dev.florin.server.web.pages.Inputs;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of a history is shown, as it stands in the address of the page: what an address does not say is as usual, and what makes
 * no sense in it counts as not said. Immutable.
 *
 * @param said the parameters that differ from the usual, in their order
 * @param range absent where days are named
 * @param from when the chart and the table begin
 * @param until when they end: a little later than now, where they end now
 * @param hours whether a bar is an hour rather than a day
 * @param grouping what the parts of a bar are apart by
 * @param bar the one bar that the table is about; absent: all of them
 * @param type only rows of it
 * @param model only rows of it; empty: all
 * @param feature only rows of it; empty: all
 * @param key id of a gateway key; empty: all
 */
record ActivityFilter(
        Map<String, String> said,
        Optional<Range> range,
        Instant from,
        Instant until,
        boolean hours,
        Grouping grouping,
        @Nullable Bar bar,
        @Nullable TransactionType type,
        String model,
        String feature,
        String key) {
    static final String PATH = "/activity";

    /** A chart has no more bars than a screen has room for. */
    static final int MOST_DAYS = 400;

    /** A week of hours is 168 bars. */
    private static final Duration MOST_HOURS = Duration.ofHours(7 * 24 + 1L);

    private static final int LONGEST = 200;

    /** An hour or a day that was chosen in the chart. */
    record Bar(Instant start, Instant end) {}

    /** Where and when the page is looked at. */
    record Place(ZoneId zone, Instant now, Instant opened) {}

    static ActivityFilter read(Inputs query, Place place) {
        Map<String, String> said = new LinkedHashMap<>();
        Stretch stretch = Stretch.read(query, place, said);
        boolean lastDay = stretch.range.filter(Range.DAY::equals).isPresent();
        boolean hours = lastDay
                || (isShort(stretch.from, stretch.until, place.now)
                        && query.text("by").equals("hour"));
        if (hours && !lastDay) {
            said.put("by", "hour");
        }
        Grouping grouping = said(said, "group", query, List.of(Grouping.values()), Grouping.MODEL, Grouping::code);
        TransactionType type = Arrays.stream(TransactionType.values())
                .filter(each -> each.code().equals(query.text("type")))
                .findFirst()
                .orElse(null);
        if (type != null) {
            said.put("type", type.code());
        }
        String model = word(said, "model", query);
        String feature = word(said, "feature", query);
        String key = word(said, "key", query);
        Bar bar = bar(query.text("at"), place.zone, hours);
        if (bar != null) {
            said.put("at", query.text("at"));
        }
        return new ActivityFilter(
                said, stretch.range, stretch.from, stretch.until, hours, grouping, bar, type, model, feature, key);
    }

    /** The time that is looked at: from one day until another, or one of the usual ranges. */
    private record Stretch(Optional<Range> range, Instant from, Instant until) {
        private static Stretch read(Inputs query, Place place, Map<String, String> said) {
            Optional<LocalDate> first = date(query.text("from"), place);
            Optional<LocalDate> last = date(query.text("to"), place);
            if (first.isPresent() && last.isPresent()) {
                List<LocalDate> days = new ArrayList<>(List.of(first.get(), last.get()));
                days.sort(null);
                said.put("from", days.getFirst().toString());
                said.put("to", days.getLast().toString());
                return new Stretch(
                        Optional.empty(),
                        days.getFirst().atStartOfDay(place.zone).toInstant(),
                        days.getLast().plusDays(1).atStartOfDay(place.zone).toInstant());
            }
            Range range = said(said, "range", query, List.of(Range.values()), Range.MONTH, Range::code);
            return new Stretch(Optional.of(range), range.start(place.now, place.zone, place.opened), endOfToday(place));
        }
    }

    private static boolean isShort(Instant from, Instant until, Instant now) {
        Instant end = until.isAfter(now) ? now : until;
        return Duration.between(from, end).compareTo(MOST_HOURS) <= 0;
    }

    /** Whether its hours fit on a screen. */
    boolean isShort(Instant now) {
        return isShort(from, until, now);
    }

    private static Instant endOfToday(Place place) {
        return LocalDate.ofInstant(place.now, place.zone)
                .plusDays(1)
                .atStartOfDay(place.zone)
                .toInstant();
    }

    private static <T> T said(
            Map<String, String> said, String name, Inputs query, List<T> choices, T usual, Function<T, String> code) {
        T chosen = choices.stream()
                .filter(each -> code.apply(each).equals(query.text(name)))
                .findFirst()
                .orElse(usual);
        if (!chosen.equals(usual)) {
            said.put(name, code.apply(chosen));
        }
        return chosen;
    }

    private static String word(Map<String, String> said, String name, Inputs query) {
        String text = query.text(name);
        String kept = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        if (!kept.isEmpty()) {
            said.put(name, kept);
        }
        return kept;
    }

    /** A day from when the account was opened until today; one outside is moved to the nearer end. */
    private static Optional<LocalDate> date(String text, Place place) {
        try {
            LocalDate day = LocalDate.parse(text);
            LocalDate earliest = LocalDate.ofInstant(place.opened, place.zone);
            LocalDate latest = LocalDate.ofInstant(place.now, place.zone);
            return Optional.of(day.isBefore(earliest) ? earliest : day.isAfter(latest) ? latest : day);
        } catch (DateTimeException e) {
            return Optional.empty(); // as if it had not been said
        }
    }

    private static @Nullable Bar bar(String text, ZoneId zone, boolean hours) {
        try {
            if (hours) {
                Instant start = Instant.parse(text);
                return new Bar(start, start.plus(Duration.ofHours(1)));
            }
            LocalDate day = LocalDate.parse(text);
            return new Bar(
                    day.atStartOfDay(zone).toInstant(),
                    day.plusDays(1).atStartOfDay(zone).toInstant());
        } catch (DateTimeException e) {
            return null; // as if it had not been said
        }
    }

    /** How {@code at} names a bar. */
    String nameOf(Instant start, ZoneId zone) {
        return hours ? start.toString() : LocalDate.ofInstant(start, zone).toString();
    }

    /** When the rows of the table begin. */
    Instant rowsFrom() {
        return bar == null ? from : bar.start;
    }

    /** Before when they end. */
    Instant rowsUntil() {
        return bar == null ? until : bar.end;
    }

    /** Whether rows are left out by something else than time. */
    boolean leavesOut() {
        return type != null || !model.isEmpty() || !feature.isEmpty() || !key.isEmpty();
    }

    /**
     * What the table is asked for; empty where no row can be meant.
     *
     * @param keyNumber of the key that is named; absent where it is none of the account's
     */
    Optional<TransactionFilter> rows(Optional<Long> keyNumber) {
        if ((!model.isEmpty() && !Model.isName(model)) || (!key.isEmpty() && keyNumber.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new TransactionFilter(
                type,
                model.isEmpty() ? null : new Model(model),
                feature.isEmpty() ? null : feature,
                keyNumber.orElse(null),
                rowsFrom(),
                rowsUntil(),
                new TreeMap<>()));
    }

    /** The page with one parameter said anew; without it, where {@code value} is empty. */
    String link(String name, String value) {
        return link(PATH, Map.of(name, value));
    }

    /** Another page of the same filter. */
    String link(String path, Map<String, String> changed) {
        Map<String, String> all = new LinkedHashMap<>(said);
        changed.forEach((name, value) -> {
            all.remove(name);
            if (!value.isEmpty()) {
                all.put(name, value);
            }
        });
        String query = all.entrySet().stream()
                .map(each -> Inputs.encoded(each.getKey()) + "=" + Inputs.encoded(each.getValue()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }
}
