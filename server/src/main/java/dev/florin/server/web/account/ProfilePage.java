package dev.florin.server.web.account;

import dev.florin.core.ledger.Command;
import dev.florin.server.storage.Customers;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Flash;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Typed;
import dev.florin.server.web.pages.Visit;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Name, e-mail address and time zone of the customer. Thread-safe. */
public final class ProfilePage {
    private static final String PATH = "/account/profile";
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_EMAIL = 254;

    /** What could be an address; whether it is one, only a mail tells. */
    private static final Pattern EMAIL = Pattern.compile("[^@\\s<>\"(),;:]+@[^@\\s<>\"(),;:]+\\.[^@\\s<>\"(),;:]+");

    private final Customers customers;

    /** The model of the page. */
    public record Model(Frame frame, Typed typed, List<String> zones) {}

    public ProfilePage(Customers customers) {
        this.customers = customers;
    }

    /** Adds the page and its form. */
    public void addTo(Pages pages) {
        pages.get(PATH, this::show).post(PATH, this::save);
    }

    private Answer show(Visit visit) {
        Customers.Customer person = visit.customer().person();
        Typed typed = Typed.blank()
                .with("name", orEmpty(person.name()))
                .with("email", orEmpty(person.email()))
                .with("time_zone", visit.zone().getId());
        return visit.page("account/profile.jte", model(visit, typed));
    }

    private static Model model(Visit visit, Typed typed) {
        List<String> zones = ZoneId.getAvailableZoneIds().stream()
                .filter(ProfilePage::isOffered)
                .sorted()
                .toList();
        return new Model(visit.frame("Profile", Tab.PROFILE), typed, zones);
    }

    /** Places, and none of the zones that are only kept for old programs. */
    private static boolean isOffered(String id) {
        return id.equals("UTC") || (id.contains("/") && !id.startsWith("Etc/") && !id.startsWith("SystemV/"));
    }

    private Answer save(Visit visit) {
        Typed typed = Typed.of(visit.form());
        String name = visit.form().text("name");
        String email = visit.form().text("email");
        if (name.length() > LONGEST_NAME) {
            typed.wrong("name", "Please use at most " + LONGEST_NAME + " characters.");
        }
        if (!email.isEmpty()
                && (email.length() > LONGEST_EMAIL || !EMAIL.matcher(email).matches())) {
            typed.wrong("email", "That does not look like an e-mail address.");
        }
        Optional<ZoneId> zone = zone(visit.form().text("time_zone"));
        if (zone.isEmpty()) {
            typed.wrong("time_zone", "Please choose one of the list.");
        }
        if (!typed.isRight()) {
            return visit.wrong("account/profile.jte", model(visit, typed));
        }
        Customers.Customer before = visit.customer().person();
        if (!zone.orElseThrow().equals(visit.zone())) {
            visit.ask(new Command.SetZone(visit.account(), visit.command(), zone.orElseThrow()));
        }
        customers.change(new Customers.Customer(
                before.id(),
                before.account(),
                orNull(email),
                orNull(name),
                before.metadata(),
                before.fingerprint(),
                before.createdAt()));
        return visit.seeOther(PATH, Flash.good("Saved."));
    }

    private static Optional<ZoneId> zone(String id) {
        try {
            return ZoneId.getAvailableZoneIds().contains(id) ? Optional.of(ZoneId.of(id)) : Optional.empty();
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
