package dev.florin.core.pricing;

import static dev.florin.core.pricing.Drafts.MODEL;
import static dev.florin.core.pricing.Drafts.NOON;
import static dev.florin.core.pricing.Drafts.above;
import static dev.florin.core.pricing.Drafts.confirmed;
import static dev.florin.core.pricing.Drafts.draft;
import static dev.florin.core.pricing.Drafts.free;
import static dev.florin.core.pricing.Drafts.limits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.florin.core.money.Amount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PriceChangeTest {
    private static final Instant LATER = NOON.plus(Duration.ofDays(30));

    @Test
    void theFirstPriceIsVersionOneAndInForceAtOnce() {
        PriceChange.New made = assertInstanceOf(PriceChange.New.class, change(PriceList.empty(), "input 1.00"));
        assertEquals(1, made.price().version());
        assertEquals(NOON, made.price().effectiveAt());
        assertEquals(1, made.price().addedIn());
    }

    @Test
    void sayingTheSameAgainMakesNoVersion() {
        PriceList list = list("input 1.00 output 2.00");
        assertEquals(
                new PriceChange.Same(list.newest(MODEL).orElseThrow()),
                PriceChange.of(confirmed(draft("output 2.00 input 1.00")), list, LATER));
        assertInstanceOf(PriceChange.New.class, change(list, "input 1.00 output 2.01"));
        assertInstanceOf(PriceChange.New.class, change(list, "input 1.00 output 2.00 cached_input 0.50"));
    }

    @Test
    void sayingTheSameAnnouncementAgainMakesNoVersionEvenWhenItsDayHasCome() {
        PriceDraft announced = draft("input 2.00").effective(LATER);
        PriceList list = added(list("input 1.00"), announced, NOON);
        Instant after = LATER.plusSeconds(1);
        assertInstanceOf(PriceChange.Same.class, PriceChange.of(announced, list, NOON));
        assertInstanceOf(PriceChange.Same.class, PriceChange.of(announced, list, after));
        assertInstanceOf(PriceChange.Same.class, PriceChange.of(draft("input 2.00"), list, after));
    }

    @Test
    void askingForAnAnnouncedPriceAtOnceIsAChange() {
        PriceList list = added(list("input 1.00"), draft("input 2.00").effective(LATER), NOON);
        assertInstanceOf(PriceChange.New.class, change(list, "input 2.00"));
    }

    @Test
    void announcingTheSamePriceForAnotherDayIsAChange() {
        PriceList list = added(list("input 1.00"), draft("input 2.00").effective(LATER), NOON);
        PriceDraft earlier = draft("input 2.00").effective(LATER.minusSeconds(1));
        assertInstanceOf(PriceChange.New.class, PriceChange.of(earlier, list, NOON));
    }

    @Test
    void theNewestPriceOutOfForceIsAChangeAgain() {
        PriceList list = added(list("input 1.00"), draft("input 2.00").effective(LATER), NOON);
        list = added(list, draft("input 1.50"), NOON.plusSeconds(1));
        assertInstanceOf(PriceChange.Same.class, PriceChange.of(draft("input 1.50"), list, NOON.plusSeconds(2)));
        assertInstanceOf(PriceChange.New.class, PriceChange.of(draft("input 1.50"), list, LATER));
    }

    @Test
    void aDateInThePastIsRefusedAndTheInstantItselfIsNot() {
        PriceList list = list("input 1.00");
        PriceDraft draft = draft("input 2.00");
        assertEquals(
                new PriceChange.Past(NOON.minusSeconds(1), NOON),
                PriceChange.of(draft.effective(NOON.minusSeconds(1)), list, NOON));
        assertInstanceOf(PriceChange.New.class, PriceChange.of(draft.effective(NOON), list, NOON));
    }

    @Test
    void aDateThatIsAbsurdlyFarAheadIsRefused() {
        PriceDraft draft = draft("input 2.00");
        assertInstanceOf(
                PriceChange.New.class,
                PriceChange.of(draft.effective(NOON.plus(PriceChange.FARTHEST_AHEAD)), PriceList.empty(), NOON));
        assertProblem(
                "effective_at",
                draft.effective(NOON.plus(PriceChange.FARTHEST_AHEAD).plusSeconds(1)));
        assertProblem("effective_at", draft.effective(Instant.MAX));
    }

    @Test
    void moreThanAThousandDollarsAMillionMustBeConfirmed() {
        assertInstanceOf(PriceChange.New.class, change(PriceList.empty(), "input 1000.00"));
        assertAsks("per_million.input", PriceList.empty(), draft("input 1000.000000001"));
        assertAsks(
                "tiers.0.per_million.output", PriceList.empty(), draft("output 900.00", above(10, "output 1001.00")));
        assertInstanceOf(
                PriceChange.New.class,
                PriceChange.of(confirmed(draft("input 1000.000000001")), PriceList.empty(), NOON));
    }

    @Test
    void aThousandDollarsAreAMatterOfTokensAndNotOfUnits() {
        assertInstanceOf(
                PriceChange.New.class,
                PriceChange.of(draft(MODEL, "input 1.00", "request 0.05"), PriceList.empty(), NOON));
    }

    @Test
    void tenTimesTheVersionBeforeMustBeConfirmedInBothDirections() {
        PriceList list = list("input 1.00 output 2.00");
        assertInstanceOf(PriceChange.New.class, change(list, "input 9.999999999 output 2.00"));
        assertAsks("per_million.input", list, draft("input 10.00 output 2.00"));
        assertInstanceOf(PriceChange.New.class, change(list, "input 1.00 output 0.200000001"));
        assertAsks("per_million.output", list, draft("input 1.00 output 0.20"));
        assertInstanceOf(
                PriceChange.New.class, PriceChange.of(confirmed(draft("input 10.00 output 2.00")), list, NOON));
    }

    @Test
    void aLeapInATierOrAUnitMustBeConfirmed() {
        PriceList tiered = added(PriceList.empty(), draft("input 1.00", above(100, "input 2.00")), NOON);
        assertAsks("per_million.input", tiered, draft("input 1.00", above(100, "input 20.00")));
        assertAsks("per_million.input", tiered, draft("input 1.00", above(50, "input 10.00")));
        PriceList fee = added(PriceList.empty(), draft(MODEL, "input 1.00", "request 0.01"), NOON);
        assertAsks("per_unit.request", fee, draft(MODEL, "input 1.00", "request 0.10"));
        assertInstanceOf(PriceChange.New.class, PriceChange.of(draft(MODEL, "input 1.00", "search 0.10"), fee, NOON));
    }

    @Test
    void leavingOutThePriceOfCachedInputIsTheLeapThatItIsForACall() {
        PriceList list = list("input 3.00 cached_input 0.30 output 15.00");
        assertAsks("per_million.cached_input", list, draft("input 3.00 output 15.00"));
    }

    @Test
    void fromSomethingToNothingMustBeSaidTwice() {
        PriceList list = list("input 1.00");
        assertProblem("per_million.input", draft("input 0.00"));
        assertAsks("per_million.input", list, free(draft("input 0.00")));
        PriceList nothing = added(PriceList.empty(), free(draft("input 0.00")), NOON);
        assertAsks("per_million.input", nothing, draft("input 0.01"));
    }

    @Test
    void whatNoPriceMayBeIsRefusedWithItsField() {
        assertProblem("per_million", draft(""));
        assertProblem("per_million.input", draft("input -1.00"));
        assertProblem("per_million.input", confirmed(draft("input 100000.01")));
        assertProblem("per_unit.request", draft(MODEL, "", "request 0.00"));
        assertProblem("per_unit.request", draft(MODEL, "", "request 100.01"));
        assertProblem("per_unit", draft(MODEL, "", "input 1.00"));
        assertProblem("per_unit", draft(MODEL, "", "a,b 1.00"));
        assertProblem("context_tokens", limits(draft("input 1.00"), 0, 0));
        assertProblem("context_tokens", limits(draft("output 1.00"), -1, 1));
        assertProblem("context_tokens", limits(draft("input 1.00"), 1_000_000_001, 0));
        assertProblem("max_output_tokens", limits(draft("output 1.00"), 1, 0));
        assertProblem("max_output_tokens", limits(draft("input 1.00"), 1, -1));
        assertProblem("tiers.0.above_input_tokens", draft("input 1.00", above(0, "input 1.00")));
        assertProblem("tiers.0.above_input_tokens", draft("input 1.00", above(-5, "input 1.00")));
        assertProblem("tiers.0.per_million", draft("input 1.00", above(5, "")));
        assertProblem("tiers.0.per_million.input", draft("input 1.00", above(5, "input -1.00")));
        assertProblem(
                "tiers.1.above_input_tokens", draft("input 1.00", above(5, "input 1.00"), above(5, "input 2.00")));
        assertProblem(
                "tiers.1.above_input_tokens", draft("input 1.00", above(5, "input 1.00"), above(4, "input 2.00")));
    }

    @Test
    void everyProblemIsReportedAtOnce() {
        PriceChange.Invalid invalid = assertInstanceOf(
                PriceChange.Invalid.class,
                PriceChange.of(limits(draft("input -1.00 output 0.00"), -1, -1), PriceList.empty(), NOON));
        assertEquals(
                List.of("per_million.input", "per_million.output", "context_tokens", "max_output_tokens"),
                invalid.problems().stream().map(PriceChange.Problem::field).toList());
    }

    @Test
    void namesOfProvidersAndTheirModelsAreChecked() {
        assertProblem("provider", from("", null));
        assertProblem("provider", from("a b", null));
        assertProblem("provider", from("é", null));
        assertProblem("provider", from("a".repeat(65), null));
        assertProblem("upstream_model", from("openai", "a\nb"));
        assertInstanceOf(PriceChange.New.class, PriceChange.of(from("openai", "gpt-5"), PriceList.empty(), NOON));
    }

    @Test
    void aModelIsEndedOnceAndOnlyWhereThereIsOne() {
        PriceList list = list("input 1.00");
        PriceDraft end = PriceDraft.ending(list.newest(MODEL).orElseThrow(), null);
        assertProblem("retired", end);
        PriceList ended = added(list, end, NOON.plusSeconds(1));
        assertInstanceOf(PriceChange.Same.class, PriceChange.of(end, ended, NOON.plusSeconds(2)));
        assertInstanceOf(PriceChange.New.class, PriceChange.of(draft("input 50.00"), ended, NOON.plusSeconds(2)));
        assertInstanceOf(
                PriceChange.New.class,
                PriceChange.of(end, added(ended, draft("input 2.00"), NOON.plusSeconds(3)), NOON.plusSeconds(4)));
    }

    private static PriceDraft from(String provider, @Nullable String upstreamModel) {
        return new PriceDraft(
                MODEL,
                provider,
                upstreamModel,
                Map.of(TokenClass.INPUT, Amount.dollars("1.00")),
                new TreeMap<>(),
                List.of(),
                10,
                10,
                Map.of(),
                null,
                false,
                false,
                false);
    }

    private static PriceList list(String perMillion) {
        return added(PriceList.empty(), draft(perMillion), NOON);
    }

    private static PriceList added(PriceList list, PriceDraft draft, Instant now) {
        return list.with(assertInstanceOf(PriceChange.New.class, PriceChange.of(draft, list, now))
                .price());
    }

    private static PriceChange change(PriceList list, String perMillion) {
        return PriceChange.of(draft(perMillion), list, NOON);
    }

    private static void assertAsks(String field, PriceList list, PriceDraft draft) {
        PriceChange.NeedsConfirmation asks =
                assertInstanceOf(PriceChange.NeedsConfirmation.class, PriceChange.of(draft, list, NOON));
        assertEquals(field, asks.field());
    }

    private static void assertProblem(String field, PriceDraft draft) {
        PriceChange.Invalid invalid =
                assertInstanceOf(PriceChange.Invalid.class, PriceChange.of(draft, PriceList.empty(), NOON));
        assertEquals(field, invalid.problems().getFirst().field());
    }
}
