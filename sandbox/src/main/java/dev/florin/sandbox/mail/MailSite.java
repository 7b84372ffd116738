package dev.florin.sandbox.mail;

import dev.florin.sandbox.html.PageAnswer;
import dev.florin.sandbox.http.Answer;
import dev.florin.sandbox.http.Exchange;
import dev.florin.sandbox.http.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The mail box over HTTP: as JSON for tests, as pages for people. */
public final class MailSite implements Site {
    private static final int WRONG = 400;
    private static final int UNKNOWN = 404;
    private static final Set<String> LIST_FIELDS = Set.of("to", "since");

    private final MailBox box;
    private final MailPages pages = new MailPages();
    private final JsonMapper json = JsonMapper.builder().build();

    public MailSite(MailBox box) {
        this.box = box;
    }

    @Override
    public void serve(Exchange exchange) {
        exchange.answer(answer(exchange.method(), exchange.path(), exchange.queryFields()));
    }

    /** Answers one request; {@code path} begins with a slash and has no query. */
    Answer answer(String method, String path, Map<String, String> query) {
        List<String> parts = List.of(path.substring(1).split("/", -1));
        return switch (method + " " + parts.getFirst()) {
            case "GET messages" -> parts.size() == 1 ? list(query) : one(parts);
            case "DELETE messages" -> parts.size() == 1 ? cleared(PageAnswer.nothing()) : unknown(path);
            case "POST clear" -> parts.size() == 1 ? cleared(PageAnswer.seeOther("/")) : unknown(path);
            case "GET style.css" -> PageAnswer.style(MailPages.STYLE);
            case "GET " -> overview(query);
            default -> unknown(path);
        };
    }

    private Answer list(Map<String, String> query) {
        for (String name : query.keySet()) {
            if (!LIST_FIELDS.contains(name)) {
                return refused(WRONG, "Unknown parameter: " + name);
            }
        }
        Optional<String> asked = Optional.ofNullable(query.get("since"));
        Optional<MailId> since = asked.flatMap(MailId::of).filter(box::knows);
        if (asked.isPresent() && since.isEmpty()) {
            return refused(WRONG, "since is not the id of a mail: " + asked.get());
        }
        List<Map<String, @Nullable Object>> data = box.mails(Optional.ofNullable(query.get("to")), since).stream()
                .map(MailSite::shape)
                .toList();
        return PageAnswer.json(200, json.writeValueAsBytes(Map.of("data", data)));
    }

    private static Map<String, @Nullable Object> shape(Mail mail) {
        Map<String, @Nullable Object> shape = new LinkedHashMap<>();
        shape.put("id", mail.id().toString());
        shape.put("at", mail.at().toString());
        shape.put("to", mail.to());
        shape.put("from", mail.from());
        shape.put("subject", mail.subject());
        shape.put("text", mail.text());
        shape.put("html", mail.html());
        shape.put("headers", mail.headers());
        return shape;
    }

    private Answer one(List<String> parts) {
        Optional<Mail> found = MailId.of(parts.get(1)).flatMap(box::mail);
        boolean asPage = parts.size() == 2;
        boolean asDocument = parts.size() == 3 && parts.get(2).equals("html");
        if (found.isEmpty() || (!asPage && !asDocument)) {
            return PageAnswer.page(UNKNOWN, pages.gone());
        }
        if (asPage) {
            return PageAnswer.page(200, pages.mail(found.get()));
        }
        String html = found.get().html();
        return html == null ? PageAnswer.page(UNKNOWN, pages.gone()) : PageAnswer.foreign(MailPages.framed(html));
    }

    private Answer overview(Map<String, String> query) {
        Optional<String> to = Optional.ofNullable(query.get("to")).filter(text -> !text.isBlank());
        Optional<MailId> before = Optional.ofNullable(query.get("before")).flatMap(MailId::of);
        return PageAnswer.page(200, pages.overview(box.mails(to, Optional.empty()), to, before));
    }

    private Answer cleared(Answer answer) {
        box.clear();
        return answer;
    }

    private Answer unknown(String path) {
        return refused(UNKNOWN, "Unknown address: " + path);
    }

    private Answer refused(int status, String why) {
        return PageAnswer.json(status, json.writeValueAsBytes(Map.of("error", Map.of("message", why))));
    }
}
