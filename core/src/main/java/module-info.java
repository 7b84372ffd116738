/** The rules of prepaid credit: pure Java, no I/O. */
module dev.florin.core {
    requires static transitive org.jspecify;

    exports dev.florin.core.accounts;
    exports dev.florin.core.check;
    exports dev.florin.core.grants;
    exports dev.florin.core.holds;
    exports dev.florin.core.ledger;
    exports dev.florin.core.money;
    exports dev.florin.core.notices;
    exports dev.florin.core.pricing;
    exports dev.florin.core.purchases;
}
