package dev.florin.sandbox.stripe.pages;

import dev.florin.sandbox.html.Html;
import dev.florin.sandbox.html.PageAnswer;
import dev.florin.sandbox.http.Answer;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.billing.InvoiceRoutes;
import dev.florin.sandbox.stripe.checkout.PayWith;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.PaymentMethods;
import dev.florin.sandbox.stripe.payments.PaymentOutcome;
import dev.florin.sandbox.world.Turn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /i/{invoice}}, where an open invoice can be paid, and {@code /receipts/{charge}}. */
final class PaperPages {
    private static final int REFUSED = 402;

    private final InvoiceRoutes invoices;
    private final PaymentMethods methods;
    private final String publicAddress;

    PaperPages(InvoiceRoutes invoices, PaymentMethods methods, String publicAddress) {
        this.invoices = invoices;
        this.methods = methods;
        this.publicAddress = publicAddress;
    }

    Optional<Answer> invoice(Turn turn, String id, Map<String, String> query) {
        return turn.find(Kinds.INVOICE, id)
                .filter(found -> !found.path("number").isNull())
                .map(found -> PageAnswer.page(200, page(turn, found, query, Optional.empty())));
    }

    /** Pays an open invoice; one that is paid already is shown as such. */
    Optional<Answer> pay(Turn turn, String id, Map<String, String> form) {
        return turn.find(Kinds.INVOICE, id).map(invoice -> {
            if (!invoice.path("status").asString().equals("open")) {
                return PageAnswer.seeOther("/i/" + id);
            }
            Optional<StripeError> error;
            try {
                String method = method(turn, invoice, form);
                PaymentOutcome outcome = invoices.payAtPage(turn, id, method, publicAddress + "/i/" + id);
                if (outcome instanceof PaymentOutcome.NeedsAction(ObjectNode intent, String url)) {
                    return PageAnswer.seeOther(url);
                }
                error = outcome instanceof PaymentOutcome.Declined(ObjectNode intent, StripeError declined)
                        ? Optional.of(declined)
                        : Optional.empty();
            } catch (StripeError e) {
                error = Optional.of(e);
            }
            return error.isEmpty()
                    ? PageAnswer.seeOther("/i/" + id)
                    : PageAnswer.page(REFUSED, page(turn, turn.read(Kinds.INVOICE, id), Map.of(), error));
        });
    }

    private String method(Turn turn, ObjectNode invoice, Map<String, String> form) {
        return switch (CardForm.read(form, turn)) {
            case PayWith.NewCard(var card) ->
                methods.card(turn, card).path("id").asString();
            case PayWith.BankDebit() -> methods.bankDebit(turn).path("id").asString();
            case PayWith.SavedCard(var wanted) -> {
                List<String> own = CardForm.saved(turn, invoice.path("customer").asString()).stream()
                        .map(method -> method.path("id").asString())
                        .toList();
                yield wanted.filter(own::contains)
                        .orElseThrow(() -> StripeError.invalid("The customer has no such saved card."));
            }
        };
    }

    private static Html page(Turn turn, ObjectNode invoice, Map<String, String> query, Optional<StripeError> error) {
        String id = invoice.path("id").asString();
        String currency = invoice.path("currency").asString();
        boolean open = invoice.path("status").asString().equals("open");
        List<Html> lines = invoice.path("lines")
                .path("data")
                .valueStream()
                .map(line -> Html.of(
                        "<li><span>{}<small>{} – {}</small></span> <span>{}</span></li>",
                        line.path("description").asString(),
                        Sheet.day(line.path("period").path("start")),
                        Sheet.day(line.path("period").path("end")),
                        Sheet.money(line.path("amount").asLong(), currency)))
                .toList();
        long off = invoice.path("subtotal").asLong() - invoice.path("total").asLong();
        long fromBalance =
                invoice.path("total").asLong() - invoice.path("amount_due").asLong();
        return Sheet.page(
                "Invoice " + invoice.path("number").asString(),
                Html.of(
                        """
                <div class="{}">
                <section class="{}">
                  <p class="shop">Florin</p>
                  <h1>Invoice {} {}</h1>
                  <p class="small">{} · {}</p>
                  <ul class="items">{}</ul>
                  {}{}
                  <p class="total"><span>{}</span> <strong>{}</strong></p>
                  {}
                </section>
                {}
                </div>""",
                        open ? "checkout" : "paper",
                        open ? "summary" : "card",
                        invoice.path("number").asString(),
                        badge(invoice.path("status").asString()),
                        Sheet.day(invoice.path("created")),
                        invoice.path("customer_email").asString(""),
                        lines,
                        amount("Discount", -off, currency),
                        amount("From your balance", -fromBalance, currency),
                        open ? "To pay" : "Total",
                        Sheet.money(invoice.path("amount_due").asLong(), currency),
                        receipts(turn, id),
                        open ? payment(turn, invoice, query, error) : Html.NOTHING));
    }

