package dev.florin.server.app;

import dev.florin.server.jobs.Job;
import dev.florin.server.notices.Announcements;
import dev.florin.server.notices.Follower;
import dev.florin.server.notices.Letters;
import dev.florin.server.notices.MailMeters;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.notices.MailWork;
import dev.florin.server.notices.NoticeWork;
import dev.florin.server.notices.Run;
import dev.florin.server.notices.SupportMailWork;
import dev.florin.server.notices.UnusualDays;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.BalanceWatches;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.LimitWatches;
import dev.florin.server.storage.Mails;
import dev.florin.server.storage.NoticeSettings;
import dev.florin.server.storage.Notices;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Outbox;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.PostgresLedger;
import dev.florin.server.storage.Purchases;
import dev.florin.server.storage.SupportLinks;
import dev.florin.server.storage.SupportMails;
import dev.florin.server.storage.UsageSums;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/** The jobs that tell customers something: what there is to tell is found apart from sending it, which may hang. */
final class NoticeJobs {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private NoticeJobs() {}

    static List<Job> of(
            Database database,
            PostgresLedger ledger,
            Customers customers,
            MailSettings settings,
            MeterRegistry registry) {
        Accounts accounts = new Accounts(database);
        BalanceWatches watches = new BalanceWatches(database);
        Mails mails = new Mails(database);
        Notices told = new Notices(database);
        NoticeWork notices = new NoticeWork(
                new Follower(
                        ledger.touched(),
                        watches,
                        new LimitWatches(database),
                        accounts,
                        new UnusualDays(accounts, new UsageSums(database), told)),
                new Announcements(new Outbox(database)),
                told,
                mails);
        Letters letters = new Letters(
                settings,
                new Letters.Sources(
                        accounts,
                        new Purchases(database),
                        new PaymentCards(database),
                        watches,
                        new GatewayKeys(database, new SecureRandom()),
                        ObjectIds.of(database)));
        MailMeters meters = new MailMeters(registry, mails);
        MailWork post = new MailWork(settings, mails, customers, new NoticeSettings(database), letters, meters);
        SupportMailWork support = new SupportMailWork(
                settings,
                new SupportMails(database, new SupportLinks(database, new SecureRandom())),
                customers,
                meters);
        return List.of(
                new Job("notices", LOOK, () -> result(notices.run(false)), () -> result(notices.run(true))),
                // Asked for, it begins with what there is to tell.
                new Job(
                        "mail",
                        LOOK,
                        () -> result(post.run(false).plus(support.run(false))),
                        () -> result(notices.run(true).plus(post.run(true)).plus(support.run(true)))));
    }

    private static Job.Result result(Run run) {
        return new Job.Result(run.handled(), run.failed());
    }
}
