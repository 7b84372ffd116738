package dev.florin.server.web.assistant;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.Quote;
import dev.florin.server.gateway.calls.CallResult;
import dev.florin.server.gateway.calls.Payer;
import dev.florin.server.gateway.calls.StreamResult;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.Dialect;
import dev.florin.server.gateway.wire.Reading;
import dev.florin.server.gateway.wire.RequestReader;
import dev.florin.server.storage.Conversation.Cost;
import dev.florin.server.storage.Conversation.Kind;
import dev.florin.server.storage.Conversation.Message;
import dev.florin.server.storage.Conversation.State;
import dev.florin.server.storage.ConversationNumber;
import dev.florin.server.storage.Conversations.Asked;
import dev.florin.server.storage.StorageFault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes answers, each on a thread of its own: whoever closes the page, or opens it twice, finds the answer there. Stopping one is
 * as if a caller left: what was written is charged, and nothing more. Thread-safe.
 */
final class Answering {
    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

    /** Answers at once in one process; each has a thread, which is cheap, and a connection to a provider. */
    private static final int MOST_RUNNING = 500;

    /** Of one account: more than anybody has tabs open. */
    private static final int MOST_OF_ONE = 10;

    /** Letters that are sent for each token of a model's context: text has about four, so all of it fits. */
    private static final int LETTERS_PER_TOKEN = 3;

    /** However long a model's memory is: a conversation of so many letters costs dollars with each message. */
    private static final long MOST_LETTERS = 400_000;

    private final AssistantParts parts;
    private final Map<Place, RunningAnswer> running = new ConcurrentHashMap<>();

    private record Place(AccountNumber account, ConversationNumber conversation) {}

    /** What an answer came to. */
    private record Ending(
            State state, @Nullable String why, @Nullable Cost cost) {
        static Ending free(State state, String why) {
            return new Ending(state, why, null);
        }
    }

    Answering(AssistantParts parts) {
        this.parts = parts;
    }

    /** The answer that is being made in a conversation, by this process. */
    Optional<RunningAnswer> find(AccountNumber account, ConversationNumber conversation) {
        return Optional.ofNullable(running.get(new Place(account, conversation)));
    }

