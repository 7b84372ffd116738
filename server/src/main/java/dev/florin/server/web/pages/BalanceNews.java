package dev.florin.server.web.pages;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.storage.Accounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells pages when the balance of their account has changed. Asked by one thread. */
final class BalanceNews implements Live.Source {
    private final Accounts accounts;
    private Map<String, Live.Event> told = Map.of();

    BalanceNews(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public List<Live.News> look(Set<String> channels) {
        Map<String, AccountNumber> watched = new HashMap<>();
        channels.forEach(channel -> Live.account(channel).ifPresent(account -> watched.put(channel, account)));
        Map<AccountNumber, Accounts.Standing> standings = accounts.find(List.copyOf(watched.values()));
        Map<String, Live.Event> now = new HashMap<>();
        List<Live.News> news = new ArrayList<>();
        watched.forEach((channel, number) -> {
            Accounts.Standing standing = standings.get(number);
            if (standing != null) {
                Live.Event event = event(standing.account());
                now.put(channel, event);
                if (!event.equals(told.get(channel))) {
                    news.add(new Live.News(channel, event));
                }
            }
        });
        told = now;
        return news;
    }

    static Live.Event event(Account account) {
        Money balance = Money.balance(account.balance());
        return new Live.Event(
                "balance",
                Map.of(
                        "text", balance.text(),
                        "exact", balance.exact(),
                        "held", Money.balance(account.held()).text(),
                        "available", Money.balance(account.available()).text(),
                        "owed", Money.balance(account.owed()).text(),
                        "nanos", Long.toString(account.balance().nanos()),
                        "sequence", Long.toString(account.sequence())));
    }
}
