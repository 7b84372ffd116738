package dev.florin.server.web.billing;

import dev.florin.server.web.pages.Pages;

/** Every page of the Billing tab, wired together. Thread-safe. */
public final class BillingPages {
    private final BillingParts parts;

    public BillingPages(BillingParts parts) {
        this.parts = parts;
    }

    /** Adds the pages, their script and the banner. */
    public void addTo(Pages pages) {
        FactReader facts = new FactReader(parts);
        Usage usage = new Usage(parts.database());
        PurchaseList purchases = new PurchaseList(parts);
        AddPage add = new AddPage(parts, facts, usage);
        PlanPages plans = new PlanPages(parts, facts);
        pages.assets().add("billing.js");
        new BillingPage(facts, usage, purchases, add, plans).addTo(pages);
        add.addTo(pages);
        new PaymentPage(parts, facts).addTo(pages);
        new RechargePage(parts, facts).addTo(pages);
        new CardPages(parts, facts).addTo(pages);
        plans.addTo(pages);
        new ReceiptPages(parts, facts, purchases).addTo(pages);
    }
}
