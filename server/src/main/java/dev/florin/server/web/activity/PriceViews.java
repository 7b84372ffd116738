package dev.florin.server.web.activity;

import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Costing;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.pricing.TokenClass;
import dev.florin.core.pricing.Usage;
import dev.florin.server.web.documents.DollarText;
import dev.florin.server.web.pages.Moment;
import dev.florin.server.web.pages.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prices in words. Immutable. */
record PriceViews(PriceList list, Instant now, ZoneId zone) {
    /** A question of a page, and an answer of half a page. */
    static final long TYPICAL_INPUT = 1_000;

    static final long TYPICAL_OUTPUT = 400;

    /** A change is told for so long. */
    private static final Duration NEWS = Duration.ofDays(30);

    private static final List<TokenClass> SHOWN = List.of(TokenClass.INPUT, TokenClass.CACHED_INPUT, TokenClass.OUTPUT);

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    PriceView of(Price price) {
        Optional<Price> coming = coming(price);
        Optional<Price> before = coming.isPresent() ? Optional.empty() : before(price);
        String change = coming.map(next -> "From " + day(next.effectiveAt()) + ": " + difference(price, next))
                .or(() -> before.map(last -> "Since " + day(price.effectiveAt()) + ": " + difference(last, price)))
                .orElse("");
        boolean news = price.effectiveAt().isAfter(now.minus(NEWS)) && price.version() == 1;
        return new PriceView(
                anchor(price.model().name()),
                price.model().name(),
                million(price, TokenClass.INPUT),
                million(price, TokenClass.CACHED_INPUT),
                million(price, TokenClass.OUTPUT),
                typical(price),
                price.effectiveAt().equals(Instant.EPOCH) ? "The beginning" : day(price.effectiveAt()),
                badge(price, coming, before, news),
                style(price, coming, before),
                change,
                others(price),
                tiers(price),
                RowViews.count(price.contextTokens()) + " tokens in, " + RowViews.count(price.maxOutputTokens())
                        + " out");
    }

    /** What an element of a page may be called. */
    static String anchor(String model) {
        return "model-" + model.replaceAll("[^A-Za-z0-9_.-]", "-");
    }

    private String day(Instant at) {
        return Moment.of(at, zone).day();
    }

    private static String million(Price price, TokenClass each) {
        Amount amount = price.perMillion().get(each);
        return amount == null ? "" : DollarText.exact(amount);
    }

    /** What a typical message costs; empty where the model takes no text, or gives none. */
    private static String typical(Price price) {
        Usage usage = Usage.of(price.model(), TYPICAL_INPUT, TYPICAL_OUTPUT, "");
        if (!price.takes(TYPICAL_INPUT, TYPICAL_OUTPUT) || !(price.cost(usage) instanceof Costing.Priced priced)) {
            return "";
        }
        return Money.cost(priced.cost().total()).text();
    }

    /** A version that is announced and not yet in force: the next of them. */
    private Optional<Price> coming(Price price) {
        return list.versions(price.model()).stream()
                .filter(each -> each.effectiveAt().isAfter(now))
                .reduce((one, other) -> one.effectiveAt().isBefore(other.effectiveAt()) ? one : other);
    }

    /** The version before, where the present one is news. */
    private Optional<Price> before(Price price) {
        return price.effectiveAt().isAfter(now.minus(NEWS)) && price.version() > 1
                ? list.versions(price.model()).stream()
                        .filter(each -> each.version() < price.version())
                        .findFirst()
                : Optional.empty();
    }

    private static String badge(Price price, Optional<Price> coming, Optional<Price> before, boolean news) {
        if (coming.isPresent()) {
            return coming.get().retired() ? "Ends soon" : "Changes soon";
        }
        if (before.isPresent()) {
            return switch (compare(before.get(), price)) {
                case -1 -> "Cheaper";
                case 1 -> "Dearer";
                default -> "Changed";
            };
        }
        return news ? "New" : "";
    }

    private static String style(Price price, Optional<Price> coming, Optional<Price> before) {
        if (coming.isPresent()) {
            return "warning";
        }
        return before.isPresent() && compare(before.get(), price) < 0 ? "good" : "accent";
    }

    /** Whether all that changed went down (−1) or up (1); 0 where some did this and some that. */
    private static int compare(Price last, Price next) {
        boolean down = false;
        boolean up = false;
        for (TokenClass each : TokenClass.ALL) {
            Amount then = last.perMillion().get(each);
            Amount now = next.perMillion().get(each);
            if (then != null && now != null) {
                down |= then.isMoreThan(now);
                up |= now.isMoreThan(then);
            }
        }
        return down == up ? 0 : down ? -1 : 1;
    }

    /** What differs, each with what it was. */
    private static String difference(Price last, Price next) {
        if (next.retired()) {
            return "the model is not offered any more";
        }
        List<String> changes = new ArrayList<>();
        for (TokenClass each : TokenClass.ALL) {
            Amount then = last.perMillion().get(each);
            Amount now = next.perMillion().get(each);
            if (then != null && now != null && !then.equals(now)) {
                changes.add(ReceiptViews.className(each).toLowerCase(Locale.ROOT) + " " + DollarText.exact(then) + " → "
                        + DollarText.exact(now) + percent(then, now));
            }
        }
        return changes.isEmpty() ? "other classes or limits" : String.join("; ", changes);
    }

    private static String percent(Amount then, Amount now) {
        if (then.isZero()) {
            return "";
        }
        BigDecimal percent =
                now.minus(then).decimal().multiply(HUNDRED).divide(then.decimal(), 0, RoundingMode.HALF_UP);
        return percent.signum() == 0
                ? ""
                : " (" + (percent.signum() > 0 ? "+" : "\u2212") + percent.abs().toPlainString() + " %)";
    }

    private static List<PriceView.Part> others(Price price) {
        List<PriceView.Part> parts = new ArrayList<>();
        for (TokenClass each : TokenClass.ALL) {
            Amount amount = price.perMillion().get(each);
            if (amount != null && !SHOWN.contains(each)) {
                parts.add(part(each, amount));
            }
        }
        price.perUnit()
                .forEach((unit, amount) ->
                        parts.add(new PriceView.Part("Each " + unit.replace('_', ' '), DollarText.exact(amount))));
        return parts;
    }

    private static PriceView.Part part(TokenClass each, @Nullable Amount amount) {
        return new PriceView.Part(
                ReceiptViews.className(each), amount == null ? "" : DollarText.exact(amount) + " a million");
    }

    private static List<PriceView.Tier> tiers(Price price) {
        List<PriceView.Tier> tiers = new ArrayList<>();
        for (Price.Tier tier : price.tiers()) {
            List<PriceView.Part> parts = new ArrayList<>();
            for (Map.Entry<TokenClass, Amount> each : tier.perMillion().entrySet()) {
                parts.add(part(each.getKey(), each.getValue()));
            }
            tiers.add(new PriceView.Tier(RowViews.count(tier.aboveInputTokens()), parts));
        }
        return tiers;
    }
}
