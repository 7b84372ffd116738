package dev.florin.server.web.pages;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.storage.StorageFault;
import dev.florin.server.web.http.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * What moves on open pages without a reload. A page listens to channels, such as that of its account; one reader asks all
 * sources about once a second what is new on the channels that somebody listens to, so a thousand open pages cost one question
 * and hold no connection of the database. Thread-safe.
 */
public final class Live implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Live.class);

    /** A balance has moved on the page within two seconds of the event. */
    private static final Duration LOOK = Duration.ofMillis(800);

    /** Something is sent this often at least, so that a page knows that it still hears. */
    private static final Duration BEAT = Duration.ofSeconds(5);

    /** A page that takes nothing for so many events begins anew: it then gets all that there is. */
    private static final int MOST_WAITING = 64;

    /** Pages open at once in one process; each has a thread, which is cheap, and a connection. */
    private static final int MOST_LISTENERS = 2_000;

    /** Pages of one customer, or of one conversation with support: nobody looks at more, and one cannot shut out the others. */
    private static final int MOST_OF_ONE = 100;

    /** A page asks again after so long, so that nobody is told anything long after the session has ended. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final JsonMapper json = new JsonMapper();
    private final Map<String, Set<Listener>> listeners = new ConcurrentHashMap<>();
    private final List<Source> sources = new CopyOnWriteArrayList<>();
    private final Set<Listener> all = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Something to be shown.
     *
     * @param name of our own making, such as {@code balance}: elements with {@code data-live="balance.text"} show it
     */
    public record Event(String name, Map<String, String> data) {}

    /** What is new on a channel. */
    public record News(String channel, Event event) {}

    /** Knows what is new. Called by one thread at a time. */
    @FunctionalInterface
    public interface Source {
        /** What has changed on any of these channels since it was asked last; all that there is for one that is new. */
        List<News> look(Set<String> channels);

        /** What a page that begins to listen to a channel is told first; nothing, if it has that in it already. */
        default List<Event> first(String channel) {
            return List.of();
        }
    }

    private static final class Listener {
        private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(MOST_WAITING);
        private volatile boolean lost;
    }

    private record Sent(String name, Map<String, String> data) {}

    /** The channel of an account, whose every page hears of the balance. */
    public static String channel(AccountNumber account) {
        return "account " + account.bucket() + " " + account.number();
    }

    /** The account of such a channel. */
    public static Optional<AccountNumber> account(String channel) {
        String[] words = channel.split(" ", -1);
        return words.length == 3 && words[0].equals("account")
                ? Optional.of(new AccountNumber(Integer.parseInt(words[1]), Long.parseLong(words[2])))
                : Optional.empty();
    }

    /** What a page that begins to listen to a channel is told first. */
    List<Event> first(String channel) {
        return sources.stream()
                .flatMap(source -> source.first(channel).stream())
                .toList();
    }

    /** Adds somebody to be asked. */
    public Live add(Source source) {
        sources.add(source);
        return this;
    }

    /** Begins to look. */
    void start() {
        Thread.ofVirtual().name("live").start(this::lookOften);
    }

    /** Tells it at once to whoever listens in this process; a {@link Source} tells the other processes' pages. */
    public void tell(String channel, Event event) {
        for (Listener listener : listeners.getOrDefault(channel, Set.of())) {
            if (!listener.events.offer(event)) {
                listener.lost = true;
            }
        }
    }

    /** An answer that goes on until its reader leaves. */
    public Answer listen(List<String> channels, List<Event> first) {
        return new Answer.Streamed(
                200,
                "text/event-stream",
                List.of(new Answer.Header("X-Accel-Buffering", "no")),
                out -> stream(out, channels, first));
    }

    private void stream(OutputStream out, List<String> channels, List<Event> first) throws IOException {
        Listener listener = new Listener();
        boolean full = channels.stream()
                .anyMatch(channel -> listeners.getOrDefault(channel, Set.of()).size() >= MOST_OF_ONE);
        if (closed || full || all.size() >= MOST_LISTENERS) {
            out.write("retry: 30000\n\n".getBytes(StandardCharsets.UTF_8));
            return;
        }
        all.add(listener);
        channels.forEach(channel -> listeners
                .computeIfAbsent(channel, unseen -> new CopyOnWriteArraySet<>())
                .add(listener));
        try {
            out.write("retry: 2000\n\n".getBytes(StandardCharsets.UTF_8));
            for (Event event : first) {
                write(out, event);
            }
            out.flush();
            long end = System.nanoTime() + LONGEST.toNanos();
            while (goesOn(listener) && System.nanoTime() < end) {
                Event event = listener.events.poll(BEAT.toMillis(), TimeUnit.MILLISECONDS);
                write(out, event == null ? new Event("beat", Map.of()) : event);
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            all.remove(listener);
            channels.forEach(channel -> listeners.computeIfPresent(channel, (name, there) -> {
                there.remove(listener);
                return there.isEmpty() ? null : there;
            }));
        }
    }

    /** What was told before the end is still heard. */
    private boolean goesOn(Listener listener) {
        return !listener.lost && !(closed && listener.events.isEmpty());
    }

    private void write(OutputStream out, Event event) throws IOException {
        String data = json.writeValueAsString(new Sent(event.name(), event.data()));
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    private void lookOften() {
        while (!closed) {
            try {
                Thread.sleep(LOOK);
                look();
            } catch (InterruptedException e) {
                return;
            } catch (StorageFault fault) {
                // Pages say by themselves that what they show is old.
                LOG.atWarn().setCause(fault).log("live pages could not be told");
            }
        }
    }

    private void look() {
        Set<String> channels = Set.copyOf(listeners.keySet());
        if (!channels.isEmpty()) {
            for (Source source : sources) {
                List<News> news = new ArrayList<>(source.look(channels));
                news.forEach(each -> tell(each.channel(), each.event()));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        all.forEach(listener -> listener.events.offer(new Event("beat", Map.of())));
    }
}
