package dev.florin.server.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs each job by itself, and at once when asked. Thread-safe. */
public final class Jobs implements AutoCloseable {
    /** The name under which all jobs run, one after the other. */
    public static final String ALL = "all";

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private final Map<String, Semaphore> nudges = new ConcurrentHashMap<>();
    private final List<Job> jobs;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    public Jobs(List<Job> jobs) {
        this.jobs = List.copyOf(jobs);
        for (Job job : jobs) {
            nudges.put(job.name(), new Semaphore(0));
        }
    }

    /** Begins to run each by itself. */
    public void start() {
        for (Job job : jobs) {
            threads.add(Thread.ofVirtual().name("job-" + job.name()).start(() -> repeat(job)));
        }
    }

    /** There is something for that job to do: it runs now, and not only when its pause is over. */
    public void nudge(String name) {
        Semaphore nudge = nudges.get(name);
        if (nudge != null) {
            nudge.release();
        }
    }

    private void repeat(Job job) {
        while (!stopping) {
            try {
                Semaphore nudge = nudges.get(job.name());
                if (nudge != null && nudge.tryAcquire(job.pause().toMillis(), TimeUnit.MILLISECONDS)) {
                    nudge.drainPermits();
                }
                job.work().run();
            } catch (InterruptedException e) {
                return; // the end of the process
            } catch (RuntimeException e) {
                // The outermost loop: whatever a run met, the next one tries again.
                if (stopping) {
                    LOG.debug("job broke off, the process ends job={}", job.name(), e);
                } else {
                    LOG.error("job failed job={}", job.name(), e);
                }
            }
        }
    }

    /** Runs the job of that name, or all; empty where there is none. Answers when nothing is left to do now. */
    public Optional<Job.Result> run(String name) {
        if (!name.equals(ALL) && jobs.stream().noneMatch(job -> job.name().equals(name))) {
            return Optional.empty();
        }
        Job.Result sum = new Job.Result(0, 0);
        for (Job job : jobs) {
            if (name.equals(ALL) || name.equals(job.name())) {
                sum = sum.plus(job.whenAsked().run());
            }
        }
        return Optional.of(sum);
    }

    public List<String> names() {
        return jobs.stream().map(Job::name).toList();
    }

    /** Stops after what is being done. */
    @Override
    public void close() {
        stopping = true;
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
