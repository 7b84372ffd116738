package dev.florin.sandbox.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.sandbox.SchemaCheck;
import dev.florin.sandbox.StandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A shop that sells the two prices of Florin's Pro plan; every answer it gets is held against Stripe's shapes. */
public final class Shop implements AutoCloseable {
    private final StandIn standIn;

    public Shop(Path folder) {
        standIn = new StandIn(folder);
    }

    public StandIn standIn() {
        return standIn;
    }

    public JsonNode get(String path) {
        return checked(standIn.call("GET", path, ""));
    }

    public JsonNode post(String path, String form) {
        return checked(standIn.call("POST", path, form));
    }

    public JsonNode delete(String path) {
        return checked(standIn.call("DELETE", path, ""));
    }

    private static JsonNode checked(StandIn.Reply reply) {
        assertEquals(200, reply.status(), reply.body().toString());
        assertEquals(List.of(), SchemaCheck.wrong(reply.body()));
        return reply.body();
    }

    /** The error of a call that must be refused with this status. */
    public JsonNode refused(int status, String path, String form) {
        StandIn.Reply reply = standIn.call("POST", path, form);
        assertEquals(status, reply.status(), reply.body().toString());
        return reply.body().path("error");
    }

    public String price(String lookupKey) {
        return get("/v1/prices?lookup_keys[0]=" + lookupKey)
                .path("data")
                .get(0)
                .path("id")
                .asString();
    }

    /** A customer who pays with this test card by default. */
    public String customer(String alias) {
        String id = post("/v1/customers", "email=ada@example.test&name=Ada")
                .path("id")
                .asString();
        pays(id, alias);
        return id;
    }

    public String pays(String customer, String alias) {
        String method = post("/v1/payment_methods/" + alias + "/attach", "customer=" + customer)
                .path("id")
                .asString();
        post("/v1/customers/" + customer, "invoice_settings[default_payment_method]=" + method);
        return method;
    }

    public JsonNode subscribe(String customer, String lookupKey, String more) {
        return post(
                "/v1/subscriptions",
                "customer=" + customer + "&items[0][price]=" + price(lookupKey) + "&metadata[account_id]=acc_1" + more);
    }

    public JsonNode subscription(String id) {
        return get("/v1/subscriptions/" + id);
    }

    public String status(String id) {
        return subscription(id).path("status").asString();
    }

    public JsonNode latest(String subscription) {
        return get("/v1/invoices/"
                + subscription(subscription).path("latest_invoice").asString());
    }

    public JsonNode invoices(String subscription) {
        return get("/v1/invoices?subscription=" + subscription).path("data");
    }

    public void days(long days) {
        standIn.advance(Duration.ofDays(days));
    }

    public void hours(long hours) {
        standIn.advance(Duration.ofHours(hours));
    }

    /** From a subscription's present period end on, and two hours more: its renewal was tried. */
    public void renew(String subscription) {
        long end = item(subscription(subscription)).path("current_period_end").asLong();
        assertEquals(
                200,
                standIn.control(
                                "POST",
                                "/clock",
                                Map.of(
                                        "to",
                                        Instant.ofEpochSecond(end)
                                                .plus(Duration.ofHours(2))
                                                .toString()))
                        .status());
    }

    public static JsonNode item(JsonNode subscription) {
        return subscription.path("items").path("data").get(0);
    }

    public static JsonNode line(JsonNode invoice, int index) {
        return invoice.path("lines").path("data").get(index);
    }

    /** The types of all events about an id, oldest first. */
    public List<String> events(String about) {
        return about(about)
                .valueStream()
                .map(found -> found.path("event").path("type").asString())
                .toList();
    }

    public JsonNode about(String id) {
        return standIn.control("GET", "/events?about=" + id, null).body().path("data");
    }

    /** The newest event of a type about an id. */
    public JsonNode event(String about, String type) {
        return about(about)
                .valueStream()
                .map(found -> found.path("event"))
                .filter(event -> event.path("type").asString().equals(type))
                .toList()
                .getLast();
    }

    @Override
    public void close() {
        standIn.everythingHasStripesShape();
        standIn.close();
    }
}
