package dev.florin.server.web.pages;

import dev.florin.server.web.http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A form that came too late: its session is over, or it belongs to one before. What was typed is kept in the page itself, and is
 * sent again by a click; nothing has been done.
 */
public final class SendAgain {
    /** Never shown again, and of no use in another session. */
    private static final Set<String> NOT_KEPT = Set.of("csrf", "key");

    private SendAgain() {}

    /** The model of the page. */
    public record Model(Frame frame, boolean signedIn, String action, String signIn, List<Field> fields) {}

    /** Something that was typed. */
    public record Field(String name, String value) {
        /** What a person reads: the name as a word. */
        public String label() {
            return Character.toUpperCase(name.charAt(0)) + name.substring(1).replace('_', ' ');
        }

        /** Whether a person has typed or chosen it. */
        public boolean isShown() {
            return !value.isBlank();
        }
    }

    static Answer.Whole page(Pages pages, Visit visit, boolean signedIn) {
        List<Field> fields = new ArrayList<>();
        visit.form().values().forEach((name, values) -> {
            if (!name.isEmpty() && !NOT_KEPT.contains(name)) {
                values.forEach(value -> fields.add(new Field(name, value)));
            }
        });
        String title = signedIn ? "Please send it again" : "You were signed out";
        Frame frame = signedIn ? pages.frame(visit, title, Tab.NONE) : pages.bareFrame(title);
        return pages.views()
                .page(
                        signedIn ? 403 : 401,
                        "pages/again.jte",
                        new Model(frame, signedIn, visit.target(), "/sign-in", fields));
    }
}
