package dev.florin.core.pricing;

import static dev.florin.core.pricing.Drafts.MODEL;
import static dev.florin.core.pricing.Drafts.NOON;
import static dev.florin.core.pricing.Drafts.draft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PriceListTest {
    private static final Instant LATER = NOON.plus(Duration.ofDays(30));
    private static final Duration TICK = Duration.ofNanos(1_000);

    @Test
    void aModelWithoutAPriceHasNone() {
        assertEquals(Optional.empty(), PriceList.empty().inForce(MODEL, NOON, 0));
        assertEquals(1, PriceList.empty().nextVersion(MODEL));
    }

    @Test
    void anAnnouncedPriceIsInForceFromItsInstantOn() {
        PriceList list = with(with(PriceList.empty(), "input 1.00", NOON), "input 2.00", LATER);
        assertEquals(0, version(list, NOON.minus(TICK)));
        assertEquals(1, version(list, NOON));
        assertEquals(1, version(list, LATER.minus(TICK)));
        assertEquals(2, version(list, LATER));
    }

    @Test
    void aPriceOfALaterDateWinsOverANewerVersionOfAnEarlierDate() {
        PriceList list = with(
                with(with(PriceList.empty(), "input 1.00", NOON), "input 2.00", LATER),
                "input 1.50",
                NOON.plus(Duration.ofHours(1)));
        assertEquals(3, version(list, LATER.minus(TICK)));
        assertEquals(2, version(list, LATER));
    }

    @Test
    void ofTwoPricesOfOneDateTheNewerVersionWins() {
        assertEquals(2, version(with(with(PriceList.empty(), "input 1.00", NOON), "input 2.00", NOON), NOON));
    }

    @Test
    void aHoldIsChargedByTheListAsItWasKnownThen() {
        PriceList list = with(with(PriceList.empty(), "input 1.00", NOON), "input 2.00", NOON);
        assertEquals(1, list.inForce(MODEL, LATER, 1).orElseThrow().version());
        assertEquals(2, list.inForce(MODEL, LATER, 2).orElseThrow().version());
        assertEquals(Optional.empty(), list.inForce(MODEL, LATER, 0));
    }

    @Test
    void aDeletedVersionNeverComesIntoForceAndItsNumberIsNotGivenAgain() {
        PriceList before = with(with(PriceList.empty(), "input 1.00", NOON), "input 2.00", LATER);
        PriceList list = before.without(before.version(MODEL, 2).orElseThrow());
        assertEquals(3, list.number());
        assertEquals(1, version(list, LATER));
        assertEquals(2, list.inForce(MODEL, LATER, 2).orElseThrow().version());
        assertEquals(
                List.of(1), list.versions(MODEL).stream().map(Price::version).toList());
        assertEquals(3, list.nextVersion(MODEL));
        assertEquals(3L, list.version(MODEL, 2).orElseThrow().deletedIn());
    }

    @Test
    void anEndedModelHasNoPriceUntilItGetsANewOne() {
        PriceList list = with(PriceList.empty(), "input 1.00", NOON);
        list = ended(list, LATER);
        assertEquals(1, version(list, LATER.minus(TICK)));
        assertEquals(0, version(list, LATER));
        list = with(list, "input 2.00", LATER.plus(TICK));
        assertEquals(0, version(list, LATER));
        assertEquals(3, version(list, LATER.plus(TICK)));
    }

    @Test
    void anEndAlsoEndsWhatWasAnnouncedBeforeIt() {
        PriceList list = with(with(PriceList.empty(), "input 1.00", NOON), "input 2.00", LATER);
        list = ended(list, NOON.plus(TICK));
        assertEquals(0, version(list, NOON.plus(TICK)));
        assertEquals(0, version(list, LATER));
    }

    @Test
    void aLaterChangeOfThePriceDoesNotUndoAnAnnouncedEnd() {
        PriceList list = ended(with(PriceList.empty(), "input 1.00", NOON), LATER);
        list = with(list, "input 2.00", NOON.plus(TICK));
        assertEquals(3, version(list, NOON.plus(TICK)));
        assertEquals(0, version(list, LATER));
    }

    @Test
    void theCurrentListIsByNameAndHoldsOnlyWhatIsInForce() {
        PriceList list = add(PriceList.empty(), draft(new Model("b"), "input 1.00", ""), NOON);
        list = add(list, draft(new Model("a"), "input 1.00", ""), NOON);
        list = add(list, draft(new Model("c"), "input 1.00", ""), LATER);
        assertEquals(
                List.of("a", "b"),
                list.current(NOON).stream().map(price -> price.model().name()).toList());
        assertEquals(3, list.current(LATER).size());
        assertEquals(3, list.models().size());
    }

    @Test
    void aListKnowsEveryVersionOnceAndNoneNewerThanItself() {
        Price first = draft("input 1.00").version(1, NOON, 1);
        assertThrows(IllegalArgumentException.class, () -> new PriceList(List.of(first, first), 1));
        assertThrows(IllegalArgumentException.class, () -> new PriceList(List.of(first), 0));
        Price third = draft("input 1.00").version(3, NOON, 2);
        assertThrows(IllegalArgumentException.class, () -> new PriceList(List.of(first), 1).with(third));
    }

    @Test
    void aListFollowsAnotherByTheVersionsThatCameOrWent() {
        PriceList two = with(with(PriceList.empty(), "input 1.00", NOON), "input 2.00", NOON.plusSeconds(60));
        PriceList four = with(two.without(two.newest(MODEL).orElseThrow()), "input 3.00", NOON.plusSeconds(90));
        List<Price> changed = List.of(
                four.version(MODEL, 2).orElseThrow(), four.version(MODEL, 3).orElseThrow());
        PriceList followed = two.following(changed, four.number());
        assertEquals(four.number(), followed.number());
        assertEquals(four.versions(MODEL), followed.versions(MODEL));
        assertEquals(four.version(MODEL, 2), followed.version(MODEL, 2));
        assertEquals(2, two.following(List.of(), 2).versions(MODEL).size());
        assertThrows(IllegalArgumentException.class, () -> four.following(List.of(), 2));
    }

    private static int version(PriceList list, Instant at) {
        return list.inForce(MODEL, at, list.number()).map(Price::version).orElse(0);
    }

    private static PriceList with(PriceList list, String perMillion, Instant at) {
        return add(list, draft(perMillion), at);
    }

    private static PriceList ended(PriceList list, Instant at) {
        return add(list, PriceDraft.ending(list.newest(MODEL).orElseThrow(), at), at);
    }

    private static PriceList add(PriceList list, PriceDraft draft, Instant at) {
        return list.with(draft.version(list.nextVersion(draft.model()), at, list.number() + 1));
    }
}
