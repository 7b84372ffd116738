package dev.florin.server.payments;

/**
 * Is told where a process is in its dealings with Stripe and the ledger: before and after every request to Stripe
 * ({@code before stripe payment_intent.create}) and every command of a purchase ({@code after ledger settle_payment}). A test
 * ends the process at one of them and looks what the next one makes of it. Thread-safe.
 */
public interface Trail {
    /** Nobody listens. */
    Trail NONE = point -> {};

    /** This point is reached. */
    void reach(String point);
}
