package dev.florin.sandbox.mail;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All mails that arrived, oldest first, in memory and in a folder. When it is full the oldest go. Safe to use from many
 * threads.
 */
public final class MailBox {
    /** Enough for a long test run; a page of them is still found by eye. */
    static final int MOST_MAILS = 5_000;

    /** Keeps the box well under the small heap that the sandbox runs with. */
    static final long MOST_CHARACTERS = 32L * 1024 * 1024;

    private final MailFolder folder;
    private final InstantSource clock;
    private final Deque<Mail> mails = new ArrayDeque<>();
    private long characters;
    private long last;

    public MailBox(MailFolder folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
        last = folder.last();
        for (Mail mail : folder.mails()) {
            hold(mail);
        }
        dropOldest();
    }

    /** Keeps a mail for each of those it was sent to. */
    synchronized void arrive(MimeMail mail, String to) {
        Mail arrived = mail.arrived(last + 1, clock.instant(), to);
        folder.write(arrived);
        hold(arrived);
        dropOldest();
    }

    private void hold(Mail mail) {
        mails.addLast(mail);
        characters += mail.size();
        last = Math.max(last, mail.number());
    }

    private void dropOldest() {
        while (mails.size() > MOST_MAILS || (characters > MOST_CHARACTERS && mails.size() > 1)) {
            Mail oldest = mails.removeFirst();
            characters -= oldest.size();
            folder.remove(oldest.id());
        }
    }

    /** The mails to one address, whatever its case, or to anybody, that arrived after one mail, or all. */
    synchronized List<Mail> mails(Optional<String> to, Optional<MailId> since) {
        long after = since.map(MailId::number).orElse(0L);
        return mails.stream()
                .filter(mail -> mail.number() > after)
                .filter(mail -> to.isEmpty() || same(mail.to(), to.get()))
                .toList();
    }

    private static boolean same(String one, String other) {
        return one.toLowerCase(Locale.ROOT).equals(other.strip().toLowerCase(Locale.ROOT));
    }

    synchronized Optional<Mail> mail(MailId id) {
        return mails.stream().filter(mail -> mail.number() == id.number()).findFirst();
    }

    /** Whether this id was ever given: one that was not is a caller's mistake. */
    synchronized boolean knows(MailId id) {
        return id.number() >= 1 && id.number() <= last;
    }

    synchronized void clear() {
        folder.keepLast(last);
        while (!mails.isEmpty()) {
            folder.remove(mails.removeFirst().id());
        }
        characters = 0;
    }
}
