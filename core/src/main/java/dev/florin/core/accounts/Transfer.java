package dev.florin.core.accounts;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;

/**
 * One positive amount from one party to another, so that debit and credit cannot disagree.
 *
 * @param from who gives
 * @param to who gets
 * @param amount above zero
 */
public record Transfer(Party from, Party to, Amount amount) {
    /** A side of a transfer. */
    public sealed interface Party {}

    /** A customer's account. */
    public record Customer(AccountNumber account) implements Party {}

    /** An account of the house. */
    public record OfHouse(House house) implements Party {}

    public Transfer {
        Check.argument(amount.isPositive(), "a transfer moves a positive amount");
        Check.argument(!from.equals(to), "a transfer has two sides");
    }

    /** The transfer behind a customer's row: {@code signed} is what the customer gains (or loses, where negative). */
    public static Transfer between(AccountNumber account, House house, Amount signed) {
        Party customer = new Customer(account);
        Party other = new OfHouse(house);
        return signed.isPositive()
                ? new Transfer(other, customer, signed)
                : new Transfer(customer, other, signed.negated());
    }
}
