package dev.florin.sandbox.models.script;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The scripts that still have calls to answer, in the order they came, and the latches. Thread-safe. */
public final class Scripts {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Script> queue = new ArrayList<>();
    private final Map<String, CompletableFuture<Boolean>> latches = new ConcurrentHashMap<>();

    /** Which models' scripts have named a latch. */
    private final Map<String, Set<String>> latchModels = new ConcurrentHashMap<>();

    private final AtomicLong changes = new AtomicLong();
    private long lastId;

    /** Takes an order and answers its id. */
    public String add(Fields order) {
        lock.lock();
        try {
            Script script = Script.read("script_" + (lastId + 1), order);
            lastId++;
            enqueue(script);
            return script.id();
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(Script script) {
        queue.add(script);
        script.answer()
                .timing()
                .waitFor()
                .ifPresent(latch -> latchModels
                        .computeIfAbsent(latch, name -> ConcurrentHashMap.newKeySet())
                        .add(script.model()));
        changes.incrementAndGet();
    }

    /** The answer of the oldest script that fits the call; it is then used up by one. */
    public Optional<OrderedAnswer> take(String model, String path, byte[] body) {
        lock.lock();
        try {
            String text = "";
            for (int i = 0; i < queue.size(); i++) {
                Script script = queue.get(i);
                if (script.contains().isPresent() && text.isEmpty()) {
                    text = new String(body, StandardCharsets.UTF_8);
                }
                if (script.fits(model, path, text)) {
                    use(i);
                    return Optional.of(script.answer());
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void use(int index) {
        Script script = queue.get(index);
        if (script.endless()) {
            return;
        }
        if (script.left() == 1) {
            queue.remove(index);
        } else {
            queue.set(index, script.used());
        }
        changes.incrementAndGet();
    }

    /** What is complete once somebody has opened that latch. */
    public CompletableFuture<Boolean> latch(String name) {
        return latches.computeIfAbsent(name, unseen -> new CompletableFuture<>());
    }

    public void open(String name) {
        latch(name).complete(true);
        changes.incrementAndGet();
    }

    /** Forgets scripts and opened latches, of one model or all; what waits goes on waiting. */
    public void forget(Optional<String> model) {
        lock.lock();
        try {
            queue.removeIf(script -> model.isEmpty() || script.model().equals(model.get()));
            Predicate<String> named = name ->
                    model.isEmpty() || latchModels.getOrDefault(name, Set.of()).contains(model.get());
            latches.entrySet().removeIf(latch -> latch.getValue().isDone() && named.test(latch.getKey()));
            changes.incrementAndGet();
        } finally {
            lock.unlock();
        }
    }

    /** Grows whenever something here changes. */
    public long changes() {
        return changes.get();
    }

    /** All of it, to be kept over a restart. */
    public ObjectNode kept() {
        lock.lock();
        try {
            ObjectNode kept = JsonNodeFactory.instance.objectNode().put("last_id", lastId);
            ArrayNode scripts = kept.putArray("scripts");
            queue.forEach(script -> scripts.addObject()
                    .put("id", script.id())
                    .put("left", script.left())
                    .set("order", script.order()));
            ArrayNode opened = kept.putArray("latches");
            latches.forEach((name, latch) -> {
                if (latch.isDone()) {
                    opened.add(name);
                }
            });
            ObjectNode models = kept.putObject("latch_models");
            latchModels.forEach((name, known) -> {
                ArrayNode list = models.putArray(name);
                known.forEach(list::add);
            });
            return kept;
        } finally {
            lock.unlock();
        }
    }

    /** Takes up what an earlier process kept. */
    public void load(JsonNode kept) {
        lock.lock();
        try {
            lastId = kept.path("last_id").asLong(0);
            for (JsonNode script : kept.path("scripts")) {
                ObjectNode order = ((ObjectNode) script.path("order")).deepCopy();
                if (!order.path("times").isNull()) {
                    order.put("times", script.path("left").asInt());
                }
                enqueue(Script.read(script.path("id").asString(), new Fields(order, "")));
            }
            kept.path("latches").forEach(name -> open(name.asString()));
            kept.path("latch_models").forEachEntry((name, models) -> {
                Set<String> known = new HashSet<>();
                models.forEach(model -> known.add(model.asString()));
                latchModels
                        .computeIfAbsent(name, unseen -> ConcurrentHashMap.newKeySet())
                        .addAll(known);
            });
        } finally {
            lock.unlock();
        }
    }
}
