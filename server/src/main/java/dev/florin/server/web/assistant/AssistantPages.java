package dev.florin.server.web.assistant;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.server.storage.Conversation;
import dev.florin.server.storage.Conversation.Cost;
import dev.florin.server.storage.Conversation.Kind;
import dev.florin.server.storage.Conversation.Message;
import dev.florin.server.storage.Conversation.State;
import dev.florin.server.storage.ConversationNumber;
import dev.florin.server.storage.Conversations;
import dev.florin.server.storage.Conversations.Asked;
import dev.florin.server.storage.Conversations.Question;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.RateLimiter;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.pages.Flash;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Typed;
import dev.florin.server.web.pages.Visit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The assistant, and the code generator, which is the same with a language and files. An answer is made whether its page stays
 * open or not; a page without scripts waits for it. Thread-safe.
 */
public final class AssistantPages {
    private static final int MOST_LISTED = 100;
    private static final int LONGEST_KEY = 64;

    /** Longer than answers take; who waits longer finds it by a reload. */
    private static final Duration WAIT = Duration.ofSeconds(100);

    /** After the newest so many answers the sum behind a cost is left to the receipt. */
    private static final int MOST_SUMS = 30;

    /** A price is asked for a moment after each pause in typing, by a few tabs at most. */
    private static final int QUOTES_A_SECOND = 5;

    private static final int QUOTES_AT_ONCE = 30;

    private static final List<String> LANGUAGES = List.of(
            "Java",
            "JavaScript",
            "TypeScript",
            "Python",
            "Go",
            "Rust",
            "Kotlin",
            "C#",
            "C++",
            "PHP",
            "Ruby",
            "SQL",
            "HTML",
            "Bash");

    private final Kind kind;
    private final String base;
    private final AssistantParts parts;
    private final Conversations conversations;
    private final Answering answering;
    private final RateLimiter quotes = new RateLimiter(QUOTES_A_SECOND, QUOTES_AT_ONCE, System::nanoTime);

    /**
     * The model of the page.
     *
     * @param open the conversation that is shown; absent where a new one begins
     * @param models to choose from; empty where none can be asked
     */
    public record Model(
            Frame frame,
            String base,
            boolean code,
            List<Line> lines,
            @Nullable Open open,
            List<ModelChoice.Group> models,
            String model,
            List<String> languages,
            String language,
            Typed typed,
            String key,
            QuoteLine quote,
            Amount balance,
            int longest) {}

    /** A conversation in the list. */
    public record Line(String number, String title, boolean shown) {}

    /** A conversation that is shown. */
    public record Open(String number, String title, List<MessageView> messages, boolean running) {}

    private AssistantPages(Kind kind, AssistantParts parts, Answering answering) {
        this.kind = kind;
        this.base = kind == Kind.CODE ? "/code" : "/assistant";
        this.parts = parts;
        this.conversations = parts.conversations();
        this.answering = answering;
    }

    /** Adds both, and what they need. */
    public static void add(AssistantParts parts, Pages pages) {
        Answering answering = new Answering(parts);
        pages.assets().add("assistant.js");
        new AssistantPages(Kind.CHAT, parts, answering).addTo(pages);
        new AssistantPages(Kind.CODE, parts, answering).addTo(pages);
    }

    private void addTo(Pages pages) {
        Downloads downloads = new Downloads(conversations);
        pages.get(base, visit -> page(visit, null, blank(visit)))
                .post(base, visit -> ask(visit, null))
                .post(base + "/quote", this::quote)
                .post(base + "/delete-all", this::deleteAll)
                .get(base + "/export", visit -> downloads.all(visit.account(), kind))
                .get(base + "/{number}", this::show)
                .post(base + "/{number}", visit -> ask(visit, found(visit)))
                .post(base + "/{number}/again", this::again)
                .post(base + "/{number}/stop", this::stop)
                .post(base + "/{number}/delete", this::delete)
                .get(base + "/{number}/live", this::live)
                .get(base + "/{number}/export", visit -> downloads.one(visit.account(), number(visit)))
                .get(base + "/{number}/{message}/zip", visit -> downloads.zip(visit, number(visit)))
                .get(base + "/{number}/{message}/file", visit -> downloads.file(visit, number(visit)));
    }

    private static Typed blank(Visit visit) {
        return Typed.blank().with("text", visit.query().text("ask"));
    }

