package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Pro over HTTP, with Stripe's stand-in: what is paid earns its bonus once, whatever is done in between. */
class SubscriptionTest {
    @TempDir
    private static Path folder;

    private static Shop shop;

    @BeforeAll
    static void start() {
        shop = new Shop(folder, 1);
    }

    @AfterAll
    static void end() {
        shop.close();
    }

    private static String key(String account) {
        return account + Shop.fresh();
    }

    private static ApiCalls.Reply ask(String account, String what, String body) {
        return shop.calls().post("/v1/accounts/" + account + "/subscription/" + what, key(account), body);
    }

    private static String checkout(String interval) {
        return "{\"interval\":\"" + interval + "\",\"return_url\":\"" + shop.publicUrl() + "/\"}";
    }

    private static List<JsonNode> paid(String account) {
        String customer = customer(account);
        return shop.stripe()
                .get("/money?customer=" + customer)
                .path("payment_intents")
                .valueStream()
                .filter(each -> each.path("status").asString().equals("succeeded"))
                .toList();
    }

    private static String customer(String account) {
        JsonNode subscription = shop.stripe()
                .dashboard("/v1/subscriptions/" + shop.subscription(account).text("id"));
        return subscription.path("customer").asString();
    }

    @Test
    void aMonthEarnsItsBonusAndSoDoesTheNext() {
        shop.free("monthly");
        shop.subscribe("monthly", "month");
        Shop.eventually(() -> shop.total("monthly").equals("5.00"));
        shop.pass(Duration.ofDays(32));
        shop.jobs();
        Shop.eventually(() -> shop.total("monthly").equals("10.00"));
        assertEquals(List.of("bonus", "bonus"), shop.rows("monthly"));
    }

    @Test
    void goingUpAndDownTenTimesEarnsNoMoreThanWasPaidFor() {
        shop.free("restless");
        shop.subscribe("restless", "month");
        for (int i = 0; i < 10; i++) {
            ask("restless", "switch", "{\"interval\":\"year\"}");
            ask("restless", "switch", "{\"interval\":\"month\"}");
            ask("restless", "resume", "{}");
        }
        shop.jobs();
        assertEquals("year", shop.subscription("restless").text("interval"));
        BigDecimal total = new BigDecimal(shop.total("restless"));
        assertTrue(total.compareTo(new BigDecimal("60.00")) <= 0, total::toString);
        assertEquals(2, paid("restless").size(), "a month, and a year once");
    }

    @Test
    void aRequestThatComesAgainWithItsKeyIsAnsweredAsItStands() {
        shop.free("again");
        shop.subscribe("again", "month");
        String path = "/v1/accounts/again/subscription/";
        assertEquals(
                200,
                shop.calls()
                        .post(path + "cancel", "k1", "{\"at\":\"period_end\"}")
                        .status());
        assertEquals(200, shop.calls().post(path + "resume", "k2", "{}").status());
        ApiCalls.Reply again = shop.calls().post(path + "cancel", "k1", "{\"at\":\"period_end\"}");
        assertEquals(200, again.status());
        assertTrue(again.body().path("cancel_at").isNull(), "it was resumed, and stays so");
        assertEquals(
                "idempotency_key_reused",
                shop.calls()
                        .post(path + "cancel", "k2", "{\"at\":\"period_end\"}")
                        .text("code"));
        assertEquals(
                "", shop.calls().post(path + "cancel", "k3", "{\"at\":\"now\"}").text("code"));
        assertEquals(
                "canceled",
                shop.calls().post(path + "cancel", "k3", "{\"at\":\"now\"}").text("status"));
        assertEquals("subscription_required", shop.buy("again", "10.00").text("code"));
        assertEquals("5.00", shop.total("again"), "nothing is lost");
    }

    @Test
    void twoTabsOpenOnePageAndBuyOneSubscription() {
        shop.free("tabs");
        String path = "/v1/accounts/tabs/subscription/checkout";
        List<String> urls = Callers.together(IntStream.range(0, 6)
                        .<Supplier<ApiCalls.Reply>>mapToObj(
                                _ -> () -> shop.calls().post(path, null, checkout("month")))
                        .toList())
                .stream()
                .map(reply -> reply.text("url"))
                .distinct()
                .toList();
        assertEquals(1, urls.size());
        String yearly = shop.calls().post(path, null, checkout("year")).text("url");
        JsonNode closed = shop.visit(urls.getFirst(), Shop.GOOD_CARD);
        assertEquals("expired", closed.path("status").asString());
        shop.visit(yearly, Shop.GOOD_CARD);
        assertEquals(
                "already_subscribed",
                shop.calls().post(path, null, checkout("month")).text("code"));
        Shop.eventually(() -> shop.total("tabs").equals("60.00"));
        assertEquals(1, paid("tabs").size());
    }

