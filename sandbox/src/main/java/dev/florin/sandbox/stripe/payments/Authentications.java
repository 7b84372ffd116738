package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Visits to the bank's page (3-D Secure): each belongs to a PaymentIntent or SetupIntent and is {@code open},
 * {@code completed}, {@code failed} or {@code withdrawn}.
 */
public final class Authentications {
    private final String publicAddress;

    /** @param publicAddress where the page is shown, without a slash at the end */
    public Authentications(String publicAddress) {
        this.publicAddress = publicAddress;
    }

    /** Opens one and answers the address of its page. */
    String open(Turn turn, ObjectNode intent, Optional<String> returnUrl, Optional<String> session) {
        String id = turn.id("3ds_");
        ObjectNode visit = JsonNodeFactory.instance.objectNode();
        visit.put("id", id).put("intent", intent.path("id").asString()).put("state", "open");
        returnUrl.ifPresent(url -> visit.put("return_url", url));
        session.ifPresent(named -> visit.put("session", named));
        turn.put(Kinds.THREE_DS, id, visit);
        return address(id);
    }

    public String address(String id) {
        return publicAddress + "/3ds/" + id;
    }

    /** What was open for an intent no longer is: the intent ended or is tried anew. */
    void withdraw(Turn turn, String intent) {
        ofIntent(turn, intent).ifPresent(id -> turn.edit(Kinds.THREE_DS, id).put("state", "withdrawn"));
    }

    /** The open visit of an intent. */
    public Optional<String> ofIntent(Turn turn, String intent) {
        return turn.newestFirst(Kinds.THREE_DS)
                .filter(visit -> visit.path("intent").asString().equals(intent)
                        && visit.path("state").asString().equals("open"))
                .map(visit -> visit.path("id").asString())
                .findFirst();
    }
}
