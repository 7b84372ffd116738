package dev.florin.server.notices;

import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Customers.Customer;
import dev.florin.server.storage.Mails;
import dev.florin.server.storage.Mails.Due;
import dev.florin.server.storage.Mails.Result;
import dev.florin.server.storage.NoticeSettings;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the mails that are due, one after the other. A mail server that is down or hangs stops nothing but this: it is left
 * alone for a minute, and every mail waits in its row. Thread-safe.
 */
public final class MailWork {
    private static final Logger LOG = LoggerFactory.getLogger(MailWork.class);

    private static final int MAILS_AT_ONCE = 100;

    /** A mail that fails waits so long, and twice as long each time. */
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    private static final int MOST_DOUBLINGS = 8;

    /** Given up after so many attempts and so long: a mail server may be down over a weekend. */
    private static final int MOST_ATTEMPTS = 12;

    private static final Duration PATIENCE = Duration.ofDays(3);

    private static final long LEFT_ALONE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final MailSettings settings;
    private final Mails mails;
    private final Customers customers;
    private final NoticeSettings chosen;
    private final Letters letters;
    private final MailMeters meters;

    /* One run at a time: each holds a connection to the database while it speaks with the mail server. */
    private final ReentrantLock alone = new ReentrantLock();
    private volatile @Nullable Long downSince;

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
    }

    /**
     * Sends what is due.
     *
     * @param backingOff also what is to be tried again later; and what another process is at is waited for
     */
    public Run run(boolean backingOff) {
        Long since = downSince;
        if (!backingOff && since != null && System.nanoTime() - since < LEFT_ALONE_NANOS) {
            return Run.NOTHING;
        }
        alone.lock();
        try {
            MailSettings.Server server = settings.server();
            if (server == null) {
                return send(null, backingOff);
            }
            try (Post post = new Post(settings, server)) {
                return send(post, backingOff);
            }
        } finally {
            alone.unlock();
        }
    }

    private Run send(@Nullable Post post, boolean backingOff) {
        Run done = Run.NOTHING;
        long last = 0;
        downSince = null;
        for (List<Long> page = mails.due(last, backingOff, MAILS_AT_ONCE); !page.isEmpty(); ) {
            for (long id : page) {
                last = id;
                Optional<Result> result = mails.handle(id, backingOff, due -> send(post, due));
                result.ifPresent(meters::count);
                boolean failed = result.filter(each -> each instanceof Result.Failed || each instanceof Result.Dead)
                        .isPresent();
                done = done.plus(failed ? new Run(0, 1) : new Run(result.isPresent() ? 1 : 0, 0));
                if (downSince != null) {
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
        Letter letter = written.get();
        String greeting = name == null || name.isBlank() ? "Hello," : "Hello " + Post.line(name) + ",";
        Post.Envelope envelope = new Post.Envelope(
                "florin-" + due.id() + "-" + due.createdAt().toEpochMilli(),
                address,
                name,
                letter.subject(),
                Typesetting.text(letter, greeting, settings.seller()),
                Typesetting.html(letter, greeting, settings.seller()),
                due.now());
        return send(post, envelope, due);
    }

    private Result send(Post post, Post.Envelope envelope, Due due) {
        try {
            post.send(envelope);
            return new Result.Sent();
        } catch (MessagingException e) {
            // Its message may hold the address: only its kind is logged.
            if (isRefusedForEver(e)) {
                LOG.warn("mail server refuses the recipient mail={} kind={}", due.id(), due.kind());
                return new Result.Dead();
            }
            post.close();
            downSince = System.nanoTime();
            LOG.warn("mail not sent mail={} attempts={} why={}", due.id(), due.attempts() + 1, kind(e));
            boolean enough = due.attempts() + 1 >= MOST_ATTEMPTS
                    && Duration.between(due.createdAt(), due.now()).compareTo(PATIENCE) > 0;
            return enough ? new Result.Dead() : new Result.Failed(pause(due.attempts()));
        }
    }

    static Duration pause(int attempts) {
        return FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, MOST_DOUBLINGS));
    }

    private static boolean isRefusedForEver(MessagingException failure) {
        for (Exception each = failure; each instanceof MessagingException next; each = next.getNextException()) {
            if (next instanceof SMTPAddressFailedException address && address.getReturnCode() / 100 == 5) {
                return true;
            }
        }
        return false;
    }

    private static String kind(MessagingException failure) {
        Exception next = failure.getNextException();
        return failure.getClass().getSimpleName()
                + (next == null ? "" : " " + next.getClass().getSimpleName());
    }
}
