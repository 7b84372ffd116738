package dev.florin.server.app;

import dev.florin.core.check.Check;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.PriceDraft;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The prices that Florin brings along: {@code prices.json}, which a person edits, and {@code sandbox-prices.json}, which
 * only the demo has.
 *
 * <p>Each entry has the members of {@code PUT /v1/prices/{model}} and, so that it can be checked, where its figures come
 * from and of what day they are. A model's first entry has no date; further ones are its announced changes, in order of
 * their {@code effective_at}. Whatever is not understood stops the start: a price that was misread is worse than none.
 * Immutable and thread-safe.
 */
public final class BuiltInPrices {
    private final List<Entry> entries;

    /** What a model is for. */
    public enum Kind {
        CHAT,
        EMBEDDING,
        RERANK,
        IMAGE,
        AUDIO
    }

    /**
     * A price and what is known about it.
     *
     * @param encoding the name of the tokens' encoding, where it is known
     * @param source where the figures were read
     * @param sourceDate of what day they are
     * @param notes what someone who edits the entry should know; may be empty
     */
    public record Entry(
            PriceDraft draft, Kind kind, @Nullable String encoding, String source, LocalDate sourceDate, String notes) {
        private Entry from(Instant start) {
            return new Entry(draft.effective(start), kind, encoding, source, sourceDate, notes);
        }
    }

    private BuiltInPrices(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** The prices of real providers. */
    public static BuiltInPrices ofProviders() {
        return ofResource("/prices.json");
    }

    /** The prices of the demo's stand-in. */
    public static BuiltInPrices ofSandbox() {
        return ofResource("/sandbox-prices.json");
    }

    private static BuiltInPrices ofResource(String name) {
        try (InputStream file = BuiltInPrices.class.getResourceAsStream(name)) {
            return read(Check.present(file, name).readAllBytes(), name);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /**
     * The prices of a file.
     *
     * @throws PriceFileFault naming the entry that is not understood
     */
    static BuiltInPrices read(byte[] file, String name) {
        List<Entry> entries = new PriceFile(name).entries(file);
        Map<Model, Entry> last = new HashMap<>();
        for (Entry entry : entries) {
            Model model = entry.draft().model();
            Entry before = last.put(model, entry);
            Instant from = entry.draft().effectiveAt();
            if (before == null) {
                refuseUnless(from == null, name, model, "its first entry has a date");
            } else {
                Instant earlier = before.draft().effectiveAt();
                refuseUnless(
                        from != null && (earlier == null || from.isAfter(earlier)),
                        name,
                        model,
                        "its further entries are not in order of their dates");
            }
        }
        return new BuiltInPrices(entries);
    }

    /** All entries in the order of the file. */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * What to put into a list whose first prices are in force from {@code start} on: for each model the entry of that
     * moment, dated so, and the changes after it.
     */
    public List<Entry> entriesFrom(Instant start) {
        List<Entry> found = new ArrayList<>();
        Map<Model, Integer> begun = new HashMap<>();
        for (Entry entry : entries) {
            Instant from = entry.draft().effectiveAt();
            if (from != null && from.isAfter(start)) {
                found.add(entry);
                continue;
            }
            Integer index = begun.putIfAbsent(entry.draft().model(), found.size());
            if (index == null) {
                found.add(entry.from(start));
            } else {
                found.set(index, entry.from(start));
            }
        }
        return List.copyOf(found);
    }

    private static void refuseUnless(boolean holds, String name, Model model, String why) {
        if (!holds) {
            throw new PriceFileFault(name, model.name(), why);
        }
    }
}
