package dev.florin.sandbox.models.script;

import static dev.florin.sandbox.models.script.OrderedAnswer.NEVER;

import dev.florin.sandbox.models.answers.ToolUse;
import dev.florin.sandbox.models.script.OrderedAnswer.Breaks;
import dev.florin.sandbox.models.script.OrderedAnswer.Content;
import dev.florin.sandbox.models.script.OrderedAnswer.Event;
import dev.florin.sandbox.models.script.OrderedAnswer.Refusal;
import dev.florin.sandbox.models.script.OrderedAnswer.SentIn;
import dev.florin.sandbox.models.script.OrderedAnswer.Shape;
import dev.florin.sandbox.models.script.OrderedAnswer.Timing;
import dev.florin.sandbox.models.script.OrderedAnswer.Whole;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads the {@code answer} of a script and refuses what could not strike as it is written. */
final class AnswerReader {
    private static final Set<String> KNOWN = Set.of(
            "wait_for",
            "wait_after",
            "delay_ms",
            "first_frame_ms",
            "pause_ms",
            "usage_delay_ms",
            "status",
            "error",
            "headers",
            "refuse",
            "text",
            "frames",
            "fill",
            "tool_calls",
            "reasoning_tokens",
            "cut_after",
            "cut",
            "cut_before_usage",
            "stall_after",
            "malformed_after",
            "error_after",
            "finish",
            "usage",
            "usage_sent_in",
            "model",
            "id",
            "body",
            "events");

    private static final int DAY_MILLIS = 86_400_000;

    /** More would take hours to send. */
    private static final int MOST_FRAMES = 10_000_000;

    private static final int SERVER_ERROR = 500;
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]+");

    private final Fields fields;

    private AnswerReader(Fields fields) {
        this.fields = fields;
    }

    static OrderedAnswer read(Fields fields) {
        return new AnswerReader(fields.only(KNOWN)).read();
    }

    private OrderedAnswer read() {
        return new OrderedAnswer(timing(), refusal(), content(), breaks(), shape(), whole());
    }

    private int millis(String name) {
        return fields.number(name, 0, DAY_MILLIS, 0);
    }

    private int after(String name) {
        return fields.number(name, 0, MOST_FRAMES, NEVER);
    }

    private Timing timing() {
        Optional<String> latch = fields.word("wait_for");
        int waitAfter = after("wait_after");
        if (waitAfter != NEVER && latch.isEmpty()) {
            throw NotAnOrder.wrong(fields.within() + "wait_after needs wait_for, the name of a latch");
        }
        return new Timing(
                latch,
                waitAfter,
                millis("delay_ms"),
                millis("first_frame_ms"),
                millis("pause_ms"),
                millis("usage_delay_ms"));
    }

    private Refusal refusal() {
        Optional<ObjectNode> error = fields.object("error")
                .map(object -> object.only(Set.of("type", "code", "message")).members());
        int status = fields.number("status", 200, 599, 0);
        boolean bare = status == 0 && error.isPresent() && !fields.has("error_after");
        return new Refusal(fields.flag("refuse"), bare ? SERVER_ERROR : status, error, headers());
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        fields.object("headers")
                .ifPresent(object -> object.members().forEachEntry((name, value) -> {
                    if (!HEADER.matcher(name).matches() || !(value.isString() || value.isNumber())) {
                        throw object.wrong(name, "a header's name and a text or number");
                    }
                    headers.put(name, value.asString().replaceAll("[\r\n]", " "));
                }));
        return headers;
    }

    private Content content() {
        long ways = Stream.of("text", "frames", "fill").filter(fields::has).count();
        if (ways > 1) {
            throw NotAnOrder.wrong(fields.within() + "text, frames, fill: only one of them");
        }
        List<ToolUse> toolUses =
                fields.objects("tool_calls").stream().map(AnswerReader::toolUse).toList();
        return new Content(
                fields.text("text"),
                after("frames"),
                fields.flag("fill"),
                toolUses,
                fields.number("reasoning_tokens", 0, MOST_FRAMES, NEVER));
    }

    private static ToolUse toolUse(Fields use) {
        use.only(Set.of("name", "arguments"));
        JsonNode arguments = use.members().path("arguments");
        if (!arguments.isMissingNode() && !arguments.isObject() && !arguments.isString()) {
            throw use.wrong("arguments", "an object, or a text");
        }
        return new ToolUse(
                use.need("name"), arguments.isMissingNode() ? JsonNodeFactory.instance.objectNode() : arguments);
    }

    private Breaks breaks() {
        Optional<String> cut = fields.choice("cut", List.of("reset", "close"));
        if (cut.isPresent() && !fields.has("cut_after") && !fields.has("cut_before_usage")) {
            throw NotAnOrder.wrong(fields.within() + "cut needs cut_after, a number of frames");
        }
        return new Breaks(
                after("cut_after"),
                cut.equals(Optional.of("reset")),
                fields.flag("cut_before_usage"),
                after("stall_after"),
                after("malformed_after"),
                after("error_after"));
    }

    private Shape shape() {
        JsonNode usage = fields.members().path("usage");
        if (!usage.isMissingNode() && !usage.isNull() && !usage.isObject()) {
            throw fields.wrong("usage", "an object, or null");
        }
        SentIn sentIn = fields.choice("usage_sent_in", List.of("last", "every", "first"))
                .map(name -> SentIn.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElse(SentIn.PROVIDER);
        return new Shape(
                fields.word("finish"),
                usage.isNull(),
                usage.isObject() ? Optional.of(usage) : Optional.empty(),
                sentIn,
                fields.word("model"),
                fields.word("id"));
    }

    private Whole whole() {
        JsonNode body = fields.members().path("body");
        Optional<List<Event>> events = fields.has("events")
                ? Optional.of(fields.objects("events").stream()
                        .map(AnswerReader::event)
                        .toList())
                : Optional.empty();
        return new Whole(body.isMissingNode() ? Optional.empty() : Optional.of(body), events);
    }

    private static Event event(Fields event) {
        event.only(Set.of("event", "data", "pause_ms"));
        JsonNode data = event.members().path("data");
        if (data.isMissingNode()) {
            throw NotAnOrder.wrong("missing field: " + event.within() + "data");
        }
        return new Event(
                event.word("event"),
                data.isString() ? data.asString() : data.toString(),
                event.number("pause_ms", 0, DAY_MILLIS, 0));
    }
}
