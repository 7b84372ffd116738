package dev.florin.server.payments;

import com.stripe.model.Customer;
import com.stripe.param.CustomerCreateParams;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.StripeCustomers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The customer at Stripe that an account is, made when one is first needed. Thread-safe. */
final class CustomersAtStripe {
    private final StripeCalls stripe;
    private final StripeCustomers known;
    private final Customers customers;
    private final ObjectIds ids;

    CustomersAtStripe(StripeCalls stripe, StripeCustomers known, Customers customers, ObjectIds ids) {
        this.stripe = stripe;
        this.known = known;
        this.customers = customers;
        this.ids = ids;
    }

    Optional<String> known(AccountNumber account) {
        return known.of(account);
    }

    Optional<AccountNumber> account(String customer) {
        return known.account(customer);
    }

    void deleted(String customer) {
        known.deleted(customer);
    }

    /** Makes it where there is none; two callers at once make one. */
    String of(AccountNumber account) {
        Optional<String> there = known.of(account);
        if (there.isPresent()) {
            return there.get();
        }
        Customers.Customer customer = customers.of(account).orElseThrow();
        CustomerCreateParams.Builder params =
                CustomerCreateParams.builder().putMetadata("florin_account", name(account));
        if (customer.email() != null) {
            params.setEmail(customer.email());
        }
        if (customer.name() != null) {
            params.setName(customer.name());
        }
        // A key stands for what was sent with it: another e-mail address, or a customer before this one, is another
        // key.
        Digest words = Digest.shortSha256((customer.email() + "\n" + customer.name()).getBytes(StandardCharsets.UTF_8));
        String key = "customer-" + name(account) + "-" + known.howMany(account) + "-" + words.hex();
        Customer made = stripe.ask("customer.create", api -> api.customers().create(params.build(), StripeCalls.key(key)));
        return known.put(account, made.getId());
    }

    /** Tells accounts of one database from those of another that uses the same Stripe account. */
    private String name(AccountNumber account) {
        return ids.write(ObjectIds.Kind.ACCOUNT, account, account.number());
    }
}
