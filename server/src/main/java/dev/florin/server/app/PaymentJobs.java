package dev.florin.server.app;

import dev.florin.server.jobs.Job;
import dev.florin.server.payments.EventWork;
import dev.florin.server.payments.Payments;
import dev.florin.server.payments.Recharges;
import dev.florin.server.payments.Reconciliation;
import dev.florin.server.payments.StripeAudit;
import java.time.Duration;
import java.util.List;

/** The jobs that look after payments. */
final class PaymentJobs {
    static final String WEBHOOKS = "webhooks";

    private static final Duration LOOK_FOR_DUE = Duration.ofSeconds(1);
    private static final Duration LOOK_AT_THE_DAY = Duration.ofMinutes(30);
    private static final Duration LOOK_AT_STRIPE = Duration.ofMinutes(1);

    private PaymentJobs() {}

    static List<Job> of(Payments payments) {
        return List.of(
                new Job("auto_recharge", LOOK_FOR_DUE, () -> {
                    Recharges.Run run = payments.recharges().run();
                    return new Job.Result(run.looked() - run.unanswered(), run.unanswered());
                }),
                new Job(WEBHOOKS, LOOK_FOR_DUE, () -> webhooks(payments, false), () -> webhooks(payments, true)),
                new Job(
                        "reconcile",
                        LOOK_AT_STRIPE,
                        () -> reconcile(payments, false),
                        () -> reconcile(payments, true)),
                new Job(
                        "audit",
                        LOOK_AT_THE_DAY,
                        () -> audit(payments.audit().runDaily()),
                        () -> audit(payments.audit().run())));
    }

    private static Job.Result webhooks(Payments payments, boolean backingOff) {
        EventWork.Run run = payments.eventWork().run(backingOff);
        return new Job.Result(run.handled(), run.failed());
    }

    private static Job.Result audit(StripeAudit.Run run) {
        return new Job.Result(run.compared(), run.failed());
    }

    private static Job.Result reconcile(Payments payments, boolean all) {
        Reconciliation.Run run = payments.reconciliation().run(all);
        EventWork.Run found = payments.eventWork().run(all);
        return new Job.Result(run.handled() + found.handled(), run.failed() + found.failed());
    }
}