    private static Html amount(String label, long cents, String currency) {
        return Html.when(
                cents != 0,
                Html.of("<p class=\"total\"><span>{}</span> <span>{}</span></p>", label, Sheet.money(cents, currency)));
    }

    static Html badge(String status) {
        return Html.of("<span class=\"badge {}\">{}</span>", status, status.replace('_', ' '));
    }

    private static Html payment(Turn turn, ObjectNode invoice, Map<String, String> query, Optional<StripeError> error) {
        String id = invoice.path("id").asString();
        Optional<String> earlier = error.map(StripeError::getMessage)
                .or(() -> InvoiceRoutes.waitingFor(turn, id)
                        .map(intent -> intent.path("last_payment_error")
                                .path("message")
                                .asString()))
                .filter(message -> !message.isEmpty());
        CardForm.View view = new CardForm.View(
                "/i/" + id,
                CardForm.saved(turn, invoice.path("customer").asString()),
                false,
                CardForm.fill(query),
                error);
        return Html.of(
                """
                <section class="card">{}
                <form method="post" action="/i/{}">{}<button class="button">Pay {}</button></form>
                </section>""",
                earlier.map(text -> Html.of("<p class=\"alert\" id=\"error\" role=\"alert\">{}</p>", text))
                        .orElse(Html.NOTHING),
                id,
                CardForm.choices(view),
                Sheet.money(
                        invoice.path("amount_due").asLong(),
                        invoice.path("currency").asString()));
    }

    /** The receipts of what paid an invoice. */
    static Html receipts(Turn turn, String invoice) {
        List<Html> links = turn.newestFirst(Kinds.INVOICE_PAYMENT)
                .filter(payment -> payment.path("invoice").asString().equals(invoice)
                        && payment.path("status").asString().equals("paid"))
                .map(payment -> turn.read(
                                Kinds.PAYMENT_INTENT,
                                payment.path("payment").path("payment_intent").asString())
                        .path("latest_charge")
                        .asString())
                .map(charge -> Html.of("<a href=\"/receipts/{}\">Receipt</a>", charge))
                .toList();
        return Html.when(!links.isEmpty(), Html.of("<p>{}</p>", links));
    }

    Optional<Answer> receipt(Turn turn, String id) {
        return turn.find(Kinds.CHARGE, id)
                .filter(charge -> charge.path("paid").asBoolean())
                .map(charge -> PageAnswer.page(200, receipt(charge)));
    }

    private static Html receipt(ObjectNode charge) {
        String currency = charge.path("currency").asString();
        long refunded = charge.path("amount_refunded").asLong();
        JsonNode details = charge.path("payment_method_details");
        String paidWith = details.path("type").asString().equals("card")
                ? Sheet.brand(details.path("card").path("brand").asString()) + " •••• "
                        + details.path("card").path("last4").asString()
                : "Bank account";
        return Sheet.page(
                "Receipt",
                Html.of(
                        """
                <section class="card paper">
                  <p class="shop">Florin</p>
                  <h1>Receipt {}</h1>
                  <dl>
                    <dt>Amount paid</dt><dd>{}</dd>
                    <dt>Date paid</dt><dd>{}</dd>
                    <dt>Paid with</dt><dd>{}</dd>
                    <dt>For</dt><dd>{}</dd>
                    {}
                    <dt>Reference</dt><dd class="reference">{}</dd>
                  </dl>
                </section>""",
                        charge.path("refunded").asBoolean() ? badge("refunded") : badge("paid"),
                        Sheet.money(charge.path("amount_captured").asLong(), currency),
                        Sheet.day(charge.path("created")),
                        paidWith,
                        charge.path("description").asString("AI credits"),
                        Html.when(
                                refunded > 0, Html.of("<dt>Refunded</dt><dd>{}</dd>", Sheet.money(refunded, currency))),
                        charge.path("id").asString()));
    }
}
