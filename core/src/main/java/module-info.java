/** The rules of Florin: pure Java, no I/O. The compiler keeps everything else out. */
module dev.florin.core {
    requires static transitive org.jspecify;

    exports dev.florin.core.check;
    exports dev.florin.core.money;
    exports dev.florin.core.pricing;
}
