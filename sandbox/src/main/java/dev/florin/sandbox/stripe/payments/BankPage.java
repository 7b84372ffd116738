package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What the customer does at the bank's page: agree or refuse. The page and the control {@code visit} both come here. */
public final class BankPage {
    private final Payments payments;
    private final Setups setups;

    public BankPage(Payments payments, Setups setups) {
        this.payments = payments;
        this.setups = setups;
    }

    /**
     * How a visit stands.
     *
     * @param state {@code open}, {@code completed}, {@code failed} or {@code withdrawn}
     * @param intent the PaymentIntent or SetupIntent as it is now
     * @param session the checkout session that it pays, if one does
     * @param returnUrl where an intent without a session leads, with what it came to in the query
     */
    public record Visit(
            String state,
            ObjectNode intent,
            Optional<String> session,
            Optional<String> returnUrl,
            Optional<StripeError> error) {}

    public Optional<Visit> look(Turn turn, String id) {
        return turn.find(Kinds.THREE_DS, id).map(found -> visit(turn, found, Optional.empty()));
    }

    /** Agrees or refuses; a visit that is over stays as it ended. */
    public Optional<Visit> answer(Turn turn, String id, boolean agreed) {
        return turn.find(Kinds.THREE_DS, id).map(found -> {
            if (!found.path("state").asString().equals("open")) {
                return visit(turn, found, Optional.empty());
            }
            ObjectNode edited = turn.edit(Kinds.THREE_DS, id);
            edited.put("state", agreed ? "completed" : "failed");
            return visit(turn, edited, settle(turn, edited.path("intent").asString(), agreed));
        });
    }

    private Optional<StripeError> settle(Turn turn, String intent, boolean agreed) {
        if (intent.startsWith("seti_")) {
            return setups.authenticated(turn, intent, agreed)
                    .flatMap(outcome -> outcome instanceof SetupOutcome.Declined declined
                            ? Optional.of(declined.error())
                            : Optional.empty());
        }
        return payments.authenticated(turn, intent, agreed)
                .flatMap(outcome -> outcome instanceof PaymentOutcome.Declined declined
                        ? Optional.of(declined.error())
                        : Optional.empty());
    }

    private static Visit visit(Turn turn, ObjectNode found, Optional<StripeError> error) {
        String intentId = found.path("intent").asString();
        boolean setup = intentId.startsWith("seti_");
        ObjectNode intent = turn.read(setup ? Kinds.SETUP_INTENT : Kinds.PAYMENT_INTENT, intentId);
        Optional<String> session = Optional.of(found.path("session").asString()).filter(id -> !id.isEmpty());
        Optional<String> url = Optional.of(found.path("return_url").asString())
                .filter(address -> !address.isEmpty())
                .map(address -> address + (address.contains("?") ? "&" : "?") + query(intent, setup));
        return new Visit(found.path("state").asString(), intent, session, url, error);
    }

    private static String query(ObjectNode intent, boolean setup) {
        String name = setup ? "setup_intent" : "payment_intent";
        String status = intent.path("status").asString();
        String came = status.equals("requires_payment_method") || status.equals("canceled") ? "failed" : "succeeded";
        return name + "=" + encoded(intent.path("id").asString())
                + "&" + name + "_client_secret="
                + encoded(intent.path("client_secret").asString())
                + "&redirect_status=" + came;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
