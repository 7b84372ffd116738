package dev.florin.server.web.account;

import dev.florin.core.accounts.Account;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.server.storage.Customers;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Flash;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Money;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Typed;
import dev.florin.server.web.pages.Visit;
import java.util.List;

/** Everything to take away, and the end of an account: what happens to the balance is said first. Thread-safe. */
public final class DataPage {
    private static final String PATH = "/account/data";
    private static final String GIVE_UP = "give_up";

    /** Typed by whoever means it. */
    private static final String WORD = "delete";

    private final Customers customers;
    private final Takeaway takeaway;

    /** The model of the page. */
    public record Model(Frame frame, Money balance, boolean hasBalance, Typed typed) {}

    public DataPage(Customers customers, Takeaway takeaway) {
        this.customers = customers;
        this.takeaway = takeaway;
    }

    /** Adds the page, the download and the form. */
    public void addTo(Pages pages) {
        pages.get(PATH, visit -> visit.page("account/data.jte", model(visit, Typed.blank())))
                .get(PATH + "/everything.json", takeaway::answer)
                .post(PATH + "/delete", this::delete);
    }

    private static Model model(Visit visit, Typed typed) {
        Account account = visit.customer().standing().account();
        return new Model(
                visit.frame("Data", Tab.DATA),
                Money.balance(account.total()),
                account.total().isPositive(),
                typed);
    }

    private Answer delete(Visit visit) {
        Typed typed = Typed.of(visit.form());
        boolean hasBalance = visit.customer().standing().account().total().isPositive();
        if (!visit.form().text("word").equalsIgnoreCase(WORD)) {
            typed.wrong("word", "Please type the word delete.");
        }
        if (hasBalance && !visit.form().has(GIVE_UP)) {
            typed.wrong(GIVE_UP, "Please tick this, or keep the account: what is left cannot be brought back.");
        }
        if (!typed.isRight()) {
            return visit.wrong("account/data.jte", model(visit, typed));
        }
        Outcome<Account> outcome = visit.ask(new Command.DeleteAccount(
                visit.account(), visit.command(), visit.form().has(GIVE_UP)));
        if (outcome instanceof Outcome.Refused<Account>(Refusal refusal)) {
            return visit.seeOther(PATH, Flash.bad(why(refusal)));
        }
        customers.forget(visit.customer().person().id());
        return visit.page(
                "account/deleted.jte",
                new Model(
                        visit.farewell("Your account is deleted"),
                        Money.balance(visit.customer().standing().account().total()),
                        false,
                        typed));
    }

    private static String why(Refusal refusal) {
        if (!(refusal instanceof Refusal.AccountNotEmpty notEmpty)) {
            return "The account was not deleted. Please try again, or ask our support.";
        }
        List<String> blockers =
                notEmpty.blockers().stream().map(DataPage::blocker).toList();
        return "The account cannot be deleted yet: " + String.join("; ", blockers) + ".";
    }

    private static String blocker(String code) {
        return switch (code) {
            case "balance" -> "there is credit left";
            case "hold" -> "a call is running";
            case "subscription" -> "your Pro subscription runs; cancel it first";
            case "open_payment" -> "a payment is under way";
            case "dispute" -> "a payment is in dispute";
            default -> "something is still open";
        };
    }
}
