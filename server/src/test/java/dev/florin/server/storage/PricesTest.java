package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceChange;
import dev.florin.core.pricing.PriceDraft;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.pricing.TokenClass;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PricesTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final Database DATABASE = StorageTesting.migrated(TEST);

    private final Prices prices = new Prices(DATABASE, new PriceCatalog());

    @AfterAll
    static void close() {
        DATABASE.close();
        TEST.close();
    }

    @Test
    void everyMemberOfAPriceReadsAsItWasPut() {
        Model model = new Model("everything");
        Instant later = prices.standing().now().plus(Duration.ofDays(3));
        PriceDraft draft = new PriceDraft(
                model,
                "openai",
                "everything-2026",
                Map.of(
                        TokenClass.INPUT, Amount.dollars("2.5"),
                        TokenClass.CACHED_INPUT, Amount.dollars("0.000000001"),
                        TokenClass.OUTPUT, Amount.dollars("10")),
                units("web_search", "0.01"),
                List.of(new Price.Tier(200_000, Map.of(TokenClass.INPUT, Amount.dollars("5")))),
                400_000,
                128_000,
                Map.of(TokenClass.INPUT, Amount.dollars("2")),
                later,
                false,
                false,
                false);
        Price put = added(prices.put(draft, "api"));
        Price read = new Prices(DATABASE, new PriceCatalog())
                .standing()
                .list()
                .newest(model)
                .orElseThrow();
        assertEquals(put, read);
        assertEquals(later, read.effectiveAt());
        assertEquals("api", prices.versions(model).getFirst().source());
    }

    @Test
    void aPriceWithoutADateIsInForceFromItsAnswerOn() {
        Price put = added(prices.put(text("at-once", "1", null), "api"));
        assertEquals(1, put.version());
        Prices elsewhere = new Prices(DATABASE, new PriceCatalog());
        assertEquals(put, elsewhere.standing().inForce(new Model("at-once")).orElseThrow());
        assertInstanceOf(PriceChange.Same.class, prices.put(text("at-once", "1", null), "api"));
        assertEquals(2, added(prices.put(text("at-once", "2", null), "api")).version());
    }

    @Test
    void everyVersionIsAnnouncedOnce() {
        prices.put(text("announced", "1", null), "api");
        prices.put(text("announced", "1", null), "api");
        prices.put(text("announced", "2", null), "api");
        assertEquals(
                List.of(1L, 2L),
                DATABASE.all(
                        "SELECT o.number FROM outbox o WHERE o.event = 'price.changed' AND o.subject = 'announced' ORDER BY o.id",
                        row -> row.getLong(1)));
    }

    @Test
    void whoKnowsAnOldListSeesWhatWasAddedAndDeletedSince() {
        Model model = new Model("followed");
        Prices follower = new Prices(DATABASE, new PriceCatalog());
        Instant later = prices.standing().now().plus(Duration.ofDays(1));
        added(prices.put(text("followed", "1", null), "api"));
        added(prices.put(text("followed", "2", later), "api"));
        assertEquals(2, follower.standing().list().versions(model).size());
        prices.delete(model, 2);
        added(prices.put(text("followed", "3", later), "api"));
        added(prices.put(text("followed-by-another", "1", null), "api"));
        PriceList followed = follower.standing().list();
        PriceList anew = new Prices(DATABASE, new PriceCatalog()).standing().list();
        assertEquals(anew.number(), followed.number());
        assertEquals(anew.models(), followed.models());
        for (Model each : anew.models()) {
            assertEquals(anew.nextVersion(each), followed.nextVersion(each));
            assertEquals(anew.versions(each), followed.versions(each));
        }
        assertEquals(anew.version(model, 2), followed.version(model, 2));
        assertEquals(
                List.of(3, 1),
                followed.versions(model).stream().map(Price::version).toList());
    }

    @Test
    void aRecentListHasWhatThisProcessChangedAtOnce() {
        Model model = new Model("recent");
        assertTrue(prices.recent().version(model, 1).isEmpty());
        Price put = added(prices.put(text("recent", "1", null), "api"));
        assertEquals(put, prices.recent().version(model, 1).orElseThrow());
        Instant later = prices.standing().now().plus(Duration.ofDays(1));
        added(prices.put(text("recent", "2", later), "api"));
        prices.delete(model, 2);
        assertNotNull(prices.recent().version(model, 2).orElseThrow().deletedIn());
    }

    @Test
    void aRefusedPriceChangesNothing() {
        added(prices.put(text("steady", "1", null), "api"));
        long number = prices.standing().list().number();
        assertInstanceOf(PriceChange.NeedsConfirmation.class, prices.put(text("steady", "100", null), "api"));
        Instant past = prices.standing().now().minusSeconds(1);
        assertInstanceOf(PriceChange.Past.class, prices.put(text("steady", "2", past), "api"));
        assertEquals(number, prices.standing().list().number());
        assertEquals(1, prices.versions(new Model("steady")).size());
    }

    @Test
    void onlyAVersionThatIsNotYetInForceCanBeDeletedAndItsNumberIsNotGivenAgain() {
        Model model = new Model("deleted");
        added(prices.put(text("deleted", "1", null), "api"));
        Instant later = prices.standing().now().plus(Duration.ofDays(1));
        assertEquals(2, added(prices.put(text("deleted", "2", later), "api")).version());
        assertInstanceOf(Prices.Deletion.InForce.class, prices.delete(model, 1));
        assertInstanceOf(Prices.Deletion.NotFound.class, prices.delete(model, 3));
        assertInstanceOf(Prices.Deletion.Done.class, prices.delete(model, 2));
        assertInstanceOf(Prices.Deletion.NotFound.class, prices.delete(model, 2));
        assertEquals(3, added(prices.put(text("deleted", "3", later), "api")).version());
        assertEquals(3, prices.versions(model).size());
        assertEquals(2, prices.standing().list().versions(model).size());
    }

    @Test
    void anEndedModelHasNoPriceAnyMore() {
        Model model = new Model("ended");
        Price price = added(prices.put(text("ended", "1", null), "api"));
        added(prices.put(PriceDraft.ending(price, null), "api"));
        assertTrue(prices.standing().inForce(model).isEmpty());
    }

    @Test
    void anOldListReadsWithoutWhatCameAfterIt() throws SQLException {
        Model model = new Model("old-list");
        Instant later = prices.standing().now().plus(Duration.ofDays(1));
        added(prices.put(text("old-list", "1", later), "api"));
        long before = prices.standing().list().number();
        prices.delete(model, 1);
        added(prices.put(text("old-list", "2", later), "api"));
        try (Connection connection = DATABASE.openForReading()) {
            PriceList list = new PriceCatalog().list(connection, before);
            assertEquals(1, list.newest(model).orElseThrow().version());
        }
    }

    @Test
    void whatIsPublishedIsAddedOnceAndNeverOverAnOperatorsPrice() {
        added(prices.put(text("own", "7", null), "api"));
        Instant longAgo = Instant.parse("2024-01-01T00:00:00Z");
        List<Prices.Published> published = List.of(
                new Prices.Published(text("own", "1", longAgo), "somewhere"),
                new Prices.Published(text("published", "1", longAgo), "somewhere"),
                new Prices.Published(text("published", "2", longAgo.plus(30, ChronoUnit.DAYS)), "somewhere"));
        assertEquals(2, prices.addMissing(published));
        assertEquals(0, prices.addMissing(published));
        Prices.Standing standing = prices.standing();
        assertEquals(2, standing.inForce(new Model("published")).orElseThrow().version());
        assertEquals(1, standing.inForce(new Model("own")).orElseThrow().version());
    }

    @Test
    void changesAtOnceGetNumbersOfTheirOwn() throws InterruptedException, ExecutionException {
        long before = prices.standing().list().number();
        List<Integer> versions = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<PriceChange>> asked = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String amount = "1.0" + i;
                asked.add(callers.submit(() -> prices.put(text("contested", amount, null), "api")));
            }
            for (Future<PriceChange> each : asked) {
                versions.add(added(each.get()).version());
            }
        }
        assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8), versions.stream().sorted().toList());
        assertEquals(before + 8, prices.standing().list().number());
    }

    private static Price added(PriceChange change) {
        return assertInstanceOf(PriceChange.New.class, change).price();
    }

    private static PriceDraft text(String model, String input, @Nullable Instant effectiveAt) {
        return new PriceDraft(
                new Model(model),
                "openai",
                null,
                Map.of(TokenClass.INPUT, Amount.dollars(input), TokenClass.OUTPUT, Amount.dollars("4")),
                new TreeMap<>(),
                List.of(),
                100_000,
                10_000,
                Map.of(),
                effectiveAt,
                false,
                false,
                false);
    }

    private static SortedMap<String, Amount> units(String name, String price) {
        return new TreeMap<>(Map.of(name, Amount.dollars(price)));
    }
}
