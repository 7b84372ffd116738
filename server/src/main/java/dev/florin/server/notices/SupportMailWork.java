package dev.florin.server.notices;

import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Customers.Customer;
import dev.florin.server.storage.Mails.Result;
import dev.florin.server.storage.SupportMails;
import dev.florin.server.storage.SupportMails.Due;
import dev.florin.server.storage.SupportMails.Place;
import dev.florin.server.storage.Ticket.Author;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells staff of questions, and customers and visitors of answers. What a visitor asks is never confirmed by mail: the address
 * may be somebody else's, who is not to be bothered by strangers. Thread-safe.
 */
public final class SupportMailWork {
    private static final int MAILS_AT_ONCE = 100;
    private static final int FORGOTTEN_AT_ONCE = 1_000;
    private static final long FORGET_NANOS = TimeUnit.HOURS.toNanos(1);

    private final MailSettings settings;
    private final SupportMails mails;
    private final Customers customers;
    private final MailMeters meters;
    private final Delivery delivery;
    private final AtomicLong forgot = new AtomicLong(System.nanoTime());

    public SupportMailWork(MailSettings settings, SupportMails mails, Customers customers, MailMeters meters) {
        this.settings = settings;
        this.mails = mails;
        this.customers = customers;
        this.meters = meters;
        this.delivery = new Delivery(settings);
    }

    /**
     * Sends what is due.
     *
     * @param backingOff also what is to be tried again later; and what another process is at is waited for
     */
    public Run run(boolean backingOff) {
        long last = forgot.get();
        long now = System.nanoTime();
        if (now - last >= FORGET_NANOS && forgot.compareAndSet(last, now)) {
            mails.forget(FORGOTTEN_AT_ONCE);
        }
        return delivery.run(backingOff, post -> send(post, backingOff));
    }

    private Run send(@Nullable Post post, boolean backingOff) {
        Run done = Run.NOTHING;
        for (List<Place> page = mails.due(null, backingOff, MAILS_AT_ONCE); !page.isEmpty(); ) {
            for (Place place : page) {
                Optional<Result> result = mails.handle(place, backingOff, due -> send(post, due));
                result.ifPresent(meters::count);
                done = done.plus(Run.of(result));
                if (delivery.isDown()) {
                    return done;
                }
            }
            page = mails.due(page.getLast(), backingOff, MAILS_AT_ONCE);
        }
        return done;
    }

    private Result send(@Nullable Post post, Due due) {
        Optional<Customer> customer = Optional.ofNullable(due.account()).flatMap(customers::of);
        boolean toStaff = due.author() == Author.CUSTOMER;
        String address =
                toStaff ? settings.support() : customer.map(Customer::email).orElse(due.email());
        if (post == null || address == null || !Post.isAddress(address)) {
            return new Result.Dropped();
        }
        Letter letter = toStaff ? question(due, customer) : answer(due);
        String name = toStaff ? null : customer.map(Customer::name).orElse(null);
        String id = "florin-support-" + due.place().ticket() + "-" + due.place().message() + "-"
                + due.createdAt().toEpochMilli();
        Post.Envelope envelope = Typesetting.envelope(
                new Typesetting.Recipient(address, name), letter, id, due.now(), settings.seller());
        return delivery.send(post, envelope, new Delivery.Tries(due.attempts(), due.createdAt(), due.now()));
    }

    private Letter question(Due due, Optional<Customer> customer) {
        String ticket = due.place().ticket().toString();
        Letter letter = LetterTexts.question(ticket, due.text());
        letter = customer.isPresent()
                ? letter.with("From", Post.line(name(customer.get())))
                        .with("Account", Post.line(customer.get().id()))
                : letter.with("From", "a visitor");
        return letter.to("Open the conversation", settings.publicUrl() + "/admin/support/" + ticket);
    }

    private static String name(Customer customer) {
        String name = customer.name();
        return name == null || name.isBlank() ? customer.id() : name;
    }

    private Letter answer(Due due) {
        String link = due.link();
        String path = link == null ? "/support/" + due.place().ticket() : "/support/link/" + link;
        return LetterTexts.answer(due.place().ticket().toString(), due.text())
                .to("Read on and answer", settings.publicUrl() + path);
    }
}
