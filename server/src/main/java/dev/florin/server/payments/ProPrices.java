package dev.florin.server.payments;

import com.stripe.model.Price;
import com.stripe.param.PriceListParams;
import dev.florin.core.money.Amount;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Which prices at Stripe are Pro's: those that bear its lookup keys, now or when they were first seen. Thread-safe. */
final class ProPrices {
    /** A price that is shown may be this old; what is charged is told by Stripe before it is paid. */
    private static final Duration AMOUNTS_LAST = Duration.ofMinutes(10);

    private final StripeCalls stripe;
    private final ProPlan plan;
    private final Map<String, ProPlan.Interval> known = new ConcurrentHashMap<>();
    private final Map<ProPlan.Interval, Amount> amounts = new ConcurrentHashMap<>();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long askedNanos;

    ProPrices(StripeCalls stripe, ProPlan plan) {
        this.stripe = stripe;
        this.plan = plan;
    }

    /** The price that is sold now; empty where Stripe has none under the lookup key. */
    Optional<String> current(ProPlan.Interval interval) {
        return Optional.ofNullable(look().get(interval));
    }

    /**
     * What is asked for Pro, as Stripe told a while ago; empty where Stripe has no such price. Nobody waits for Stripe twice: what
     * is old is shown once more while it is asked anew.
     */
    Optional<Amount> amount(ProPlan.Interval interval) {
        if (askedNanos == 0) {
            look();
        } else if (System.nanoTime() - askedNanos > AMOUNTS_LAST.toNanos() && asking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("prices of Pro").start(this::lookAgain);
        }
        return Optional.ofNullable(amounts.get(interval));
    }

    private void lookAgain() {
        try {
            look();
        } catch (StripeFault away) {
            // what was told before stands, and the next page asks again
        } finally {
            asking.set(false);
        }
    }

    /** Whether a price is Pro's, and for how long it pays. */
    Optional<ProPlan.Interval> interval(String price) {
        ProPlan.Interval interval = known.get(price);
        if (interval != null) {
            return Optional.of(interval);
        }
        look();
        return Optional.ofNullable(known.get(price)).or(() -> byItself(price));
    }

    /** A price that was replaced has given its lookup key away; its product has not changed. */
    private Optional<ProPlan.Interval> byItself(String price) {
        Price asked = stripe.ask("price.read", api -> api.prices().retrieve(price));
        Map<ProPlan.Interval, String> now = look();
        boolean sameProduct = now.values().stream()
                .anyMatch(each -> stripe.ask("price.read", api -> api.prices().retrieve(each))
                        .getProduct()
                        .equals(asked.getProduct()));
        if (!sameProduct || asked.getRecurring() == null) {
            return Optional.empty();
        }
        Optional<ProPlan.Interval> interval =
                ProPlan.Interval.ofCode(asked.getRecurring().getInterval());
        interval.ifPresent(each -> known.put(price, each));
        return interval;
    }

    private Map<ProPlan.Interval, String> look() {
        PriceListParams params = PriceListParams.builder()
                .addAllLookupKey(List.of(plan.monthly(), plan.yearly()))
                .setActive(true)
                .build();
        Map<ProPlan.Interval, String> found = new EnumMap<>(ProPlan.Interval.class);
        for (Price price :
                stripe.ask("prices.list", api -> api.prices().list(params)).getData()) {
            ProPlan.Interval interval =
                    plan.monthly().equals(price.getLookupKey()) ? ProPlan.Interval.MONTH : ProPlan.Interval.YEAR;
            found.put(interval, price.getId());
            known.put(price.getId(), interval);
            if (price.getUnitAmount() != null) {
                amounts.put(interval, Orders.amount(price.getUnitAmount()));
            }
        }
        askedNanos = System.nanoTime();
        return found;
    }
}
