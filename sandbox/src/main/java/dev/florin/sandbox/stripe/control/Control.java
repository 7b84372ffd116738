package dev.florin.sandbox.stripe.control;

import dev.florin.sandbox.http.Answer;
import dev.florin.sandbox.http.Exchange;
import dev.florin.sandbox.http.Site;
import dev.florin.sandbox.stripe.StripeParts;
import dev.florin.sandbox.stripe.billing.Billing;
import dev.florin.sandbox.stripe.checkout.CheckoutDesk;
import dev.florin.sandbox.stripe.events.Courier;
import dev.florin.sandbox.stripe.events.WebhookEndpoints;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import dev.florin.sandbox.world.World;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Everything under {@code /_standin}: how tests drive the stand-in from outside. */
public final class Control implements Site {
    private static final String ROOT = "/_standin/";

    /** Stripe signs with an old secret for a day at most. */
    private static final long LONGEST_OVERLAP_SECONDS = 86_400;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final World world;
    private final BankControl bank;
    private final VisitControl visits;
    private final FaultControl faults;
    private final EventControl events;
    private final HistoryView history;

    public Control(StripeParts parts, CheckoutDesk desk, Courier courier) {
        world = parts.world();
        bank = new BankControl(parts);
        visits = new VisitControl(desk, parts.bank());
        faults = new FaultControl(parts.api());
        events = new EventControl(world, courier);
        history = new HistoryView(world);
    }

    @Override
    public void serve(Exchange exchange) {
        Answer answer;
        try {
            answer = answer(exchange);
        } catch (ControlError e) {
            ObjectNode error = JsonNodeFactory.instance.objectNode();
            error.putObject("error").put("message", e.getMessage());
            answer = Answer.json(e.status(), error);
        }
        exchange.answer(answer);
    }

    private Answer answer(Exchange exchange) {
        String path = exchange.path().length() > ROOT.length() ? exchange.path().substring(ROOT.length()) : "";
        List<String> steps = List.of(path.split("/", -1));
        Order order = order(exchange);
        return switch (exchange.method() + " " + steps.getFirst()) {
            case "POST visit" -> steps.size() == 1 ? acted(200, turn -> visits.visit(turn, order)) : nowhere(exchange);
            case "GET cards" -> steps.size() == 1 ? Answer.json(200, BankControl.cards()) : nowhere(exchange);
            case "POST payment_intents", "POST payment_methods", "POST disputes", "POST refunds" ->
                bank(exchange, steps, order);
            case "POST faults", "GET faults", "DELETE faults" -> faults(exchange, steps, order);
            case "GET money" ->
                Answer.json(
                        200,
                        world.ahead(turn -> MoneyView.show(
                                turn, order.only(Set.of("customer")).text("customer"))));
            case "GET calls" -> steps.size() == 1 ? history.calls(order) : nowhere(exchange);
            case "GET events" -> steps.size() == 1 ? history.events(order) : nowhere(exchange);
            case "POST events" ->
                steps.size() == 3 && steps.get(2).equals("deliver")
                        ? Answer.json(200, events.deliver(steps.get(1), order))
                        : nowhere(exchange);
            case "POST webhook_endpoints" ->
                steps.size() == 3 && steps.get(2).equals("roll_secret")
                        ? acted(200, turn -> roll(turn, steps.get(1), order))
                        : nowhere(exchange);
            case "POST billing" -> steps.size() == 1 ? acted(200, turn -> billing(turn, order)) : nowhere(exchange);
            case "POST flush" -> Answer.json(200, events.flush(order));
            case "GET clock" -> Answer.json(200, clock());
            case "POST clock" -> Answer.json(200, move(order));
            default -> nowhere(exchange);
        };
    }

    /** A setting of the account: what becomes of a subscription whose last retry failed. */
    private static JsonNode billing(Turn turn, Order order) {
        String choice = order.only(Set.of("after_retries"))
                .choice("after_retries", Billing.AFTER_RETRIES)
                .orElseThrow(() -> ControlError.wrong("after_retries is missing"));
        Billing.afterRetries(turn, choice);
        return JsonNodeFactory.instance.objectNode().put("after_retries", choice);
    }

