package dev.florin.server.payments;

import com.stripe.exception.AuthenticationException;
import com.stripe.exception.PermissionException;
import com.stripe.model.Event;
import com.stripe.model.Price;
import com.stripe.model.StripeCollection;
import com.stripe.model.WebhookEndpoint;
import com.stripe.param.CustomerListParams;
import com.stripe.param.DisputeListParams;
import com.stripe.param.EventListParams;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PriceListParams;
import com.stripe.param.RefundListParams;
import com.stripe.param.SubscriptionListParams;
import com.stripe.param.WebhookEndpointListParams;
import com.stripe.param.billingportal.ConfigurationListParams;
import com.stripe.param.checkout.SessionListParams;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks whether Stripe is set up for us: the key, the prices, the webhook endpoint, the portal. Changes nothing there. */
public final class SetupCheck {
    /** The version that our library reads; an endpoint is to be registered with it. */
    public static final String VERSION = com.stripe.Stripe.API_VERSION;

    /** What an endpoint is to send. */
    public static final List<String> EVENTS = List.of(
            "charge.dispute.closed",
            "charge.dispute.created",
            "charge.dispute.funds_reinstated",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.updated",
            "charge.refunded",
            "checkout.session.async_payment_failed",
            "checkout.session.async_payment_succeeded",
            "checkout.session.completed",
            "checkout.session.expired",
            "customer.deleted",
            "customer.subscription.created",
            "customer.subscription.deleted",
            "customer.subscription.paused",
            "customer.subscription.resumed",
            "customer.subscription.updated",
            "customer.updated",
            "invoice.paid",
            "invoice.payment_failed",
            "payment_intent.canceled",
            "payment_intent.payment_failed",
            "payment_intent.processing",
            "payment_intent.succeeded",
            "payment_method.attached",
            "payment_method.automatically_updated",
            "payment_method.detached",
            "payment_method.updated",
            "radar.early_fraud_warning.created",
            "refund.created",
            "refund.failed",
            "refund.updated");

    private static final String PATH = "/webhooks/stripe";
    private static final Duration LATELY = Duration.ofDays(1);
    private static final long MOST = 100;
    private static final Set<String> OF_THIS_MACHINE = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

    private final StripeCalls stripe;
    private final StripeSettings settings;
    private final ProPlan plan;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    private SetupCheck(StripeSettings settings, ProPlan plan, Clock clock, PaymentMeters meters) {
        this.stripe = new StripeCalls(settings, meters, Trail.NONE);
        this.settings = settings;
        this.plan = plan;
        this.clock = clock;
    }

    /**
     * Something that was looked at.
     *
     * @param what how it is
     * @param advice what to do about it; empty where all is well
     */
    public record Finding(boolean fine, String what, String advice) {}

    /** Looks at everything; goes on after what is wrong, but not without a key that works. */
    public static List<Finding> look(StripeSettings settings, ProPlan plan, Clock clock, PaymentMeters meters) {
        SetupCheck check = new SetupCheck(settings, plan, clock, meters);
        if (check.key()) {
            check.permissions();
            check.prices();
            check.endpoint();
            check.deliveries();
            check.portal();
        }
        return List.copyOf(check.findings);
    }

    private void fine(String what) {
        findings.add(new Finding(true, what, ""));
    }

    private void wrong(String what, String advice) {
        findings.add(new Finding(false, what, advice));
    }

    private boolean key() {
        try {
            stripe.ask("prices.list", api -> api.prices()
                    .list(PriceListParams.builder().setLimit(1L).build()));
        } catch (StripeFault e) {
            if (e.getCause() instanceof AuthenticationException) {
                wrong(
                        "Stripe does not know the key",
                        "copy it again from Developers > API keys into FLORIN_STRIPE_KEY; it may have been rolled");
                return false;
            }
            if (!(e.getCause() instanceof PermissionException)) {
                wrong("Stripe did not answer: " + e.getMessage(), "is this machine allowed to reach api.stripe.com?");
                return false;
            }
        }
        fine("the key works; " + (settings.live() ? "live: real money moves" : "test mode: no real money moves"));
        return true;
    }

    private void permissions() {
        Map<String, StripeCalls.Call<?>> reads = new LinkedHashMap<>();
        reads.put("Customers", api -> api.customers()
                .list(CustomerListParams.builder().setLimit(1L).build()));
        reads.put("Checkout Sessions", api -> api.checkout()
                .sessions()
                .list(SessionListParams.builder().setLimit(1L).build()));
        reads.put("PaymentIntents", api -> api.paymentIntents()
                .list(PaymentIntentListParams.builder().setLimit(1L).build()));
        reads.put("Refunds", api -> api.refunds()
                .list(RefundListParams.builder().setLimit(1L).build()));
        reads.put("Disputes", api -> api.disputes()
                .list(DisputeListParams.builder().setLimit(1L).build()));
        reads.put("Subscriptions", api -> api.subscriptions()
                .list(SubscriptionListParams.builder().setLimit(1L).build()));
        reads.put("Invoices", api -> api.invoices()
                .list(InvoiceListParams.builder().setLimit(1L).build()));
        reads.put("Events", api -> api.events()
                .list(EventListParams.builder().setLimit(1L).build()));
        reads.put("Prices", api -> api.prices()
                .list(PriceListParams.builder().setLimit(1L).build()));
        List<String> missing = new ArrayList<>();
        reads.forEach((name, read) -> {
            if (asked("permission", read).isEmpty()) {
                missing.add(name);
            }
        });
        if (missing.isEmpty()) {
            fine("the key may read all that is needed");
        } else {
            wrong(
                    "the key may not read " + String.join(", ", missing),
                    "give the restricted key these permissions (docs/stripe.md has the list)");
        }
    }

