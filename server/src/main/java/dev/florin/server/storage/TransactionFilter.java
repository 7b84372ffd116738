package dev.florin.server.storage;

import dev.florin.core.ledger.TransactionType;
import dev.florin.core.pricing.Model;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a history to show; what is absent lets all through.
 *
 * @param key number of a gateway key
 * @param user for whom a call was made
 * @param from only rows that are not older
 * @param to only rows that are older
 * @param metadata only rows whose metadata has all of these
 */
public record TransactionFilter(
        @Nullable TransactionType type,
        @Nullable Model model,
        @Nullable String feature,
        @Nullable Long key,
        @Nullable String user,
        @Nullable Instant from,
        @Nullable Instant to,
        SortedMap<String, String> metadata) {
    public static final TransactionFilter ALL =
            new TransactionFilter(null, null, null, null, null, null, new TreeMap<>());

    /** For whomever the calls were made. */
    public TransactionFilter(
            @Nullable TransactionType type,
            @Nullable Model model,
            @Nullable String feature,
            @Nullable Long key,
            @Nullable Instant from,
            @Nullable Instant to,
            SortedMap<String, String> metadata) {
        this(type, model, feature, key, null, from, to, metadata);
    }

    /** What {@link #SQL} asks for. */
    @Nullable
    Object[] parameters() {
        String typeCode = type == null ? null : type.code();
        String modelName = model == null ? null : model.name();
        String[] pairs = metadata.entrySet().stream()
                .map(each -> MetadataJson.write(Map.of(each.getKey(), each.getValue())))
                .map(object -> "," + object.substring(1, object.length() - 1))
                .toArray(String[]::new);
        return new Object[] {typeCode, typeCode, modelName, modelName, feature, feature, key, key, user, user, pairs};
    }

    /*
     * Metadata is written in one way only, so a pair is there exactly where its text is, after a comma that is not inside a
     * string: inside one, the quotation mark behind it would be escaped.
     */
    static final String SQL = """
             AND (?::text IS NULL OR t.type = ?) AND (?::text IS NULL OR t.model = ?)
             AND (?::text IS NULL OR t.feature = ?) AND (?::bigint IS NULL OR t.key_no = ?)
             AND (?::text IS NULL OR t.user_ = ?)
             AND NOT EXISTS (SELECT FROM unnest(?::text[]) AS asked (pair)
                              WHERE strpos(',' || substr(coalesce(w.metadata, '{}'), 2), asked.pair) = 0)\
            """;
}
