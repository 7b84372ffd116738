package dev.florin.sandbox.stripe.objects;

/** The one version of Stripe's API that is modelled. */
public final class ApiVersion {
    public static final String PINNED = "2026-07-29.dahlia";

    private ApiVersion() {}
}
