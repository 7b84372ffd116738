package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import dev.florin.core.notices.Levels;
import dev.florin.core.notices.MailKind;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What customers have chosen about notices: the levels of the balance, and which mails are not wanted. Thread-safe. */
public final class NoticeSettings {
    private final Database database;

    public NoticeSettings(Database database) {
        this.database = database;
    }

    /**
     * What a customer has chosen.
     *
     * @param off of what no mails are wanted; never what cannot be switched off
     */
    public record Chosen(Levels levels, Set<MailKind.Subject> off) {
        public static final Chosen NOTHING = new Chosen(Levels.USUAL, Set.of());

        public Chosen {
            off = Set.copyOf(off);
            Check.argument(
                    off.stream().allMatch(MailKind.Subject::canBeSwitchedOff), "a mail that everybody gets is off");
        }

        public boolean wants(MailKind kind) {
            return !off.contains(kind.subject());
        }
    }

    private static final String OF = """
            SELECT s.low_level, s.very_low_level, s.mails_off FROM notice_setting s WHERE s.bucket = ? AND s.account_no = ?\
            """;

    public Chosen of(AccountNumber account) {
        return database.first(
                        OF,
                        row -> new Chosen(levels(row.getLong(1), row.getLong(2)), subjects(row.getString(3))),
                        (short) account.bucket(),
                        account.number())
                .orElse(Chosen.NOTHING);
    }

    static Levels levels(long low, long veryLow) {
        return new Levels(Amount.ofNanos(low), Amount.ofNanos(veryLow));
    }

    private static Set<MailKind.Subject> subjects(String codes) {
        Set<MailKind.Subject> subjects = EnumSet.noneOf(MailKind.Subject.class);
        for (String code : codes.split(",", -1)) {
            if (!code.isEmpty()) {
                subjects.add(MailKind.Subject.ofCode(code));
            }
        }
        return subjects;
    }

    private static final String PUT = """
            INSERT INTO notice_setting (bucket, account_no, low_level, very_low_level, mails_off) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT ON CONSTRAINT notice_setting_pk DO UPDATE
               SET low_level = excluded.low_level, very_low_level = excluded.very_low_level, mails_off = excluded.mails_off\
            """;

    /** The levels count from the account's next row on. */
    public void put(AccountNumber account, Chosen chosen) {
        String off = chosen.off().stream().map(MailKind.Subject::code).sorted().collect(Collectors.joining(","));
        database.change(connection -> Database.update(
                connection,
                PUT,
                (short) account.bucket(),
                account.number(),
                chosen.levels().low().nanos(),
                chosen.levels().veryLow().nanos(),
                off));
    }
}