    /** What Stripe's dashboard does: a new secret at once, and the old one for a while beside it. */
    private static JsonNode roll(Turn turn, String id, Order order) {
        Optional<Long> overlap = order.only(Set.of("old_for_s")).number("old_for_s", 0, LONGEST_OVERLAP_SECONDS);
        if (!turn.holds(Kinds.WEBHOOK_ENDPOINT, id)) {
            throw ControlError.unknown("there is no webhook endpoint " + id);
        }
        return WebhookEndpoints.roll(turn, id, Duration.ofSeconds(overlap.orElse(LONGEST_OVERLAP_SECONDS)));
    }

    private static Answer nowhere(Exchange exchange) {
        throw ControlError.unknown("there is no " + exchange.method() + " " + exchange.path());
    }

    private Answer acted(int status, Function<Turn, JsonNode> work) {
        return Answer.json(status, world.ahead(turn -> work.apply(turn).deepCopy()));
    }

    private Answer looked(Function<Turn, JsonNode> work) {
        return Answer.json(200, world.ahead(turn -> work.apply(turn).deepCopy()));
    }

    private static Order order(Exchange exchange) {
        ObjectNode empty = JsonNodeFactory.instance.objectNode();
        Order query = Order.ofQuery(exchange.queryFields(), empty);
        if (exchange.body().length == 0) {
            return query;
        }
        try {
            if (JSON.readTree(exchange.body()) instanceof ObjectNode body
                    && query.fields().isEmpty()) {
                return new Order(body);
            }
        } catch (JacksonException e) {
            throw ControlError.wrong("the body is not JSON: " + e.getOriginalMessage());
        }
        throw ControlError.wrong("the body must be a JSON object, and there is no query beside it");
    }

    private Answer bank(Exchange exchange, List<String> steps, Order order) {
        String id = steps.size() > 1 ? steps.get(1) : "";
        String last = steps.size() > 2 ? steps.get(2) : "";
        String meant = steps.getFirst() + " " + steps.size() + " " + last;
        return switch (meant.strip()) {
            case "payment_intents 3 finish" -> acted(200, turn -> bank.finish(turn, id, order));
            case "payment_methods 2" -> acted(200, turn -> bank.behave(turn, id, order));
            case "disputes 1" -> acted(201, turn -> bank.dispute(turn, order));
            case "disputes 3 close" -> acted(200, turn -> bank.close(turn, id, order));
            case "refunds 2" -> acted(200, turn -> bank.refund(turn, id, order));
            default -> nowhere(exchange);
        };
    }

    private Answer faults(Exchange exchange, List<String> steps, Order order) {
        return switch (exchange.method() + " " + steps.size()) {
            case "POST 1" -> acted(201, turn -> faults.add(turn, order));
            case "GET 1" -> looked(faults::list);
            case "DELETE 1" -> {
                world.ahead(turn -> {
                    faults.deleteAll(turn);
                    return turn;
                });
                yield new Answer(204, Map.of(), new byte[0]);
            }
            case "DELETE 2" -> {
                world.ahead(turn -> {
                    faults.delete(turn, steps.get(1));
                    return turn;
                });
                yield new Answer(204, Map.of(), new byte[0]);
            }
            default -> nowhere(exchange);
        };
    }

    private ObjectNode clock() {
        ObjectNode clock = JsonNodeFactory.instance.objectNode();
        clock.put("now", world.clock().instant().toString());
        clock.put("offset_micros", world.clock().offset().toNanos() / 1_000);
        clock.put("next_due", world.nextDue().map(Instant::toString).orElse(null));
        return clock;
    }

    /** Moves the clock, does what is due on the way, and waits for the first attempts of what that sent. */
    private ObjectNode move(Order order) {
        String to = order.only(Set.of("to")).need("to");
        Instant time;
        try {
            time = Instant.parse(to);
        } catch (DateTimeParseException e) {
            throw ControlError.wrong("to must be a time like 2027-01-01T00:00:00Z: " + to);
        }
        world.move(time);
        events.awaitIdle();
        return clock();
    }
}
