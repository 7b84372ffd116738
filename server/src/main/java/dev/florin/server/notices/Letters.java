package dev.florin.server.notices;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Plan;
import dev.florin.core.money.Amount;
import dev.florin.core.notices.BalanceWatch;
import dev.florin.core.notices.Mark;
import dev.florin.core.notices.UnusualDay;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.PauseReason;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.BalanceWatches;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.Mails.Due;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.PaymentCards.Card;
import dev.florin.server.storage.Purchases;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes mails when they are sent, from how things stand then. What is over by then is not written: nobody is told that a
 * balance is low which is not. Thread-safe.
 */
public final class Letters {
    private static final int MOST_REFUNDS = 100;
    private static final String BILLING = "Go to billing";

    private final MailSettings settings;
    private final Sources sources;

    /** What letters are written from. */
    public record Sources(
            Accounts accounts,
            Purchases purchases,
            PaymentCards cards,
            BalanceWatches watches,
            GatewayKeys keys,
            ObjectIds ids) {}

    public Letters(MailSettings settings, Sources sources) {
        this.settings = settings;
        this.sources = sources;
    }

    /** The letter; empty where there is nothing to be told any more. */
    Optional<Letter> write(Due mail) {
        Optional<Account> found = sources.accounts.find(mail.account()).map(Accounts.Standing::account);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Account account = found.get();
        return switch (mail.kind()) {
            case TOP_UP_RECEIPT, RECHARGE_RECEIPT -> ofTopUp(mail, topUp -> receipt(account, topUp));
            case CONFIRMATION_NEEDED ->
                ofTopUp(mail, topUp -> topUp)
                        .filter(topUp -> topUp.state() == TopUp.State.REQUIRES_CONFIRMATION)
                        .map(topUp -> confirmation(account.number(), topUp));
            case RECHARGE_DECLINED -> ofTopUp(mail, topUp -> declined(account, topUp));
            case RECHARGE_PAUSED ->
                recharge(account.number())
                        .filter(Recharge::enabled)
                        .flatMap(recharge -> Optional.ofNullable(recharge.pause()))
                        .map(pause -> billing(LetterTexts.paused(pause)));
            case CARD_EXPIRES -> expiry(account.number(), mail.subject());
            case PAYMENT_DISPUTED -> ofTopUp(mail, topUp -> disputed(account.number(), topUp));
            case PAYMENT_REFUNDED -> ofTopUp(mail, topUp -> refunded(account, topUp));
            case REFUND_FAILED -> refundFailed(account, Long.parseLong(mail.subject()));
            case SUBSCRIPTION_ENDED ->
                account.plan(mail.now()) == Plan.PRO
                        ? Optional.empty()
                        : Optional.of(billing(LetterTexts.subscriptionEnded(money(account.total()))));
            case BALANCE_LOW -> balance(account, "low", BalanceWatch::low);
            case BALANCE_VERY_LOW -> balance(account, "very low", BalanceWatch::veryLow);
            case BALANCE_EMPTY -> balance(account, "used up", BalanceWatch::empty);
            case UNUSUAL_DAY -> unusual(UnusualDay.ofSubject(mail.subject()));
            case LIMIT_WARNING, LIMIT_REACHED -> limit(account.number(), mail.subject());
        };
    }

    private Optional<Letter> unusual(UnusualDay day) {
        return Optional.of(LetterTexts.unusual(money(day.spent()), money(day.usual()))
                .to("See activity", settings.publicUrl() + "/activity"));
    }

    /** {@code subject} is a period and a percentage, and, where it is a key's limit, its number: {@code day 80 key 3}. */
    private Optional<Letter> limit(AccountNumber account, String subject) {
        String[] words = subject.split(" ", -1);
        if (words.length == 2) {
            return Optional.of(LetterTexts.limit(words[0], words[1]));
        }
        return sources.keys
                .find(account, Long.parseLong(words[3]))
                .filter(kept -> kept.key().revokedAt() == null)
                .map(kept -> LetterTexts.keyLimit(kept.key().name(), words[0], words[1]));
    }

    private <T> Optional<T> ofTopUp(Due mail, Function<TopUp, T> write) {
        long number = Long.parseLong(mail.subject());
        return sources.purchases
                .of(mail.account(), records -> records.topUp(number))
                .map(write);
    }

    private Optional<Recharge> recharge(AccountNumber account) {
        return sources.purchases.of(account, records -> records.recharge());
    }

    private Letter billing(Letter letter) {
        return letter.to(BILLING, settings.publicUrl() + "/account/billing");
    }

    private static String money(Amount amount) {
        return MoneyText.of(amount);
    }

    private static String time(Instant at, ZoneId zone) {
        return DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm z", Locale.ENGLISH)
                .format(at.atZone(zone));
    }

