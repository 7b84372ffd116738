package dev.florin.server.notices;

import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Customers.Customer;
import dev.florin.server.storage.Mails;
import dev.florin.server.storage.Mails.Due;
import dev.florin.server.storage.Mails.Result;
import dev.florin.server.storage.NoticeSettings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends the mails that are due, one after the other. A mail server that is down or hangs stops nothing but this: every mail
 * waits in its row. Thread-safe.
 */
public final class MailWork {
    private static final int MAILS_AT_ONCE = 100;

    private final MailSettings settings;
    private final Mails mails;
    private final Customers customers;
    private final NoticeSettings chosen;
    private final Letters letters;
    private final MailMeters meters;
    private final Delivery delivery;

    public MailWork(
            MailSettings settings,
            Mails mails,
            Customers customers,
            NoticeSettings chosen,
            Letters letters,
            MailMeters meters) {
        this.settings = settings;
        this.mails = mails;
        this.customers = customers;
        this.chosen = chosen;
        this.letters = letters;
        this.meters = meters;
        this.delivery = new Delivery(settings);
    }

    /**
     * Sends what is due.
     *
     * @param backingOff also what is to be tried again later; and what another process is at is waited for
     */
    public Run run(boolean backingOff) {
        return delivery.run(backingOff, post -> send(post, backingOff));
    }

    private Run send(@Nullable Post post, boolean backingOff) {
        Run done = Run.NOTHING;
        long last = 0;
        for (List<Long> page = mails.due(last, backingOff, MAILS_AT_ONCE); !page.isEmpty(); ) {
            for (long id : page) {
                last = id;
                Optional<Result> result = mails.handle(id, backingOff, due -> send(post, due));
                result.ifPresent(meters::count);
                done = done.plus(Run.of(result));
                if (delivery.isDown()) {
                    return done;
                }
            }
            page = mails.due(last, backingOff, MAILS_AT_ONCE);
        }
        return done;
    }

    private Result send(@Nullable Post post, Due due) {
        Optional<Customer> customer = customers.of(due.account());
        String address = customer.map(Customer::email).orElse(null);
        if (post == null
                || address == null
                || !Post.isAddress(address)
                || !chosen.of(due.account()).wants(due.kind())) {
            return new Result.Dropped();
        }
        String name = customer.get().name();
        Optional<Letter> written = letters.write(due);
        if (written.isEmpty()) {
            return new Result.Dropped();
        }
        String id = "florin-" + due.id() + "-" + due.createdAt().toEpochMilli();
        Post.Envelope envelope = Typesetting.envelope(
                new Typesetting.Recipient(address, name), written.get(), id, due.now(), settings.seller());
        return delivery.send(post, envelope, new Delivery.Tries(due.attempts(), due.createdAt(), due.now()));
    }
}
