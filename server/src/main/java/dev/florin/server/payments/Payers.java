package dev.florin.server.payments;

import com.stripe.model.PaymentIntent;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.storage.ObjectIds;
import java.util.Optional;

/** Whose payment it is: by the order that it names, else by its customer. A refund or a dispute names neither. Thread-safe. */
final class Payers {
    private final CustomersAtStripe customers;
    private final ObjectIds ids;

    Payers(CustomersAtStripe customers, ObjectIds ids) {
        this.customers = customers;
        this.ids = ids;
    }

    Optional<AccountNumber> of(PaymentIntent payment) {
        return Optional.ofNullable(payment.getMetadata().get(Orders.ORDER))
                .flatMap(each -> ids.read(ObjectIds.Kind.TOP_UP, each))
                .map(ObjectIds.Reference::account)
                .or(() -> Optional.ofNullable(payment.getCustomer()).flatMap(customers::account));
    }
}
