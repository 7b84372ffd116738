package dev.florin.server.payments;

import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.Purchases;
import java.time.InstantSource;

/** What the services of this package share. */
record PaymentParts(
        Orders orders,
        CustomersAtStripe customers,
        Settlement settlement,
        Asks ledger,
        Purchases purchases,
        PaymentCards cards,
        Cards saved,
        Errands errands,
        CheckoutPages pages,
        ObjectIds ids,
        InstantSource clock) {}
