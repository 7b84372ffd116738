package dev.florin.sandbox.stripe.pages;

import dev.florin.sandbox.html.Html;
import dev.florin.sandbox.html.PageAnswer;
import dev.florin.sandbox.http.Answer;
import dev.florin.sandbox.http.Exchange;
import dev.florin.sandbox.http.Site;
import dev.florin.sandbox.stripe.StripeParts;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.billing.Billing;
import dev.florin.sandbox.stripe.checkout.CheckoutDesk;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Cause;
import dev.florin.sandbox.world.Turn;
import dev.florin.sandbox.world.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Shows the hosted pages and takes what is sent from them. */
public final class HostedPages implements Site {
    private static final int REFUSED = 402;

    private final World world;
    private final CheckoutPage checkout;
    private final BankSite bank;
    private final PortalPage portal;
    private final PortalActs acts;
    private final PaperPages papers;

    public HostedPages(StripeParts parts, CheckoutDesk desk, Billing billing) {
        world = parts.world();
        checkout = new CheckoutPage(desk);
        bank = new BankSite(parts.bank(), checkout);
        portal = new PortalPage(billing.subscriptionChanges());
        acts = new PortalActs(parts, billing.subscriptionChanges());
        papers = new PaperPages(billing.invoicePayments(), parts.methods(), parts.publicAddress());
    }

    @Override
    public void serve(Exchange exchange) {
        exchange.answer(answer(exchange).orElseGet(HostedPages::unknown));
    }

    private static Answer unknown() {
        return PageAnswer.page(
                404, Sheet.terminal("There is no such page", "The address is wrong, or it is too old.", Html.NOTHING));
    }

    private Optional<Answer> answer(Exchange exchange) {
        List<String> steps = List.of(exchange.path().substring(1).split("/", -1));
        String where = steps.getFirst() + " " + steps.size();
        String id = steps.getLast();
        Map<String, String> query = exchange.queryFields();
        return switch (exchange.method() + " " + where) {
            case "GET pages.css 1" -> Optional.of(PageAnswer.style(Sheet.STYLE));
            case "GET c 3" -> looked(turn -> checkout.show(turn, id, query));
            case "POST c 3" -> changed(turn -> checkout.pay(turn, id, exchange.formFields()));
            case "GET 3ds 2" -> looked(turn -> bank.show(turn, id));
            case "POST 3ds 2" -> agreement(id, exchange.formFields());
            case "GET i 2" -> looked(turn -> papers.invoice(turn, id, query));
            case "POST i 2" -> changed(turn -> papers.pay(turn, id, exchange.formFields()));
            case "GET receipts 2" -> looked(turn -> papers.receipt(turn, id));
            case "GET p 3" -> looked(turn -> portal(turn, id, PortalPage.Sight.plain(query)));
            // Where a button's answer showed what was wrong, a reload leads back to the page.
            case "GET p 4" -> Optional.of(PageAnswer.seeOther("/p/session/" + steps.get(2)));
            case "POST p 4" -> act(steps.get(2), id, exchange.formFields());
            default -> Optional.empty();
        };
    }

    private <T> T looked(Function<Turn, T> work) {
        return world.look(work);
    }

    private <T> T changed(Function<Turn, T> work) {
        return world.change(Cause.TIME, work);
    }

    private Optional<Answer> agreement(String id, Map<String, String> form) {
        return switch (form.getOrDefault("outcome", "")) {
            case "complete" -> changed(turn -> bank.answer(turn, id, true));
            case "fail" -> changed(turn -> bank.answer(turn, id, false));
            default -> looked(turn -> bank.show(turn, id));
        };
    }

    private Optional<Answer> portal(Turn turn, String id, PortalPage.Sight sight) {
        return turn.find(Kinds.PORTAL_SESSION, id)
                .map(session ->
                        PageAnswer.page(sight.error().isEmpty() ? 200 : REFUSED, portal.show(turn, session, sight)));
    }

    /** What is refused is undone as a whole before the page says so, unless a bank's refusal left its traces. */
    private Optional<Answer> act(String session, String act, Map<String, String> form) {
        try {
            return changed(turn -> turn.find(Kinds.PORTAL_SESSION, session)
                    .map((ObjectNode found) -> PageAnswer.seeOther(acts.act(turn, found, act, form))));
        } catch (StripeError e) {
            return looked(turn -> portal(turn, session, PortalPage.Sight.refused(act, e)));
        }
    }
}