    /** Empty where it is not permitted or not answered. */
    private <T> Optional<T> asked(String what, StripeCalls.Call<T> call) {
        try {
            return Optional.of(stripe.ask(what, call));
        } catch (StripeFault e) {
            return Optional.empty();
        }
    }

    private void prices() {
        for (ProPlan.Interval interval : ProPlan.Interval.values()) {
            String key = plan.lookupKey(interval);
            PriceListParams params = PriceListParams.builder()
                    .addLookupKey(key)
                    .setActive(true)
                    .build();
            Optional<Price> found = asked("prices.list", api -> api.prices().list(params))
                    .map(StripeCollection::getData)
                    .flatMap(prices -> prices.stream().findFirst());
            if (found.isEmpty()) {
                wrong(
                        "no active price has the lookup key " + key,
                        "add a price of one " + interval.code() + " to your product, with that lookup key");
                continue;
            }
            Price price = found.get();
            boolean right = "usd".equals(price.getCurrency())
                    && price.getRecurring() != null
                    && interval.code().equals(price.getRecurring().getInterval())
                    && price.getRecurring().getIntervalCount() == 1
                    && price.getUnitAmount() != null
                    && price.getUnitAmount() > 0;
            if (right) {
                fine("Pro by the " + interval.code() + " costs $" + Orders.amount(price.getUnitAmount()));
            } else {
                wrong("the price " + key + " is not in dollars by the " + interval.code(), "make a new one that is");
            }
        }
    }

    private void endpoint() {
        String url = settings.publicUrl() + PATH;
        String host = URI.create(settings.publicUrl()).getHost();
        if (settings.base() == null && (host == null || OF_THIS_MACHINE.contains(host))) {
            wrong(
                    "Stripe cannot reach " + url,
                    "set FLORIN_PUBLIC_URL to what the internet calls this server; on your own machine let Stripe's"
                            + " command line forward: stripe listen --forward-to " + url);
            return;
        }
        if (settings.live() && !settings.publicUrl().startsWith("https://")) {
            wrong("live events would come unencrypted to " + url, "set FLORIN_PUBLIC_URL to an https:// address");
        }
        Optional<WebhookEndpoint> endpoint = asked("webhook_endpoints.list", api -> api.webhookEndpoints()
                        .list(WebhookEndpointListParams.builder().setLimit(MOST).build()))
                .map(StripeCollection::getData)
                .flatMap(all -> all.stream().filter(each -> url.equals(each.getUrl())).findFirst());
        if (endpoint.isEmpty()) {
            wrong(
                    "no webhook endpoint that this key can see sends to " + url,
                    "add one under Developers > Webhooks, API version " + VERSION
                            + ", with the events that docs/stripe.md lists, and put its signing secret into"
                            + " FLORIN_STRIPE_WEBHOOK_SECRETS");
            return;
        }
        endpoint(endpoint.get());
    }

    private void endpoint(WebhookEndpoint endpoint) {
        if (!"enabled".equals(endpoint.getStatus())) {
            wrong("the webhook endpoint is " + endpoint.getStatus(), "enable it");
        }
        if (endpoint.getApiVersion() != null && !VERSION.equals(endpoint.getApiVersion())) {
            wrong(
                    "the webhook endpoint sends version " + endpoint.getApiVersion(),
                    "add another endpoint with version " + VERSION + ", then remove this one");
        }
        List<String> enabled = endpoint.getEnabledEvents();
        List<String> missing = enabled.contains("*")
                ? List.of()
                : EVENTS.stream().filter(each -> !enabled.contains(each)).toList();
        if (missing.isEmpty()) {
            fine("the webhook endpoint sends all that is needed to " + endpoint.getUrl());
        } else {
            wrong("the webhook endpoint does not send " + String.join(", ", missing), "add these events to it");
        }
    }

    private void deliveries() {
        EventListParams params = EventListParams.builder()
                .setDeliverySuccess(false)
                .setCreated(EventListParams.Created.builder()
                        .setGte(clock.instant().minus(LATELY).getEpochSecond())
                        .build())
                .setLimit(MOST)
                .build();
        List<Event> failed = asked("events.list", api -> api.events().list(params))
                .map(StripeCollection::getData)
                .orElse(List.of());
        if (failed.isEmpty()) {
            fine("no event of the last day waits to be delivered");
        } else {
            wrong(
                    failed.size() + (failed.size() < MOST ? "" : " or more")
                            + " events of the last day were not delivered",
                    "is the server up, and is the endpoint's own secret in FLORIN_STRIPE_WEBHOOK_SECRETS? What was"
                            + " missed is read from Stripe's list all the same");
        }
    }

    private void portal() {
        boolean there = asked("portal_configurations.list", api -> api.billingPortal()
                        .configurations()
                        .list(ConfigurationListParams.builder().setLimit(MOST).build()))
                .filter(found ->
                        found.getData().stream().anyMatch(each -> Boolean.TRUE.equals(each.getActive())))
                .isPresent();
        if (there) {
            fine("the customer portal is set up");
        } else {
            wrong(
                    "the customer portal has no settings that this key can see",
                    "save them once under Settings > Billing > Customer portal");
        }
    }
}
