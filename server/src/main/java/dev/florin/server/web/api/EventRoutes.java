package dev.florin.server.web.api;

import dev.florin.core.accounts.Digest;
import dev.florin.core.ledger.AccountRecords;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Request;
import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Usage;
import dev.florin.server.storage.Accounts;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.BodyRule;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Fields;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Usage that was already delivered, told as CloudEvents 1.0. An event is known again by account, source and id, for ever.
 * Thread-safe.
 */
final class EventRoutes {
    /** As many as a bulk has commands. */
    private static final int MOST_EVENTS = 1_000;

    private static final String TYPE = "ai.usage";

    /** A month's usage can still be told when its invoice comes. */
    private static final Duration LONGEST_BACK = Duration.ofDays(30);

    /** Clocks of other machines are off by less. */
    private static final Duration LONGEST_AHEAD = Duration.ofMinutes(5);

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_SCHEMA = 500;

    /** What CloudEvents itself names; all other attributes are extensions, which say nothing about what is charged. */
    private static final Set<String> ATTRIBUTES = Set.of(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "datacontenttype",
            "dataschema",
            "data",
            "data_base64");

    private final Asking asking;
    private final Drafts drafts;
    private final Replies replies;
    private final Accounts accounts;

    EventRoutes(Asking asking, Drafts drafts, Replies replies, Accounts accounts) {
        this.asking = asking;
        this.drafts = drafts;
        this.replies = replies;
        this.accounts = accounts;
    }

    void addTo(Routes routes) {
        routes.post("/v1/events", Access.to(Scope.SPEND), KeyRule.IGNORED, BodyRule.EVENTS, this::events);
    }

    private Answer events(dev.florin.server.web.http.Request request) {
        List<Fields> events = request.batch(MOST_EVENTS);
        Admission admission = request.admit();
        Instant now = asking.now();
        record Numbered(@Nullable String id, Supplier<Reply> begun) {}
        List<Numbered> begun = new ArrayList<>(events.size());
        for (Fields event : events) {
            Field<String> id = event.string("id", LONGEST_NAME).required().check(text -> !text.isEmpty(), "is empty");
            begun.add(new Numbered(id.isRight() ? id.value() : null, begin(admission, now, event, id)));
        }
        record Answered(@Nullable String id, Result result) {}
        List<Answered> results = begun.stream()
                .map(each -> new Answered(each.id, Result.of(each.begun)))
                .toList();
        return Answer.ok(out -> {
            out.object().array("results");
            for (Answered each : results) {
                out.object().text("id", each.id);
                each.result.write(out, request);
                out.end();
            }
            out.end().end();
        });
    }

    /** Hands an event to the ledger; what it came to is waited for later. */
    private Supplier<Reply> begin(Admission admission, Instant now, Fields event, Field<String> id) {
        try {
            return submit(admission, now, event, id);
        } catch (Refused refused) {
            return () -> {
                throw refused;
            };
        }
    }

    private Supplier<Reply> submit(Admission admission, Instant now, Fields event, Field<String> id) {
        event.choice("specversion", List.of("1.0"), Object::toString).required();
        event.choice("type", List.of(TYPE), Object::toString).required();
        Field<String> source =
                event.string("source", LONGEST_NAME).required().check(text -> !text.isEmpty(), "is empty");
        Field<String> account = Words.accountId(event, "subject").required();
        Field<Instant> time = event.time("time");
        event.string("datacontenttype", LONGEST_NAME)
                .check(type -> type.startsWith("application/json"), "must be application/json");
        event.string("dataschema", LONGEST_SCHEMA);
        Set<String> extensions = new TreeSet<>(event.names());
        extensions.removeAll(ATTRIBUTES);
        extensions.forEach(name -> readExtension(event, name));
        Field<Fields> data = event.object("data").required();
        Optional<Charged> read = data.isRight() ? Optional.of(charged(data.value())) : Optional.empty();
        event.problem().ifPresent(problem -> {
            throw new Refused(problem);
        });
        Charged charged = read.orElseThrow();
        Replies.Owner owner = asking.owner(admission.caller(), account.value());
        // A key in a header has printable characters only, so no line break: these two kinds of key never meet.
        String key = "event\n" + source.value() + "\n" + id.value();
        byte[] fingerprint = event.fingerprintWithout(extensions, "POST", "/v1/events");
        Request request = asking.request(admission.caller(), key, fingerprint, "event:" + source.value());
        Instant at = time.or(now);
        if (at.isBefore(now.minus(LONGEST_BACK)) || at.isAfter(now.plus(LONGEST_AHEAD))) {
            return () -> asBefore(owner, request);
        }
        var outcome = asking.submit(new Command.RecordUsage(
                owner.account(),
                request,
                charged.spent.get(),
                at,
                charged.feature.optional().orElse(null),
                charged.words.get()));
        return () -> replies.transaction(200, owner, asking.await(outcome));
    }

    /** Extension attributes are named by small letters and digits; anything else is a slip. */
    private static void readExtension(Fields event, String name) {
        if (name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
            event.ignore(name);
        }
    }

    /** An event that came in time once is still known when it comes again too late. */
    private Reply asBefore(Replies.Owner owner, Request request) {
        Digest key = request.key();
        Optional<AccountRecords.KeyRecord> known = key == null ? Optional.empty() : accounts.key(owner.account(), key);
        if (known.isEmpty()) {
            throw new Refused(Problem.invalidField(
                    "time",
                    "must be at most 30 days back and 5 minutes ahead; send the event without it to book it now"));
        }
        Outcome<Transaction> outcome = known.get().fingerprint().equals(request.fingerprint())
                ? new Outcome.Replayed<>(known.get().target())
                : new Outcome.Refused<>(new Refusal.KeyReused());
        return replies.transaction(200, owner, outcome);
    }

    /** What an event's data say. */
    private record Charged(Supplier<Command.Spent> spent, Field<String> feature, Supplier<@Nullable Text> words) {}

    private Charged charged(Fields data) {
        Field<Amount> amount = data.positiveAmount("amount");
        Supplier<Command.Spent> spent;
        if (amount.isSent()) {
            spent = () -> new Command.Spent.Named(amount.value());
        } else {
            Supplier<Usage> usage = UsageFields.read(data);
            spent = () -> new Command.Spent.Counted(usage.get());
        }
        return new Charged(spent, Words.feature(data, "feature"), drafts.described(data));
    }
}
