package dev.florin.server.web.assistant;

import dev.florin.core.ledger.Transaction;
import dev.florin.server.storage.Conversation.Cost;
import dev.florin.server.storage.Conversation.Message;
import dev.florin.server.storage.Conversation.State;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Prices;
import dev.florin.server.web.pages.Money;
import dev.florin.server.web.pages.SumLine;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A question or an answer as the page shows it.
 *
 * @param html of an answer, made by us
 * @param text of a question
 * @param paid what it cost; absent where nothing was charged
 * @param note what is to be said about how it ended; empty where nothing is
 * @param way on: {@code credit} where balance is missing, {@code pro} where the plan is, {@code again}, or empty
 * @param files in an answer of the code generator
 */
public record MessageView(
        int number,
        boolean byModel,
        String model,
        String language,
        String html,
        String text,
        boolean running,
        @Nullable Paid paid,
        boolean free,
        String note,
        String way,
        List<String> files) {
    /**
     * What an answer cost.
     *
     * @param receipt the id of the row
     * @param lines of the sum; none where it is not to be had
     */
    public record Paid(Money amount, String receipt, boolean estimated, List<SumLine> lines) {}

    static MessageView of(Message message, boolean running, @Nullable Paid paid, List<String> files) {
        boolean over = message.byModel() && !running;
        String why = message.why() == null ? "interrupted" : message.why();
        boolean failed = message.state() == State.FAILED || message.state() == State.RUNNING;
        return new MessageView(
                message.number(),
                message.byModel(),
                message.model(),
                Optional.ofNullable(message.language()).orElse(""),
                message.byModel() ? AnswerHtml.of(message.text()) : "",
                message.byModel() ? "" : message.text(),
                running,
                paid,
                over && paid == null,
                over && message.state() != State.DONE ? note(message.state(), why) : "",
                !over ? "" : message.state() == State.NO_CREDIT ? noCredit(why) : failed ? "again" : "",
                files);
    }

    private static String noCredit(String why) {
        return why.equals("subscription_required") ? "pro" : "credit";
    }

    private static String note(State state, String why) {
        if (state == State.STOPPED) {
            return "Stopped.";
        }
        return switch (why) {
            case "insufficient_credits" ->
                "Your balance does not pay this message. It is kept: add balance, and it goes on by itself.";
            case "subscription_required" -> "Asking models takes Pro. Your message is kept: upgrade, and it goes on.";
            case "limit_reached" -> "A spending limit of your account is reached.";
            case "account_frozen" -> "Your account is frozen. Please ask our support.";
            case "provider", "failed" -> "The model's provider did not answer.";
            case "empty" -> "The model answered nothing.";
            case "broke_off" -> "The provider broke off here. You pay for what came.";
            case "lowered" -> "It ends here because your balance does.";
            case "length" -> "It ends here because the model's limit is reached.";
            case "model_not_priced", "model_not_found" ->
                "This model cannot be asked at the moment. Please choose another.";
            case "overloaded", "rate_limited" -> "There is too much going on at the moment. Please try again later.";
            case "interrupted" -> "This answer was interrupted.";
            default -> "Something went wrong on our side.";
        };
    }

    static Paid paid(Cost cost, Optional<Transaction> row, ObjectIds ids, Prices prices) {
        return new Paid(
                Money.cost(cost.amount()),
                row.map(each -> ids.write(ObjectIds.Kind.TRANSACTION, each.account(), each.sequence()))
                        .orElse(""),
                row.map(Transaction::spending)
                        .filter(Transaction.Spending::estimated)
                        .isPresent(),
                row.map(each -> SumLine.of(each.spending(), prices)).orElse(List.of()));
    }
}
