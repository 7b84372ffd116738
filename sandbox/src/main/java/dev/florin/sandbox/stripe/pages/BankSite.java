package dev.florin.sandbox.stripe.pages;

import dev.florin.sandbox.html.Html;
import dev.florin.sandbox.html.PageAnswer;
import dev.florin.sandbox.http.Answer;
import dev.florin.sandbox.stripe.payments.BankPage;
import dev.florin.sandbox.world.Turn;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code /3ds/{id}}: the page on which the customer's bank asks whether it is really them. */
final class BankSite {
    private final BankPage bank;
    private final CheckoutPage checkout;

    BankSite(BankPage bank, CheckoutPage checkout) {
        this.bank = bank;
        this.checkout = checkout;
    }

    Optional<Answer> show(Turn turn, String id) {
        return bank.look(turn, id)
                .map(visit -> visit.state().equals("open") ? PageAnswer.page(200, question(id, visit)) : over(visit));
    }

    Optional<Answer> answer(Turn turn, String id, boolean agreed) {
        return bank.answer(turn, id, agreed).map(visit -> leadOn(turn, visit));
    }

    private Answer leadOn(Turn turn, BankPage.Visit visit) {
        if (visit.session().isPresent()) {
            return checkout.refused(turn, visit.session().get(), visit.error());
        }
        return visit.returnUrl().map(PageAnswer::seeOther).orElseGet(() -> over(visit));
    }

    private static Html question(String id, BankPage.Visit visit) {
        ObjectNode intent = visit.intent();
        String what = intent.path("object").asString().equals("setup_intent")
                ? "You are saving a card with Florin."
                : "You are paying Florin "
                        + Sheet.money(
                                intent.path("amount").asLong(),
                                intent.path("currency").asString())
                        + ".";
        return Sheet.page("Your bank", Html.of("""
                <section class="card end">
                  <p class="shop">3-D Secure</p>
                  <h1>Is this you?</h1>
                  <p>{} A real bank would now ask for a code or its app. Here you decide what it finds.</p>
                  <form method="post" action="/3ds/{}">
                    <button class="button" name="outcome" value="complete">Complete authentication</button>
                    <button class="button plain" name="outcome" value="fail">Fail authentication</button>
                  </form>
                </section>""", what, id));
    }

    private static Answer over(BankPage.Visit visit) {
        String text = switch (visit.state()) {
            case "completed" -> "You completed it.";
            case "failed" -> "It failed, and the payment was not made.";
            default -> "The payment was ended or tried in another way.";
        };
        Html on = visit.session()
                .map(session -> Sheet.button("/c/pay/" + session, "Back to the checkout"))
                .or(() -> visit.returnUrl().map(address -> Sheet.button(address, "Back to the shop")))
                .orElse(Html.NOTHING);
        return PageAnswer.page(200, Sheet.terminal("This authentication is over", text, on));
    }
}
