package dev.florin.server.web.billing;

import dev.florin.core.money.Amount;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.payments.RechargeWords;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The form that adds balance.
 *
 * @param key of the attempt: the same for every tab that was opened before it, so that it is made once
 * @param presets amounts to choose from
 * @param custom what was typed; empty where a preset is chosen
 * @param error what is wrong with it
 * @param chosen in whole cents, such as {@code 20.00}
 * @param button what the button says
 * @param after the balance afterwards
 * @param balanceNanos what the script adds to
 * @param oneNanos what one of {@code things} costs on average; 0 where nobody knows
 * @param worth the chosen amount in the customer's own terms; empty where nobody knows
 * @param cards that can be charged; none = Checkout
 * @param card the one that is chosen: an id or {@code new}
 */
public record AddForm(
        String key,
        List<Preset> presets,
        String custom,
        String error,
        String chosen,
        String button,
        String charged,
        String after,
        long balanceNanos,
        long oneNanos,
        String things,
        String worth,
        List<CardChoice> cards,
        String card) {
    static final String NEW = "new";
    static final String CUSTOM = "custom";
    private static final List<Amount> PRESETS = List.of(
            Amount.ofDollars(5),
            Amount.ofDollars(10),
            Amount.ofDollars(20),
            Amount.ofDollars(50),
            Amount.ofDollars(100));
    private static final Amount USUAL = Amount.ofDollars(20);

    /**
     * An amount to choose.
     *
     * @param value as the form sends it
     */
    public record Preset(String value, String text, String worth, boolean chosen) {}

    public AddForm {
        presets = List.copyOf(presets);
        cards = List.copyOf(cards);
    }

    /** What was typed into it. */
    record Choice(@Nullable Amount amount, String custom, String error, String card) {
        static Choice usual(String card) {
            return new Choice(null, "", "", card);
        }
    }

    static AddForm of(Facts facts, Optional<OwnTerms> terms, Choice choice) {
        Amount chosen = choice.amount == null || !TopUp.inRange(choice.amount) ? USUAL : choice.amount;
        List<CardChoice> cards = CardChoice.of(facts).stream()
                .filter(card -> !card.trouble().equals("Expired"))
                .toList();
        String card = cards.stream().anyMatch(each -> each.id().equals(choice.card)) || choice.card.equals(NEW)
                ? choice.card
                : cards.isEmpty() ? NEW : cards.getFirst().id();
        boolean custom = !PRESETS.contains(chosen) || !choice.error.isEmpty();
        return new AddForm(
                key(facts.lastPurchase()),
                PRESETS.stream()
                        .map(each -> new Preset(
                                Dollars.field(each),
                                "$" + each.nanos() / Amount.NANOS_PER_DOLLAR,
                                terms.map(one -> one.worth(each)).orElse(""),
                                !custom && each.equals(chosen)))
                        .toList(),
                custom && choice.custom.isEmpty() && choice.error.isEmpty() ? Dollars.field(chosen) : choice.custom,
                choice.error,
                Dollars.field(chosen),
                card.equals(NEW) ? "Continue to payment" : "Pay " + RechargeWords.dollars(chosen),
                RechargeWords.dollars(chosen),
                RechargeWords.dollars(facts.total().plus(chosen)),
                facts.total().nanos(),
                terms.map(one -> one.one().nanos()).orElse(0L),
                terms.map(OwnTerms::things).orElse(""),
                terms.map(one -> one.worth(chosen)).orElse(""),
                cards,
                card);
    }

    /** One attempt after each purchase, however many tabs ask for it. */
    static String key(long lastPurchase) {
        return "after-" + lastPurchase;
    }

    public boolean isCustom() {
        return presets.stream().noneMatch(Preset::chosen);
    }

    public boolean hasNoCard() {
        return cards.isEmpty();
    }
}
