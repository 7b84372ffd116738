package dev.florin.sandbox.stripe.api;

import dev.florin.sandbox.http.Answer;
import dev.florin.sandbox.http.Exchange;
import dev.florin.sandbox.http.Site;
import dev.florin.sandbox.stripe.faults.Fault;
import dev.florin.sandbox.stripe.faults.Faults;
import dev.florin.sandbox.stripe.objects.ApiVersion;
import dev.florin.sandbox.stripe.objects.Owners;
import dev.florin.sandbox.world.Cause;
import dev.florin.sandbox.world.Turn;
import dev.florin.sandbox.world.World;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything under {@code /v1}: checks a call, finds its route, executes it once, and answers as Stripe does, unless a
 * fault was ordered that strikes it. What executed is kept under its idempotency key whether its answer arrives or not.
 */
public final class StripeApi implements Site {
    private static final Logger LOG = LoggerFactory.getLogger(StripeApi.class);
    private static final long HOLD_MILLIS = 120_000;
    private static final long SLOW_MILLIS = 1_000;
    private static final int NO_ANSWER = 0;

    private final World world;
    private final Idempotency idempotency = new Idempotency();
    private final Expansion expansion = new Expansion();
    private final List<Route> routes = new ArrayList<>();

    public StripeApi(World world) {
        this.world = world;
    }

    public void add(List<Route> more) {
        routes.addAll(more);
    }

    public Expansion expansion() {
        return expansion;
    }

    /** Whether a path, with stars for some steps, can be an address of this API. */
    public boolean knows(String path) {
        return routes.stream().anyMatch(route -> route.couldBe(path));
    }

    /**
     * What a call came to.
     *
     * @param customer whom it turned out to be about
     */
    private record Result(
            int status, String body, String requestId, boolean executed, boolean replayed, Optional<String> customer) {
        static Result refused(StripeError error, String requestId) {
            String body = error.envelope(requestId).toString();
            return new Result(error.status(), body, requestId, false, false, Optional.empty());
        }
    }

    /** What is seen before a call executes: whom it is about, and whether any fault could strike it. */
    private record Before(Set<String> customers, boolean anyFault) {}

    @Override
    public void serve(Exchange exchange) {
        Asked bare = Asked.of(exchange, world.id("req_"));
        Asked asked;
        try {
            Caller.check(exchange);
            asked = bare.reading(exchange);
        } catch (StripeError e) {
            Result refused = Result.refused(e, bare.requestId());
            log(bare, refused, refused.status(), Optional.empty(), Set.of());
            answer(exchange, bare, refused);
            return;
        }
        Before before = world.look(
                turn -> new Before(Owners.customersIn(turn, asked.path(), asked.parameters()), Faults.any(turn)));
        Set<String> customers = before.customers();
        Optional<Fault> fault = before.anyFault() ? strike(asked, customers) : Optional.empty();
        if (fault.isPresent() && fault.get().before()) {
            Result nothing = Result.refused(StripeError.broken(), asked.requestId());
            log(asked, nothing, status(fault.get()), fault, customers);
            fail(exchange, asked, fault.get());
            return;
        }
        execute(exchange, asked, fault, customers);
    }

    private Optional<Fault> strike(Asked asked, Set<String> customers) {
        boolean lists = asked.method().equals("GET")
                && routes.stream()
                        .filter(route -> route.ids("GET", asked.path()).isPresent())
                        .noneMatch(route -> route.pattern().endsWith("}"));
        return world.change(
                Cause.TIME, turn -> Faults.strikeCall(turn, asked.method(), asked.path(), customers, lists));
    }

    private static int status(Fault fault) {
        return fault.is("status") ? fault.order().path("status").asInt() : NO_ANSWER;
    }

    private void execute(Exchange exchange, Asked asked, Optional<Fault> fault, Set<String> customers) {
        boolean lost = fault.isPresent()
                && Set.of("status", "timeout", "reset").contains(fault.get().action());
        Result result;
        boolean mine = false;
        try {
            if (asked.key().isPresent()) {
                idempotency.begin(asked.key().get());
                mine = true;
            }
            result = executed(asked, lag(fault));
            if (fault.isPresent() && fault.get().is("slow")) {
                sleep(fault.get().millis("delay_ms", SLOW_MILLIS));
            }
        } catch (StripeError e) {
            result = Result.refused(e, asked.requestId());
        } finally {
            if (mine) {
                idempotency.end(asked.key().orElseThrow());
            }
        }
        log(asked, result, lost ? status(fault.orElseThrow()) : result.status(), fault, customers);
        if (lost) {
            fail(exchange, asked, fault.orElseThrow());
        } else {
            answer(exchange, asked, result);
        }
    }