    private Letter receipt(Account account, TopUp topUp) {
        String amount = money(topUp.amount());
        boolean automatic = topUp.kind() == TopUp.Kind.AUTOMATIC;
        Amount before = topUp.triggerBalance();
        Letter letter = automatic
                ? Letter.of(
                        "Auto-recharge: " + amount + " of AI credit",
                        "Your balance had fallen" + (before == null ? "" : " to " + money(before))
                                + ", so your card was charged, as you have set it up.")
                : Letter.of("Receipt: " + amount + " of AI credit", "Thank you. The credit is in your balance.");
        Instant paidAt = topUp.endedAt();
        letter = letter.with("Receipt", sources.ids.write(ObjectIds.Kind.TOP_UP, account.number(), topUp.number()))
                .with("Date", time(paidAt == null ? topUp.openedAt() : paidAt, account.zone()))
                .with("AI credit", amount)
                .with("Paid", amount + paidWith(account.number(), topUp))
                .with("Balance now", money(account.balance()))
                .with("Seller", seller());
        return automatic ? billing(letter) : letter;
    }

    private String paidWith(AccountNumber account, TopUp topUp) {
        TopUp.Card card = topUp.card();
        return card == null
                ? ""
                : sources.cards
                        .find(account, card.id())
                        .map(each -> " with " + name(each))
                        .orElse("");
    }

    private static String name(Card card) {
        String brand = card.brand() == null ? "card" : capital(card.brand());
        return brand + (card.last4() == null ? "" : " •••• " + card.last4());
    }

    private static String capital(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private String seller() {
        MailSettings.Seller seller = settings.seller();
        String address = seller.address() == null ? "" : ", " + seller.address().replace("\n", ", ");
        return seller.name() + address + (seller.taxId() == null ? "" : ", tax id " + seller.taxId());
    }

    private Letter confirmation(AccountNumber account, TopUp topUp) {
        String id = sources.ids.write(ObjectIds.Kind.TOP_UP, account, topUp.number());
        return LetterTexts.confirmation(money(topUp.amount()))
                .to("Confirm the payment", settings.publicUrl() + "/top-ups/" + id + "/confirm");
    }

    private Letter declined(Account account, TopUp topUp) {
        Instant retry = recharge(account.number())
                .filter(Recharge::enabled)
                .map(Recharge::retryAt)
                .orElse(null);
        String next = retry == null ? "" : " We try again on " + time(retry, account.zone()) + ".";
        return billing(LetterTexts.declined(money(topUp.amount()), next));
    }

    private Optional<Letter> expiry(AccountNumber account, String card) {
        boolean on = recharge(account).filter(Recharge::enabled).isPresent();
        Optional<Card> found = sources.cards.find(account, card).filter(each -> on && each.isDefault());
        return found.flatMap(each -> month(each)
                .map(month -> billing(LetterTexts.cardExpires(
                        name(each),
                        DateTimeFormatter.ofPattern("MMMM uuuu", Locale.ENGLISH).format(month)))));
    }

    private static Optional<YearMonth> month(Card card) {
        Integer month = card.expMonth();
        Integer year = card.expYear();
        return month == null || year == null ? Optional.empty() : Optional.of(YearMonth.of(year, month));
    }

    private Letter disputed(AccountNumber account, TopUp topUp) {
        String payment = topUp.stripe().payment();
        boolean taken = payment != null
                && sources.purchases.of(account, records -> records.disputesOf(payment)).stream()
                        .anyMatch(dispute -> dispute.state() == Dispute.State.OPEN);
        String amount = money(topUp.amount());
        return taken ? LetterTexts.disputed(amount) : LetterTexts.askedAbout(amount);
    }

    private Letter refunded(Account account, TopUp topUp) {
        Amount back = sources.purchases.refundsOf(account.number(), topUp.number(), MOST_REFUNDS).stream()
                .map(Refund::counts)
                .reduce(Amount.ZERO, Amount::plus);
        return LetterTexts.refunded(money(back), money(topUp.amount())).with("Balance now", money(account.balance()));
    }

    private Optional<Letter> refundFailed(Account account, long number) {
        return sources.purchases
                .of(account.number(), records -> records.refund(number))
                .map(refund -> billing(LetterTexts.refundFailed(money(refund.money())))
                        .with("Balance now", money(account.balance())));
    }

    private Optional<Letter> balance(Account account, String how, Function<BalanceWatch, Mark> level) {
        boolean still = sources.watches
                .find(account.number())
                .filter(each -> level.apply(each.watch()).state().isBelow())
                .isPresent();
        if (!still) {
            return Optional.empty();
        }
        @Nullable
        PauseReason pause = recharge(account.number())
                .filter(Recharge::enabled)
                .map(Recharge::pause)
                .orElse(null);
        boolean automatic = pause == null
                && recharge(account.number()).filter(Recharge::enabled).isPresent();
        return Optional.of(billing(LetterTexts.balance(how, money(account.balance()), automatic)));
    }
}