    @Test
    void aSecondSubscriptionIsEndedAndItsMoneyGoesBack() {
        shop.free("double");
        shop.subscribe("double", "month");
        String customer = customer("double");
        String price = shop.stripe()
                .dashboard("/v1/prices?lookup_keys[]=pro_monthly")
                .at("/data/0/id")
                .asString();
        String method = shop.cards("double").path(0).path("id").asString();
        shop.stripe()
                .dashboard(
                        "/v1/subscriptions",
                        "customer=" + customer + "&items[0][price]=" + price + "&default_payment_method=" + method);
        shop.jobs();
        Shop.eventually(() -> paid("double").size() == 2);
        Shop.eventually(() -> paid("double").stream()
                        .mapToInt(each -> each.path("refunded").asInt())
                        .sum()
                == 999);
        shop.jobs();
        assertEquals("active", shop.subscription("double").text("status"));
        assertEquals("5.00", shop.total("double"));
    }

    @Test
    void statusEventsInAnyOrderEndAsStripeStands() {
        shop.free("orders");
        shop.subscribe("orders", "month");
        String id = shop.subscription("orders").text("id");
        shop.stripe().dashboard("/v1/subscriptions/" + id, "cancel_at_period_end=true");
        shop.stripe().dashboard("/v1/subscriptions/" + id, "cancel_at_period_end=false");
        ask("orders", "cancel", "{\"at\":\"now\"}");
        shop.jobs();
        List<String> events = shop.stripe()
                .get("/events?about=" + id)
                .path("data")
                .valueStream()
                .map(each -> each.path("event"))
                .filter(each -> each.path("type").asString().startsWith("customer.subscription."))
                .map(each -> each.path("id").asString())
                .limit(4)
                .toList();
        assertEquals(4, events.size());
        orders(events).forEach(order -> {
            order.forEach(each -> shop.stripe().post("/events/" + each + "/deliver", "{}"));
            shop.backstage().payments().eventWork().run(true);
            assertEquals("canceled", shop.subscription("orders").text("status"));
        });
        assertEquals(List.of("bonus"), shop.rows("orders"));
        assertEquals("subscription_required", shop.buy("orders", "10.00").text("code"));
    }

    private static Stream<List<String>> orders(List<String> all) {
        if (all.size() < 2) {
            return Stream.of(all);
        }
        return all.stream()
                .flatMap(first -> orders(
                                all.stream().filter(each -> !each.equals(first)).toList())
                        .map(rest ->
                                Stream.concat(Stream.of(first), rest.stream()).toList()));
    }

    @Test
    void aRefundedInvoiceTakesItsUnspentBonusAndNeverMore() {
        shop.free("money-back");
        shop.subscribe("money-back", "month");
        Shop.eventually(() -> shop.total("money-back").equals("5.00"));
        shop.charge("money-back", "2.00");
        String payment = paid("money-back").getFirst().path("id").asString();
        shop.stripe().dashboard("/v1/refunds", "payment_intent=" + payment);
        shop.jobs();
        Shop.eventually(() -> shop.total("money-back").equals("0.00"));
        assertEquals("0.00", shop.balance("money-back").text("owed"), "a bonus that was spent is never owed");
    }

    @Test
    void aRenewalThatFailsKeepsWorkingForTheGraceAndThenEnds() {
        shop.free("overdue");
        shop.subscribe("overdue", "month");
        shop.behave("overdue", Shop.LATER_DECLINED);
        Instant paidUntil = Instant.parse(shop.subscription("overdue").text("current_period_end"));
        Duration month = Duration.between(shop.database().now(), paidUntil);
        shop.pass(month.plusMinutes(10));
        shop.jobs(); // Stripe has begun the next period, and tries its invoice in an hour
        shop.pass(Duration.ofDays(2));
        shop.jobs();
        Shop.eventually(() -> shop.subscription("overdue").text("status").equals("past_due"));
        assertEquals(
                paidUntil.plus(Duration.ofDays(7)).toString(),
                shop.calls().get("/v1/accounts/overdue").text("plan_until"),
                "from the end of what was paid");
        assertEquals(201, shop.charge("overdue", "1.00").status(), "grace");
        shop.pass(Duration.ofDays(8));
        shop.jobs();
        assertEquals("subscription_required", shop.charge("overdue", "1.00").text("code"));
        assertEquals("4.00", shop.total("overdue"), "nothing is lost");
    }
}