    /** Begins to make an answer; returns at once. */
    RunningAnswer start(AccountNumber account, Kind kind, Asked.Begun begun) {
        RunningAnswer answer = new RunningAnswer(account, begun);
        Place place = new Place(account, begun.conversation());
        long own = running.keySet().stream()
                .filter(each -> each.account.equals(account))
                .count();
        if (running.size() >= MOST_RUNNING || own >= MOST_OF_ONE) {
            finish(answer, Ending.free(State.FAILED, "overloaded"));
            return answer;
        }
        running.put(place, answer);
        Thread.ofVirtual().name("answer").start(() -> {
            Ending ending = Ending.free(State.FAILED, "internal");
            try {
                ending = made(answer, kind);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (CompletionException | LedgerFault | StorageFault e) {
                LOG.atWarn().setCause(e).log("answer not made");
                ending = Ending.free(State.FAILED, "unavailable");
            } finally {
                running.remove(place, answer);
                finish(answer, ending);
            }
        });
        return answer;
    }

    private void finish(RunningAnswer answer, Ending ending) {
        try {
            parts.conversations()
                    .end(answer.account(), answer.place(), answer.text(), ending.state, ending.why, ending.cost);
        } catch (StorageFault e) {
            LOG.atWarn().setCause(e).log("answer not kept");
        } finally {
            answer.end();
        }
    }

    private Ending made(RunningAnswer answer, Kind kind) throws InterruptedException {
        AccountNumber account = answer.account();
        List<Message> said = parts
                .conversations()
                .messages(account, answer.place().conversation())
                .stream()
                .filter(message -> message.number() < answer.place().answer())
                .toList();
        String model = said.getLast().model();
        Optional<Price> price = parts.prices().standing().inForce(new Model(model));
        if (price.isEmpty()) {
            return Ending.free(State.FAILED, "model_not_priced");
        }
        byte[] body = Prompt.body(kind, model, said, null, mostLetters(price.get()));
        return switch (RequestReader.read(Dialect.OPENAI_CHAT, body)) {
            case Reading.Rejected rejected -> Ending.free(State.FAILED, rejected.code());
            case Reading.Accepted(CallRequest call) -> {
                Engine engine = parts.engine();
                long input = engine.counts().own(call).orElse(0);
                answer.priced(output -> cost(price.get(), input, output));
                Payer payer = new Payer(
                        account, "customer", kind.code(), null, null, new Command.Asker(0, null, engine.mostCarried()));
                yield switch (engine.calls().open(call, payer, answer::isStopped)) {
                    case StreamResult.NotOpened(CallResult why) -> refused(why);
                    case StreamResult.Opened opened -> passed(answer, opened);
                };
            }
        };
    }

    /** Of a conversation, to be sent. */
    static long mostLetters(Price price) {
        return Math.min(price.contextTokens() * LETTERS_PER_TOKEN, MOST_LETTERS);
    }

    static Amount cost(Price price, long input, long output) {
        long within = Math.min(output, price.maxOutputTokens());
        return price.takes(input, within)
                ? Quote.of(price, input, within, OptionalLong.of(within)).expected()
                : Amount.ZERO;
    }

    private Ending passed(RunningAnswer answer, StreamResult.Opened opened) throws InterruptedException {
        AnswerSink sink = new AnswerSink(answer::add, answer::isStopped);
        opened.answer().passTo(sink);
        Optional<Transaction> row = row(answer.account(), opened.hold());
        Optional<Transaction> charged = row.filter(each -> each.type() == TransactionType.CHARGE);
        Cost cost = charged.map(each -> new Cost(each.sequence(), each.amount().negated()))
                .orElse(null);
        String free = row.flatMap(each -> Optional.ofNullable(each.reasonCode()))
                .map(each -> each.code())
                .orElse("failed");
        if (cost == null && !free.equals("free")) {
            return Ending.free(answer.isStopped() ? State.STOPPED : State.FAILED, free);
        }
        State state = answer.isStopped() ? State.STOPPED : sink.isCut() || sink.isBroken() ? State.CUT : State.DONE;
        String why = state != State.CUT
                ? null
                : sink.isBroken() ? "broke_off" : opened.loweredTo().isPresent() ? "lowered" : "length";
        return new Ending(state, why, cost);
    }

    private Optional<Transaction> row(AccountNumber account, Hold hold) {
        return parts.holds().end(account, hold.number());
    }

    private static Ending refused(CallResult result) {
        return switch (result) {
            case CallResult.NotAdmitted(Refusal why) -> notAdmitted(why);
            case CallResult.NoProvider _, CallResult.Unspeakable _ -> Ending.free(State.FAILED, "model_not_found");
            case CallResult.Refused _,
                    CallResult.Failed _,
                    CallResult.Busy _,
                    CallResult.Stopped _,
                    CallResult.Finished _,
                    CallResult.AlreadyMade _ -> Ending.free(State.FAILED, "provider");
            case CallResult.Left _ -> Ending.free(State.STOPPED, "cancelled");
        };
    }

    private static Ending notAdmitted(Refusal why) {
        return switch (why) {
            case Refusal.InsufficientCredits _ -> Ending.free(State.NO_CREDIT, "insufficient_credits");
            case Refusal.SubscriptionRequired _ -> Ending.free(State.NO_CREDIT, "subscription_required");
            case Refusal.LimitReached _ -> Ending.free(State.FAILED, "limit_reached");
            case Refusal.AccountFrozen _ -> Ending.free(State.FAILED, "account_frozen");
            case Refusal.ModelNotPriced _ -> Ending.free(State.FAILED, "model_not_priced");
            case Refusal.TooMuchCarried _ -> Ending.free(State.FAILED, "rate_limited");
            default -> Ending.free(State.FAILED, "refused");
        };
    }
}