    private static ConversationNumber number(Visit visit) {
        String text = visit.path("number");
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw Visit.notFound();
        }
        return new ConversationNumber(Long.parseLong(text));
    }

    private Conversation found(Visit visit) {
        return conversations
                .find(visit.account(), number(visit))
                .filter(each -> each.kind() == kind)
                .orElseThrow(Visit::notFound);
    }

    private Answer show(Visit visit) {
        return page(visit, found(visit), Typed.blank());
    }

    private Answer.Whole page(Visit visit, @Nullable Conversation conversation, Typed typed) {
        return visit.page("assistant/page.jte", model(visit, conversation, typed));
    }

    private Model model(Visit visit, @Nullable Conversation conversation, Typed typed) {
        AccountNumber account = visit.account();
        List<Conversation> all = conversations.list(account, kind, MOST_LISTED);
        List<Message> said = conversation == null ? List.of() : conversations.messages(account, conversation.number());
        List<ModelChoice.Group> models = ModelChoice.of(parts.prices(), parts.engine());
        String model = chosen(typed, said, all, account, models);
        String language = said.isEmpty()
                ? typed.value("language")
                : Optional.ofNullable(said.getLast().language()).orElse("");
        var standing = visit.customer().standing().account();
        QuoteLine quote = QuoteLine.of(
                parts,
                account,
                standing.available(),
                new QuoteLine.Draft(kind, model, said, typed.value("text"), language));
        String shown = conversation == null ? "" : conversation.number().toString();
        Tab tab = kind == Kind.CODE ? Tab.CODE : Tab.ASSISTANT;
        Frame frame = visit.frame(conversation == null ? tab.label() : conversation.title(), tab)
                .withScript("assistant.js");
        return new Model(
                frame.hasBilling() ? frame.withScript(Frame.BILLING_SCRIPT) : frame,
                base,
                kind == Kind.CODE,
                all.stream()
                        .map(each -> new Line(
                                each.number().toString(),
                                each.title(),
                                each.number().toString().equals(shown)))
                        .toList(),
                conversation == null ? null : open(account, conversation, said),
                models,
                model,
                kind == Kind.CODE ? LANGUAGES : List.of(),
                language,
                typed,
                parts.newKey(),
                quote,
                standing.balance(),
                Conversations.LONGEST_QUESTION);
    }

    /** The model that was asked last, or the first of the list. */
    private String chosen(
            Typed typed,
            List<Message> said,
            List<Conversation> all,
            AccountNumber account,
            List<ModelChoice.Group> models) {
        Optional<String> last = said.isEmpty() && !all.isEmpty()
                ? conversations.messages(account, all.getFirst().number()).stream()
                        .map(Message::model)
                        .reduce((first, second) -> second)
                : said.stream().map(Message::model).reduce((first, second) -> second);
        String wanted = typed.value("model").isEmpty() ? last.orElse("") : typed.value("model");
        List<String> names = models.stream()
                .flatMap(group -> group.models().stream())
                .map(ModelChoice::name)
                .toList();
        return names.contains(wanted) ? wanted : names.stream().findFirst().orElse("");
    }

    private Open open(AccountNumber account, Conversation conversation, List<Message> said) {
        boolean running = !said.isEmpty() && said.getLast().state() == State.RUNNING;
        List<MessageView> messages = said.stream()
                .map(message -> MessageView.of(
                        message,
                        running && message.number() == said.size(),
                        paid(account, message, said.size() - message.number() < MOST_SUMS),
                        kind == Kind.CODE && message.byModel()
                                ? CodeFiles.of(message.text()).stream()
                                        .map(CodeFiles.File::name)
                                        .toList()
                                : List.of()))
                .toList();
        return new Open(conversation.number().toString(), conversation.title(), messages, running);
    }

    private MessageView.@Nullable Paid paid(AccountNumber account, Message message, boolean withSum) {
        Cost cost = message.cost();
        if (cost == null) {
            return null;
        }
        Optional<Transaction> row = withSum ? parts.history().transaction(account, cost.sequence()) : Optional.empty();
        return MessageView.paid(cost, row, parts.ids(), parts.prices());
    }

    private Answer ask(Visit visit, @Nullable Conversation conversation) {
        Typed typed = Typed.of(visit.form());
        String text = visit.form().text("text");
        String model = visit.form().text("model");
        if (text.isEmpty()) {
            typed.wrong("text", "Please write something first.");
        } else if (text.length() > Conversations.LONGEST_QUESTION) {
            typed.wrong("text", "Please use at most " + Conversations.LONGEST_QUESTION + " characters.");
        }
        if (!dev.florin.core.pricing.Model.isName(model)) {
            typed.wrong("text", "Please choose a model.");
        }
        if (!typed.isRight()) {
            return visit.wrong("assistant/page.jte", model(visit, conversation, typed));
        }
        String language = kind == Kind.CODE && LANGUAGES.contains(visit.form().text("language"))
                ? visit.form().text("language")
                : null;
        String key = visit.form().text("key");
        Question question =
                new Question(text, model, language, key.isEmpty() || key.length() > LONGEST_KEY ? parts.newKey() : key);
        Asked asked = conversation == null
                ? conversations.start(visit.account(), kind, question)
                : conversations.ask(visit.account(), conversation.number(), question);
        return switch (asked) {
            case Asked.Begun begun -> begin(visit, begun);
            case Asked.Before(ConversationNumber number) -> visit.seeOther(base + "/" + number);
            case Asked.Busy _ -> refused(visit, conversation, typed, "The answer before is still being written.");
            case Asked.Full _ ->
                refused(
                        visit,
                        conversation,
                        typed,
                        conversation == null
                                ? "You have very many conversations. Please delete some first."
                                : "This conversation is full. Please begin a new one.");
            case Asked.Gone _ -> throw Visit.notFound();
        };
    }

    private Answer refused(Visit visit, @Nullable Conversation conversation, Typed typed, String why) {
        return visit.wrong("assistant/page.jte", model(visit, conversation, typed.wrong("text", why)));
    }

    private Answer begin(Visit visit, Asked.Begun begun) {
        RunningAnswer answer = answering.start(visit.account(), kind, begun);
        if (!visit.form().text("live").equals("yes")) {
            try {
                answer.awaitEnd(WAIT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the page shows how far it is
            }
        }
        return visit.seeOther(base + "/" + begun.conversation());
    }

    private Answer again(Visit visit) {
        Conversation conversation = found(visit);
        return conversations
                .again(visit.account(), conversation.number())
                .map(begun -> begin(visit, begun))
                .orElseGet(() -> visit.seeOther(base + "/" + conversation.number()));
    }

    private Answer stop(Visit visit) {
        Conversation conversation = found(visit);
        Optional<RunningAnswer> running = answering.find(visit.account(), conversation.number());
        running.ifPresent(RunningAnswer::stop);
        if (running.isPresent() && !visit.form().text("live").equals("yes")) {
            try {
                running.get().awaitEnd(WAIT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return visit.seeOther(base + "/" + conversation.number());
    }

    private Answer delete(Visit visit) {
        Conversation conversation = found(visit);
        answering.find(visit.account(), conversation.number()).ifPresent(RunningAnswer::stop);
        conversations.delete(visit.account(), conversation.number());
        return visit.seeOther(base, Flash.good("The conversation is deleted."));
    }

    private Answer deleteAll(Visit visit) {
        int deleted = conversations.deleteAll(visit.account(), kind);
        return visit.seeOther(
                base,
                Flash.good(deleted == 1 ? "One conversation is deleted." : deleted + " conversations are deleted."));
    }

    private Answer quote(Visit visit) {
        Duration wait = quotes.take(Long.toString(visit.account().number()));
        if (!wait.isZero()) {
            throw new Refused(Problem.of(ProblemCode.RATE_LIMITED, "Too many prices at once.")
                    .retryAfter(wait));
        }
        String number = visit.form().text("conversation");
        List<Message> said = number.matches("[1-9][0-9]{0,17}")
                ? conversations.messages(visit.account(), new ConversationNumber(Long.parseLong(number)))
                : List.of();
        QuoteLine quote = QuoteLine.of(
                parts,
                visit.account(),
                visit.customer().standing().account().available(),
                new QuoteLine.Draft(
                        kind,
                        visit.form().text("model"),
                        said,
                        visit.form().text("text"),
                        visit.form().text("language")));
        return Answer.ok(out -> out.object()
                .text("range", quote.range())
                .text("most", quote.most())
                .flag("pays", quote.pays())
                .end());
    }

    private Answer live(Visit visit) {
        Conversation conversation = found(visit);
        return answering
                .find(visit.account(), conversation.number())
                .map(AnswerStreamed::of)
                .orElseGet(() ->
                        AnswerStreamed.elsewhere(conversations.messages(visit.account(), conversation.number()).stream()
                                .reduce((first, second) -> second)
                                .filter(last -> last.state() == State.RUNNING)
                                .isPresent()));
    }
}
