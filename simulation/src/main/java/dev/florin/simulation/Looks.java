package dev.florin.simulation;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.CarriedLoss;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Transaction;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Lines that look at an account and say what must be seen. */
final class Looks {
    static final Set<String> VERBS = Set.of(
            "balance",
            "left",
            "row",
            "rows",
            "open",
            "used",
            "settings",
            "top_up",
            "went_back",
            "dispute",
            "bonus",
            "auto_recharge",
            "announced");

    /** Before and behind the marks that divide draws. */
    private static final Pattern BETWEEN = Pattern.compile("(?<=[:,])|(?=[:,])");

    private final Stage stage;
    private final Cast cast;

    Looks(Stage stage, Cast cast) {
        this.stage = stage;
        this.cast = cast;
    }

    void check(Line line) {
        Words words = line.reader();
        Map<String, String> seen = see(line.verb(), words);
        require(seen, words);
    }

    private Map<String, String> see(String verb, Words words) {
        return switch (verb) {
            case "balance" -> balance(snapshot(cast.account(words.next())));
            case "left" -> {
                Cast.Thing grant = cast.grant(words.next());
                yield snapshot(grant.account()).grants().stream()
                        .filter(each -> each.number() == grant.number())
                        .map(Answer::of)
                        .findFirst()
                        .orElseGet(() -> Answer.fields("state", "none"));
            }
            case "row" -> {
                AccountSnapshot snapshot = snapshot(cast.account(words.next()));
                String which = words.next();
                List<Transaction> rows = snapshot.rows();
                int sequence = which.equals("last") ? rows.size() : Integer.parseInt(which);
                yield sequence > rows.size() ? Answer.fields("type", "none") : Answer.of(rows.get(sequence - 1));
            }
            case "rows" ->
                Answer.fields(
                        "count", snapshot(cast.account(words.next())).rows().size());
            case "open" -> {
                Cast.Thing hold = cast.hold(words.next());
                yield snapshot(hold.account()).holds().stream()
                        .filter(each -> each.number() == hold.number())
                        .map(Looks::open)
                        .findFirst()
                        .orElseGet(() -> Answer.fields("amount", "none"));
            }
            case "used" -> {
                AccountSnapshot snapshot = snapshot(cast.account(words.next()));
                Period period = Period.valueOf(words.next().toUpperCase(Locale.ROOT));
                long key = words.takes("of") ? cast.key(words.next()).number() : 0;
                yield used(snapshot, key, period, stage.now());
            }
            case "settings" -> settings(snapshot(cast.account(words.next())).account(), stage.now());
            default -> seePurchase(verb, words);
        };
    }

    private Map<String, String> seePurchase(String verb, Words words) {
        String name = words.next();
        boolean one = verb.equals("top_up") || verb.equals("went_back");
        Cast.Thing thing = one ? cast.grant(name) : new Cast.Thing(cast.account(name), 0);
        AccountSnapshot snapshot = snapshot(thing.account());
        return switch (verb) {
            case "top_up" -> PurchaseLooks.topUp(snapshot.purchases(), thing.number());
            case "went_back" -> PurchaseLooks.refund(snapshot.purchases(), thing.number());
            case "dispute" -> PurchaseLooks.dispute(snapshot.purchases(), words.next());
            case "bonus" -> PurchaseLooks.bonus(snapshot.purchases(), words.next(), words.next());
            case "auto_recharge" -> PurchaseLooks.recharge(snapshot);
            case "announced" -> PurchaseLooks.announced(snapshot.purchases());
            default -> throw words.unknown(verb);
        };
    }

    private static Map<String, String> balance(AccountSnapshot snapshot) {
        Account account = snapshot.account();
        Map<String, String> seen = Answer.fields(
                "total", account.total(),
                "held", account.held(),
                "available", account.available(),
                "owed", account.owed(),
                "rows", account.sequence());
        CarriedLoss loss = account.loss();
        seen.put("loss", loss == null ? "none" : loss.amount().toString());
        seen.putAll(PurchaseLooks.balance(snapshot));
        return seen;
    }

    private static Map<String, String> open(Hold hold) {
        Map<String, String> fields = Answer.of(hold);
        fields.put("progress", hold.progress() == null ? "none" : "recorded");
        return fields;
    }

    private static Map<String, String> used(AccountSnapshot snapshot, long key, Period period, Instant now) {
        Instant start = period.start(now, snapshot.account().zone());
        LimitUse use = snapshot.uses().stream()
                .filter(each -> each.key() == key
                        && each.period() == period
                        && each.start().equals(start))
                .findFirst()
                .orElseGet(() -> LimitUse.none(key, period, start));
        return Answer.fields("spent", use.used(), "held", use.held());
    }

    private static Map<String, String> settings(Account account, Instant now) {
        return Answer.fields(
                "plan", account.plan(now).code(), "frozen", account.frozen(), "deleted", account.deleted());
    }

    private AccountSnapshot snapshot(AccountNumber account) {
        return stage.ledger().snapshot(account).orElseThrow(() -> new ScenarioFault("there is no such account"));
    }

    /** Names and values in turn, each of which must be among {@code seen}. */
    static void require(Map<String, String> seen, Words expected) {
        while (expected.more()) {
            String name = expected.next();
            String value = expected.next();
            String found = seen.getOrDefault(name, "none");
            if (!same(value, found)) {
                throw new ScenarioFault(name + " is " + found + " and not " + value + "; all of it: " + seen);
            }
        }
    }

    private static boolean same(String expected, String found) {
        if (Words.isAmount(expected) && Words.isAmount(found)) {
            return new BigDecimal(expected).compareTo(new BigDecimal(found)) == 0;
        }
        return normalised(expected).equals(normalised(found));
    }

    /** Draws write amounts as the API does; a scenario may leave zeros out or put more. */
    private static String normalised(String word) {
        StringBuilder text = new StringBuilder();
        for (String part : BETWEEN.split(word, -1)) {
            text.append(
                    part.contains(".") && Words.isAmount(part)
                            ? Words.amount(part).toString()
                            : part);
        }
        return text.toString();
    }
}
