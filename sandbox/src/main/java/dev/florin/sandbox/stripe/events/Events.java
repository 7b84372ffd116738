package dev.florin.sandbox.stripe.events;

import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes events: each carries its object as it is at that moment. */
public final class Events {
    /** Hears of every event that was made, in the same turn. */
    public interface Outbox {
        /** How many events the change makes: 0 if none is generated at all, 2 for a twin. */
        int copies(Turn turn, String type, ObjectNode object);

        void accept(Turn turn, ObjectNode event);
    }

    private final Outbox outbox;

    public Events(Outbox outbox) {
        this.outbox = outbox;
    }

    public void emit(Turn turn, String type, ObjectNode object) {
        emit(turn, type, object, Optional.empty());
    }

    /**
     * An {@code *.updated} event; none if nothing changed.
     *
     * @param before the object as it was: a copy taken before it was changed
     */
    public void emitUpdated(Turn turn, String type, ObjectNode object, ObjectNode before) {
        ObjectNode previous = changed(before, object);
        if (!previous.isEmpty()) {
            emit(turn, type, object, Optional.of(previous));
        }
    }

    private void emit(Turn turn, String type, ObjectNode object, Optional<ObjectNode> previous) {
        int copies = outbox.copies(turn, type, object);
        for (int i = 0; i < copies; i++) {
            ObjectNode event = Blanks.of("event");
            event.put("id", turn.id("evt_")).put("type", type).put("created", turn.seconds());
            ObjectNode data = event.putObject("data");
            data.set("object", object.deepCopy());
            previous.ifPresent(attributes -> data.set("previous_attributes", attributes.deepCopy()));
            ObjectNode request = event.putObject("request");
            request.put("id", turn.cause().requestId());
            request.put("idempotency_key", turn.cause().idempotencyKey());
            turn.add(Kinds.EVENT, event);
            outbox.accept(turn, event);
        }
    }

    /** What {@code before} had where {@code after} differs, objects field by field as Stripe shows it. */
    static ObjectNode changed(ObjectNode before, ObjectNode after) {
        ObjectNode previous = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : after.properties()) {
            JsonNode old = before.path(field.getKey());
            if (old.isMissingNode() || old.equals(field.getValue())) {
                if (old.isMissingNode()) {
                    previous.putNull(field.getKey());
                }
                continue;
            }
            if (old instanceof ObjectNode inner && field.getValue() instanceof ObjectNode now) {
                previous.set(field.getKey(), changed(inner, now));
            } else {
                previous.set(field.getKey(), old.deepCopy());
            }
        }
        for (Map.Entry<String, JsonNode> field : before.properties()) {
            if (!after.has(field.getKey())) {
                previous.set(field.getKey(), field.getValue().deepCopy());
            }
        }
        return previous;
    }
}
