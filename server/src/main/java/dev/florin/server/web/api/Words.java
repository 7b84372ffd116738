package dev.florin.server.web.api;

import dev.florin.core.ledger.Command;
import dev.florin.core.pricing.Model;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Fields;
import java.time.ZoneId;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Texts of a request that have a form of their own, read the same way by every route. */
final class Words {
    /** As long as an address may be by RFC 5321. */
    private static final int LONGEST_EMAIL = 254;

    private static final int LONGEST_ID = 64;
    private static final int LONGEST_FEATURE = 64;
    /** More models or features than anybody lists by hand; each key is read with every call. */
    private static final int MOST_NAMED = 100;

    private static final int LONGEST_ZONE = 64;

    private static final Pattern ACCOUNT_ID = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9_.:@-]{1,64}");
    private static final Pattern FEATURE = Pattern.compile("[A-Za-z0-9_.:/-]{1,64}");
    private static final Pattern USER = Pattern.compile("[!-~]{1,64}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");

    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

    private Words() {}

    /** The host's own id of an account. */
    static Field<String> accountId(Fields fields, String name) {
        return fields.string(name, LONGEST_ID)
                .check(id -> ACCOUNT_ID.matcher(id).matches(), "must be 1 to 64 of A-Za-z0-9_.:@-")
                // No URL could name it: such a path segment is dropped by whatever forwards a request.
                .check(id -> !id.equals(".") && !id.equals(".."), "must not be dots alone");
    }

    static Field<String> feature(Fields fields, String name) {
        return fields.string(name, LONGEST_FEATURE)
                .check(feature -> FEATURE.matcher(feature).matches(), "must be 1 to 64 of A-Za-z0-9_.:/-");
    }

    /** For whom a call was made, in whatever words its caller has for that. */
    static Field<String> user(Fields fields, String name) {
        return fields.string(name, Command.Asker.LONGEST_USER)
                .check(user -> USER.matcher(user).matches(), "must be 1 to 64 visible ASCII characters");
    }

    /** Models to choose among, as a set. */
    static Field<Set<String>> models(Fields fields, String name) {
        return fields.strings(name, MOST_NAMED, Model.MOST_CHARACTERS)
                .check(list -> !list.isEmpty(), "is empty; leave it out to allow all")
                .map(list ->
                        list.stream().map(model -> new Model(model).name()).collect(Collectors.toUnmodifiableSet()));
    }

    /** The same of features. */
    static Field<Set<String>> features(Fields fields, String name) {
        return fields.strings(name, MOST_NAMED, LONGEST_FEATURE)
                .check(list -> !list.isEmpty(), "is empty; leave it out to allow all")
                .check(
                        list -> list.stream()
                                .allMatch(feature -> FEATURE.matcher(feature).matches()),
                        "must each be 1 to 64 of A-Za-z0-9_.:/-")
                .map(Set::copyOf);
    }

    static Field<String> email(Fields fields, String name) {
        return fields.string(name, LONGEST_EMAIL)
                .check(email -> EMAIL.matcher(email).matches(), "must be an e-mail address");
    }

    static Field<ZoneId> zone(Fields fields, String name) {
        return fields.string(name, LONGEST_ZONE)
                .check(ZONES::contains, "must be a time zone such as \"Europe/Berlin\" or \"UTC\"")
                .map(ZoneId::of);
    }

    static Field<Model> model(Fields fields, String name) {
        return fields.string(name, Model.MOST_CHARACTERS).map(Model::new);
    }

    /** A name or description. */
    static Field<String> text(Fields fields, String name) {
        return fields.string(name, Fields.LONGEST_TEXT);
    }

    /** Why somebody acts: not to be left empty where it is asked for. */
    static Field<String> reason(Fields fields) {
        return text(fields, "reason").check(reason -> !reason.isBlank(), "must not be empty");
    }
}
