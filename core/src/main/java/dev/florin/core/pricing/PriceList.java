package dev.florin.core.pricing;

import dev.florin.core.check.Check;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Every version of every price there ever was, as of one change of the list.
 *
 * <p>Each change (a version added, a version deleted before its time) has a number, one more than the last. A number and
 * a time name one price for good: whatever is added later, a hold placed earlier is charged as it was quoted. Immutable
 * and thread-safe.
 */
public final class PriceList {
    private final Map<Model, List<Price>> byModel;
    private final long number;

    /**
     * @param prices all versions, deleted ones too, in any order
     * @param number of the newest change among them
     */
    public PriceList(Collection<Price> prices, long number) {
        Map<Model, List<Price>> sorted = new HashMap<>();
        prices.stream()
                .sorted(Comparator.comparingInt(Price::version).reversed())
                .forEach(price -> sorted.computeIfAbsent(price.model(), model -> new ArrayList<>())
                        .add(price));
        sorted.values().forEach(versions -> {
            for (int index = 1; index < versions.size(); index++) {
                Check.argument(
                        versions.get(index).version() < versions.get(index - 1).version(), "a version is there twice");
            }
        });
        for (Price price : prices) {
            Long deletedIn = price.deletedIn();
            Check.argument(
                    price.addedIn() <= number && (deletedIn == null || deletedIn <= number),
                    "a price is newer than the list");
        }
        sorted.replaceAll((model, versions) -> List.copyOf(versions));
        this.byModel = Map.copyOf(sorted);
        this.number = number;
    }

    /** A list without prices, before its first change. */
    public static PriceList empty() {
        return new PriceList(List.of(), 0);
    }

    /** The number of the newest change. */
    public long number() {
        return number;
    }

    /**
     * The version that a call pays which was admitted at {@code at}, when the list's change {@code listNumber} was known:
     * of those in force the one whose date is latest, of two of one date the newer. Empty where the model has no price,
     * or has ended: an end also ends what was announced before it.
     */
    public Optional<Price> inForce(Model model, Instant at, long listNumber) {
        Price found = null;
        int lastEnd = 0;
        for (Price price : all(model)) {
            if (isKnown(price, listNumber) && !price.effectiveAt().isAfter(at)) {
                if (price.retired()) {
                    lastEnd = Math.max(lastEnd, price.version());
                }
                // Newest version first, so the first of one date wins.
                if (found == null || price.effectiveAt().isAfter(found.effectiveAt())) {
                    found = price;
                }
            }
        }
        return found == null || found.version() <= lastEnd || found.retired() ? Optional.empty() : Optional.of(found);
    }

    /** All versions but deleted ones, the newest first. */
    public List<Price> versions(Model model) {
        return all(model).stream().filter(price -> isKnown(price, number)).toList();
    }

    /** The newest version that was not deleted, in force or not. */
    public Optional<Price> newest(Model model) {
        return all(model).stream().filter(price -> isKnown(price, number)).findFirst();
    }

    /** What is in force for every model that has a price, by name. */
    public List<Price> current(Instant at) {
        List<Price> current = new ArrayList<>();
        for (Model model : models()) {
            inForce(model, at, number).ifPresent(current::add);
        }
        return List.copyOf(current);
    }

    /** A version by its number, also where it was deleted or has been replaced. */
    public Optional<Price> version(Model model, int version) {
        return all(model).stream().filter(price -> price.version() == version).findFirst();
    }

    /** The number of the model's next version; that of a deleted one is not given again. */
    public int nextVersion(Model model) {
        List<Price> versions = all(model);
        return versions.isEmpty() ? 1 : versions.getFirst().version() + 1;
    }

    /** Every model that ever had a price, by name. */
    public List<Model> models() {
        return List.copyOf(new TreeSet<>(byModel.keySet()));
    }

    /** The list after the change that adds {@code price}. */
    public PriceList with(Price price) {
        Check.argument(price.addedIn() == number + 1, "is not the list's next change");
        Check.argument(price.version() == nextVersion(price.model()), "is not the model's next version");
        List<Price> prices = everything();
        prices.add(price);
        return new PriceList(prices, number + 1);
    }

    /** The list after the change that deletes {@code price}; only one that was never in force may go. */
    public PriceList without(Price price) {
        List<Price> prices = everything();
        Check.argument(prices.remove(price), "is not in the list");
        prices.add(price.deleted(number + 1));
        return new PriceList(prices, number + 1);
    }

    /**
     * The list after further changes, of any number.
     *
     * @param changed the versions that they added or deleted
     * @param newNumber of the newest of them
     */
    public PriceList following(Collection<Price> changed, long newNumber) {
        Check.argument(newNumber >= number, "is an older list");
        List<Price> prices = everything();
        for (Price price : changed) {
            if (price.version() < nextVersion(price.model())) {
                prices.removeIf(known ->
                        known.version() == price.version() && known.model().equals(price.model()));
            }
            prices.add(price);
        }
        return new PriceList(prices, newNumber);
    }

    private List<Price> everything() {
        List<Price> prices = new ArrayList<>();
        byModel.values().forEach(prices::addAll);
        return prices;
    }

    private List<Price> all(Model model) {
        return byModel.getOrDefault(model, List.of());
    }

    private static boolean isKnown(Price price, long listNumber) {
        Long deletedIn = price.deletedIn();
        return price.addedIn() <= listNumber && (deletedIn == null || deletedIn > listNumber);
    }
}
