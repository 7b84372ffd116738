package dev.florin.server.notices;

import dev.florin.server.storage.Mails.Result;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands mails to the mail server, one after the other, and says what became of each. A server that is down or hangs is left
 * alone for a minute. Thread-safe.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** A mail that fails waits so long, and twice as long each time. */
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    private static final int MOST_DOUBLINGS = 8;

    /** Given up after so many attempts and so long: a mail server may be down over a weekend. */
    private static final int MOST_ATTEMPTS = 12;

    private static final Duration PATIENCE = Duration.ofDays(3);

    private static final long LEFT_ALONE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final MailSettings settings;

    /* One run at a time: each holds a connection to the database while it speaks with the mail server. */
    private final ReentrantLock alone = new ReentrantLock();
    private volatile @Nullable Long downSince;

    Delivery(MailSettings settings) {
        this.settings = settings;
    }

    /**
     * Does work that sends mails, with a connection; with none where no mail server is configured.
     *
     * @param anyway whether also a server that was down a moment ago is tried
     */
    Run run(boolean anyway, Function<@Nullable Post, Run> work) {
        Long since = downSince;
        if (!anyway && since != null && System.nanoTime() - since < LEFT_ALONE_NANOS) {
            return Run.NOTHING;
        }
        alone.lock();
        try {
            downSince = null;
            MailSettings.Server server = settings.server();
            if (server == null) {
                return work.apply(null);
            }
            try (Post post = new Post(settings, server)) {
                return work.apply(post);
            }
        } finally {
            alone.unlock();
        }
    }

    /** Whether the last mail found the server down: then the others wait. */
    boolean isDown() {
        return downSince != null;
    }

    /** How often a mail was tried before, and since when. */
    record Tries(int before, Instant since, Instant now) {}

    /** Sends a letter; its envelope's id stands in the log, and nothing else of it. */
    Result send(Post post, Post.Envelope envelope, Tries tries) {
        try {
            post.send(envelope);
            return new Result.Sent();
        } catch (MessagingException e) {
            // Its message may hold the address: only its kind is logged.
            if (isRefusedForEver(e)) {
                LOG.warn("mail server refuses the recipient mail={}", envelope.id());
                return new Result.Dead();
            }
            post.close();
            downSince = System.nanoTime();
            LOG.warn("mail not sent mail={} attempts={} why={}", envelope.id(), tries.before() + 1, kind(e));
            boolean enough = tries.before() + 1 >= MOST_ATTEMPTS
                    && Duration.between(tries.since(), tries.now()).compareTo(PATIENCE) > 0;
            return enough ? new Result.Dead() : new Result.Failed(pause(tries.before()));
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
