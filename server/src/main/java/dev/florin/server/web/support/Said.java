package dev.florin.server.web.support;

import dev.florin.server.storage.Ticket;
import dev.florin.server.storage.Ticket.Author;
import dev.florin.server.web.pages.Moment;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message as a page shows it.
 *
 * @param mine whether whoever looks wrote it
 * @param who wrote it
 * @param parts its text, with links where support gave some
 */
public record Said(boolean mine, String who, Moment at, List<Part> parts) {
    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"']{1,500}[^\\s<>\"'.,;:!?)\\]]");

    /**
     * A stretch of text.
     *
     * @param href where it leads; empty for plain text
     */
    public record Part(String text, String href) {}

    /**
     * How it is shown to one side.
     *
     * @param reader who looks
     * @param customer how staff calls whoever asked
     */
    static Said of(Ticket.Message message, Author reader, String customer, ZoneId zone) {
        boolean byStaff = message.author() == Author.STAFF;
        boolean mine = message.author() == reader;
        String who = byStaff ? "Support" : mine ? "You" : customer;
        // Links are made of what support writes only: nobody leads support astray.
        List<Part> parts = byStaff ? linked(message.text()) : List.of(new Part(message.text(), ""));
        return new Said(mine, who, Moment.of(message.at(), zone), parts);
    }

    static List<Part> linked(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher link = LINK.matcher(text);
        int end = 0;
        while (link.find()) {
            parts.add(new Part(text.substring(end, link.start()), ""));
            parts.add(new Part(link.group(), link.group()));
            end = link.end();
        }
        parts.add(new Part(text.substring(end), ""));
        return parts.stream().filter(part -> !part.text().isEmpty()).toList();
    }
}
