package dev.florin.server.web.account;

import dev.florin.core.money.Amount;
import dev.florin.core.notices.Levels;
import dev.florin.core.notices.MailKind;
import dev.florin.server.storage.NoticeSettings;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Dollars;
import dev.florin.server.web.pages.Flash;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Typed;
import dev.florin.server.web.pages.Visit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which e-mails a customer gets, and below which balances they are warned. Thread-safe. */
public final class NotificationsPage {
    private static final String PATH = "/account/notifications";
    private static final String LOW = "low";
    private static final String VERY_LOW = "very_low";

    private final NoticeSettings settings;

    /** Mails about one thing. */
    public record Mails(String code, String name, String what, boolean on, boolean fixed) {}

    /** The model of the page. */
    public record Model(Frame frame, List<Mails> mails, Typed typed, boolean hasEmail) {}

    public NotificationsPage(NoticeSettings settings) {
        this.settings = settings;
    }

    /** Adds the page and its form. */
    public void addTo(Pages pages) {
        pages.get(PATH, this::show).post(PATH, this::save);
    }

    private Answer show(Visit visit) {
        NoticeSettings.Chosen chosen = settings.of(visit.account());
        Typed typed = Typed.blank()
                .with(LOW, Dollars.write(chosen.levels().low()))
                .with(VERY_LOW, Dollars.write(chosen.levels().veryLow()));
        return visit.page("account/notifications.jte", model(visit, chosen.off(), typed));
    }

    private static Model model(Visit visit, Set<MailKind.Subject> off, Typed typed) {
        List<Mails> mails = new ArrayList<>();
        for (MailKind.Subject subject : MailKind.Subject.values()) {
            mails.add(new Mails(
                    subject.code(), name(subject), what(subject), !off.contains(subject), !subject.canBeSwitchedOff()));
        }
        String email = visit.customer().person().email();
        return new Model(
                visit.frame("Notifications", Tab.NOTIFICATIONS), mails, typed, email != null && !email.isEmpty());
    }

    private static String name(MailKind.Subject subject) {
        return switch (subject) {
            case BILLING -> "Billing";
            case RECEIPTS -> "Receipts";
            case BALANCE -> "Balance and spending";
            case LIMITS -> "Spending limits";
        };
    }

    private static String what(MailKind.Subject subject) {
        return switch (subject) {
            case BILLING ->
                "Declined and paused charges, payments to confirm, refunds, disputes, the end of Pro. These always come: they"
                        + " are about your money.";
            case RECEIPTS -> "Each time your card is charged. Receipts also stand on the billing page.";
            case BALANCE ->
                "When your balance is low, very low or used up, and on a day that costs far more than usual; once each"
                        + " time.";
            case LIMITS -> "At 50 %, 80 % and 100 % of a limit.";
        };
    }

    private Answer save(Visit visit) {
        Typed typed = Typed.of(visit.form());
        Set<MailKind.Subject> off = EnumSet.noneOf(MailKind.Subject.class);
        for (MailKind.Subject subject : MailKind.Subject.values()) {
            if (subject.canBeSwitchedOff() && !visit.form().has(subject.code())) {
                off.add(subject);
            }
        }
        Optional<Levels> levels = levels(typed);
        if (levels.isEmpty()) {
            return visit.wrong("account/notifications.jte", model(visit, off, typed));
        }
        settings.put(visit.account(), new NoticeSettings.Chosen(levels.get(), off));
        return visit.seeOther(PATH, Flash.good("Saved."));
    }

    private static Optional<Levels> levels(Typed typed) {
        Optional<Amount> low = Dollars.read(typed.value(LOW));
        Optional<Amount> veryLow = Dollars.read(typed.value(VERY_LOW));
        if (low.isEmpty()) {
            typed.wrong(LOW, "Please write an amount such as 5.00.");
        } else if (low.get().isMoreThan(Levels.MOST)) {
            typed.wrong(LOW, "At most $1,000.00.");
        }
        if (veryLow.isEmpty()) {
            typed.wrong(VERY_LOW, "Please write an amount such as 1.00.");
        } else if (!veryLow.get().isMoreThan(Levels.EMPTY)) {
            typed.wrong(VERY_LOW, "More than $0.01, please: at that you are told in any case.");
        } else if (low.isPresent() && veryLow.get().isMoreThan(low.get())) {
            typed.wrong(VERY_LOW, "This one is not above the first.");
        }
        return typed.isRight() ? Optional.of(new Levels(low.orElseThrow(), veryLow.orElseThrow())) : Optional.empty();
    }
}
