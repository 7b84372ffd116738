package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.House;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;

/** What all customers have together, and each account of the house: in whole numbers without a limit. Not thread-safe. */
final class BookTotals {
    private final Map<House, BigInteger> house = new EnumMap<>(House.class);
    private BigInteger customers = BigInteger.ZERO;

    BookTotals() {
        for (House each : House.values()) {
            house.put(each, BigInteger.ZERO);
        }
    }

    /** What the customer gains the house gives. */
    void add(Transaction row) {
        house.merge(row.house(), BigInteger.valueOf(row.amount().nanos()), BigInteger::subtract);
    }

    void add(Account account) {
        customers = customers.add(BigInteger.valueOf(account.balance().nanos()));
    }

    BigDecimal customers() {
        return dollars(customers);
    }

    Map<House, BigDecimal> house() {
        Map<House, BigDecimal> dollars = new EnumMap<>(House.class);
        house.forEach((each, nanos) -> dollars.put(each, dollars(nanos)));
        return dollars;
    }

    void prove() throws BrokenRule {
        BigInteger sum = house.values().stream().reduce(customers, BigInteger::add);
        new Expectation(null).equal("all customers and the house have zero together", BigInteger.ZERO, sum);
    }

    private static BigDecimal dollars(BigInteger nanos) {
        return new BigDecimal(nanos, Amount.DECIMALS);
    }
}
