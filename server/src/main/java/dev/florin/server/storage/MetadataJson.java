package dev.florin.server.storage;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Metadata as a column keeps it: a JSON object of strings; absent where there is none. Thread-safe. */
final class MetadataJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<TreeMap<String, String>> STRINGS = new TypeReference<>() {};

    private MetadataJson() {}

    static @Nullable String write(Map<String, String> metadata) {
        return metadata.isEmpty() ? null : JSON.writeValueAsString(metadata);
    }

    static SortedMap<String, String> read(@Nullable String json) {
        return json == null ? Collections.emptySortedMap() : JSON.readValue(json, STRINGS);
    }
}