    private static long lag(Optional<Fault> fault) {
        return fault.filter(found -> found.is("lag"))
                .map(found -> found.millis("delay_ms", SLOW_MILLIS) * 1_000_000)
                .orElse(0L);
    }

    /** Does what a fault does instead of answering. */
    private void fail(Exchange exchange, Asked asked, Fault fault) {
        switch (fault.action()) {
            case "timeout" -> {
                sleep(fault.millis("delay_ms", HOLD_MILLIS));
                exchange.close();
            }
            case "reset" -> exchange.reset();
            default -> exchange.answer(FaultAnswer.of(fault.order(), asked.requestId()));
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void log(Asked asked, Result result, int status, Optional<Fault> fault, Set<String> customers) {
        Optional<String> customer = customers.stream().findFirst().or(result::customer);
        CallLog.Entry entry = new CallLog.Entry(
                asked,
                customer,
                status == NO_ANSWER ? null : status,
                result.executed(),
                result.replayed(),
                fault.map(Fault::order));
        world.change(Cause.TIME, turn -> {
            CallLog.add(turn, entry);
            return entry;
        });
    }

    private static void answer(Exchange exchange, Asked asked, Result result) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Request-Id", result.requestId());
        headers.put("Stripe-Version", ApiVersion.PINNED);
        asked.key().ifPresent(sent -> headers.put("Idempotency-Key", sent));
        if (result.replayed()) {
            headers.put("Idempotent-Replayed", "true");
        }
        exchange.answer(new Answer(result.status(), headers, result.body().getBytes(StandardCharsets.UTF_8)));
    }

    private Result executed(Asked asked, long lagNanos) {
        Cause cause = new Cause(asked.requestId(), asked.key().orElse(null));
        try {
            return world.change(cause, turn -> {
                Optional<Idempotency.Kept> before = asked.key()
                        .flatMap(key -> idempotency.kept(turn, key, asked.method(), asked.path(), asked.parameters()));
                if (before.isPresent()) {
                    Idempotency.Kept kept = before.get();
                    return new Result(kept.status(), kept.body(), kept.requestId(), false, true, Optional.empty());
                }
                Result fresh = fresh(turn, asked, lagNanos);
                asked.key().ifPresent(key -> keep(turn, asked, key, fresh));
                return fresh;
            });
        } catch (StripeError e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("a call failed method={} path={}", asked.method(), asked.path(), e);
            throw StripeError.broken();
        }
    }

    private void keep(Turn turn, Asked asked, String key, Result result) {
        Idempotency.Kept kept = new Idempotency.Kept(result.status(), result.body(), result.requestId());
        idempotency.keep(turn, key, asked.method(), asked.path(), asked.parameters(), kept);
    }

    /** Executes; a decline is a result like any other, all other errors undo the turn. */
    private Result fresh(Turn turn, Asked asked, long lagNanos) {
        try {
            JsonNode shown = shown(turn, asked, lagNanos);
            Optional<String> customer = Owners.customerOf(turn, shown);
            return new Result(200, shown.toString(), asked.requestId(), true, false, customer);
        } catch (StripeError e) {
            if (!e.keepsChanges()) {
                throw e;
            }
            Optional<String> customer = Owners.customerOf(turn, e.error());
            String body = e.envelope(asked.requestId()).toString();
            return new Result(e.status(), body, asked.requestId(), true, false, customer);
        }
    }

    private JsonNode shown(Turn turn, Asked asked, long lagNanos) {
        for (Route route : routes) {
            Optional<List<String>> ids = route.ids(asked.method(), asked.path());
            if (ids.isPresent()) {
                ObjectNode typed = ShapeReader.read(Shapes.of(route.shape()), asked.parameters());
                Parameters parameters = new Parameters(typed, "");
                Call call = new Call(turn, parameters, asked.path(), ids.get(), lagNanos);
                JsonNode answer = route.handler().answer(call).deepCopy();
                if (answer instanceof ObjectNode object) {
                    expansion.expand(turn, object, parameters.texts("expand"));
                }
                return answer;
            }
        }
        throw StripeError.unknownAddress(asked.method(), asked.path());
    }
}
