package dev.florin.core.pricing;

/** Everything that pricing a usage can come to. */
public sealed interface Costing {
    record Priced(Cost cost) implements Costing {}

    /** The usage has a class or unit that the price says nothing about. Unknown is never zero. */
    record NotPriced(String tokenClass) implements Costing {}
}
