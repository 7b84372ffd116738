package dev.florin.simulation;

import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A customer's program that gives up nothing: it asks again until it is answered, and remembers what it was told. Each round
 * it gets credit, holds, settles and charges on an account of its own, and charges an account that all share.
 */
final class ChaosCaller implements Runnable {
    private static final String SHARED = "shared";
    private static final String GRANT = "{\"amount\":\"1.00\",\"kind\":\"paid\",\"reason\":\"round\"}";
    private static final Amount SHARED_CREDIT = amount("100000.00");
    private static final Amount SHARED_CHARGE = amount("0.01");
    private static final int ROWS_OF_A_ROUND = 3;

    private final ApiCalls calls;
    private final String name;
    private final BooleanSupplier over;
    private final Runnable roundDone;
    private final List<Told> told = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private int rounds;

    /** A row as it was answered. */
    private record Told(String id, String amount) {}

    ChaosCaller(ApiCalls calls, String name, BooleanSupplier over, Runnable roundDone) {
        this.calls = calls;
        this.name = name;
        this.over = over;
        this.roundDone = roundDone;
    }

    /** Opens the account that all share. */
    static void prepareShared(ApiCalls calls) {
        open(calls, SHARED);
        calls.post(
                "/v1/accounts/shared/grants",
                "shared",
                "{\"amount\":\"100000.00\",\"kind\":\"promo\",\"reason\":\"shared\"}");
    }

    private static void open(ApiCalls calls, String account) {
        calls.post("/v1/accounts", null, "{\"id\":\"" + account + "\"}");
        calls.put("/v1/accounts/" + account + "/plan", "{\"plan\":\"pro\"}");
    }

    private static Amount amount(String text) {
        return Amount.of(new BigDecimal(text));
    }

    @Override
    public void run() {
        open(calls, name);
        String path = "/v1/accounts/" + name;
        while (!over.getAsBoolean()) {
            String key = name + "-" + ++rounds;
            expect(201, calls.post(path + "/grants", "grant-" + key, GRANT));
            ApiCalls.Reply hold = calls.post(path + "/holds", "hold-" + key, "{\"amount\":\"0.50\"}");
            expect(201, hold);
            remember(200, calls.post("/v1/holds/" + hold.text("id") + "/settle", null, "{\"amount\":\"0.25\"}"));
            remember(201, calls.post(path + "/charges", "charge-" + key, "{\"amount\":\"0.10\"}"));
            remember(201, calls.post("/v1/accounts/shared/charges", "shared-" + key, "{\"amount\":\"0.01\"}"));
            roundDone.run();
        }
    }

    private void expect(int status, ApiCalls.Reply reply) {
        if (reply.status() != status) {
            wrong.add(name + " was answered " + reply);
        }
    }

    private void remember(int status, ApiCalls.Reply reply) {
        expect(status, reply);
        told.add(new Told(reply.text("id"), reply.text("amount")));
    }

    int answered() {
        return rounds * (ROWS_OF_A_ROUND + 2);
    }

    /** What is not there now as it was told, or there more than once. */
    List<String> wrong() {
        for (Told each : told) {
            ApiCalls.Reply now = calls.get("/v1/transactions/" + each.id);
            if (now.status() != 200 || !now.text("amount").equals(each.amount)) {
                wrong.add(name + " was told " + each + ", now it is " + now);
            }
        }
        if (told.stream().distinct().count() != told.size()) {
            wrong.add(name + " was told of the same row twice");
        }
        Amount left = Amount.ofNanos(amount("0.65").nanos() * rounds);
        wrong.addAll(account(calls, name, left, (long) rounds * ROWS_OF_A_ROUND));
        return wrong;
    }

    /** The same of the account that all share. */
    static List<String> sharedIsWrong(ApiCalls calls, List<ChaosCaller> callers) {
        long charges = callers.stream().mapToLong(caller -> caller.rounds).sum();
        Amount left = SHARED_CREDIT.minus(Amount.ofNanos(SHARED_CHARGE.nanos() * charges));
        return account(calls, SHARED, left, charges + 1);
    }

    private static List<String> account(ApiCalls calls, String name, Amount left, long rows) {
        List<String> wrong = new ArrayList<>();
        ApiCalls.Reply balance = calls.get("/v1/accounts/" + name + "/balance");
        if (!balance.text("total").equals(left.toString())
                || !balance.text("held").equals("0.00")) {
            wrong.add(name + " should have " + left + " and has " + balance);
        }
        ApiCalls.Reply newest = calls.get("/v1/accounts/" + name + "/transactions?limit=1");
        long sequence = newest.body().path("data").path(0).path("sequence").asLong();
        if (sequence != rows) {
            wrong.add(name + " should have " + rows + " rows and has " + sequence);
        }
        return wrong;
    }
}
