package dev.florin.server.storage;

/** How many holds are open, by how long ago they were placed; an old one is a call that somebody forgot. */
public record HoldAges(long minute, long tenMinutes, long hour, long older) {
    private static final String AGES = """
            SELECT count(*) FILTER (WHERE age < interval '1 minute'),
                   count(*) FILTER (WHERE age >= interval '1 minute' AND age < interval '10 minutes'),
                   count(*) FILTER (WHERE age >= interval '10 minutes' AND age < interval '1 hour'),
                   count(*) FILTER (WHERE age >= interval '1 hour')
              FROM (SELECT clock_timestamp() + c.offset_micros * interval '1 microsecond' - h.placed_at AS age
                      FROM hold h CROSS JOIN clock c) AS ages\
            """;

    public static final HoldAges NONE = new HoldAges(0, 0, 0, 0);

    /** Counts them now. */
    public static HoldAges read(Database database) {
        return database.first(AGES, row -> new HoldAges(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .orElseThrow();
    }
}
