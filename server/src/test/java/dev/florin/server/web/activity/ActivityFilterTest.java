package dev.florin.server.web.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.ledger.TransactionType;
import dev.florin.server.storage.TransactionFilter;
import dev.florin.server.web.pages.Inputs;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an address says of a history, and which address says it. */
class ActivityFilterTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ActivityFilter.Place PLACE = new ActivityFilter.Place(
            BERLIN, Instant.parse("2026-11-23T05:30:00Z"), Instant.parse("2026-03-01T10:00:00Z"));

    private static ActivityFilter of(String query) {
        return ActivityFilter.read(Inputs.read(query), PLACE);
    }

    @Test
    void anAddressWithoutFiltersShowsThirtyDaysByModel() {
        ActivityFilter filter = of("");
        assertEquals(Instant.parse("2026-10-24T22:00:00Z"), filter.from(), "midnight in Berlin was summer time then");
        assertEquals(Instant.parse("2026-11-23T23:00:00Z"), filter.until());
        assertFalse(filter.hours() || filter.leavesOut());
        assertEquals(Grouping.MODEL, filter.grouping());
        assertEquals("/activity", filter.link("", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "range=7d&by=hour&group=feature",
                "from=2026-11-02&to=2026-11-09",
                "range=all&type=not_charged",
                "model=a+b%26c&feature=chat%2Fx&key=key_1",
                "at=2026-11-20",
                "range=24h&at=2026-11-23T04%3A00%3A00Z"
            })
    void anAddressIsWrittenAsItWasRead(String query) {
        assertEquals("/activity?" + query, of(query).link("", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "range=century",
                "group=colour",
                "type=gift",
                "at=yesterday",
                "from=2026-13-01&to=2026-14-01",
                "from=2026-11-01",
                "by=hour",
                "utm_source=mail",
                "at=2026-11-20T10:00:00Z"
            })
    void whatMakesNoSenseIsAsIfItHadNotBeenSaid(String query) {
        assertEquals("/activity", of(query).link("", ""));
    }

    @Test
    void daysOutsideTheAccountsLifeAreMovedIntoIt() {
        ActivityFilter filter = of("from=2027-01-01&to=0001-01-01");
        assertEquals("/activity?from=2026-03-01&to=2026-11-23", filter.link("", ""));
    }

    @Test
    void aChosenBarNarrowsTheTableAndNotTheChart() {
        ActivityFilter filter = of("at=2026-10-25");
        assertEquals(Instant.parse("2026-10-24T22:00:00Z"), filter.rowsFrom());
        assertEquals(Instant.parse("2026-10-25T23:00:00Z"), filter.rowsUntil(), "the day has 25 hours");
        assertEquals(of("").from(), filter.from());
        ActivityFilter hour = of("range=24h&at=2026-11-23T04:00:00Z");
        assertEquals(Instant.parse("2026-11-23T05:00:00Z"), hour.rowsUntil());
    }

    @Test
    void theTableIsAskedForWhatTheAddressSays() {
        TransactionFilter rows = of("model=gpt-5&feature=chat&type=charge&key=key_x")
                .rows(Optional.of(3L))
                .orElseThrow();
        assertEquals("gpt-5", String.valueOf(rows.model()));
        assertEquals("chat", rows.feature());
        assertEquals(TransactionType.CHARGE, rows.type());
        assertEquals(3L, rows.key());
        TransactionFilter all = of("range=all").rows(Optional.empty()).orElseThrow();
        assertNull(all.type());
        assertNull(all.key());
        assertEquals(Instant.parse("2026-02-28T23:00:00Z"), all.from());
    }

    @Test
    void aKeyOrAModelThatCannotBeHasNoRows() {
        assertTrue(of("key=key_of_another").rows(Optional.empty()).isEmpty());
        assertTrue(of("model=M%C3%B6dell").rows(Optional.empty()).isEmpty());
    }

    @Test
    void oneParameterChangesAndTheOthersStay() {
        ActivityFilter filter = of("range=7d&model=a");
        assertEquals("/activity?range=7d&model=b", filter.link("model", "b"));
        assertEquals("/activity?range=7d", filter.link("model", ""));
        assertEquals("/activity/export.csv?range=7d&model=a", filter.link("/activity/export.csv", Map.of()));
    }
}
