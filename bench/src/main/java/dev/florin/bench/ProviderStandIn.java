package dev.florin.bench;

import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Authentication;
import dev.florin.server.web.http.BodyRule;
import dev.florin.server.web.http.Caller;
import dev.florin.server.web.http.HttpMetrics;
import dev.florin.server.web.http.HttpServer;
import dev.florin.server.web.http.HttpSettings;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.RateLimits;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The program that stands in for a provider of models: it speaks OpenAI's chat completions, answers at once, and streams
 * {@value #TOKENS} tokens with a pause before each. It ends when its input does.
 */
final class ProviderStandIn {
    static final String LISTENS = "listens on ";
    static final int TOKENS = 20;

    /** A fast model writes 200 tokens a second. */
    static final Duration PAUSE = Duration.ofMillis(5);

    private static final String USAGE =
            "\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":" + TOKENS + ",\"total_tokens\":40}";

    private static final byte[] WHOLE =
            utf8("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":"
                    + "\"bench\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                    + " word".repeat(TOKENS)
                    + "\"},\"finish_reason\":\"stop\"}]," + USAGE + "}");

    private static final byte[] FRAME =
            frame("[{\"index\":0,\"delta\":{\"content\":\" word\"},\"finish_reason\":null}]", "");
    private static final byte[] FINISH = frame("[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]", "");
    private static final byte[] LAST = frame("[]", "," + USAGE);
    private static final byte[] DONE = utf8("data: [DONE]\n\n");

    private ProviderStandIn() {}

    /** Serves until nobody listens to it. */
    public static void main(String[] words) throws IOException {
        Routes routes = new Routes()
                .post("/v1/chat/completions", Access.anyone(), KeyRule.IGNORED, BodyRule.CALL, ProviderStandIn::answer);
        try (HttpServer server = HttpServer.start(
                HttpSettings.usual("127.0.0.1", 0, ""),
                routes,
                new Authentication(_ -> Optional.of(new Caller.Operator()), RateLimits.USUAL, System::nanoTime),
                new HttpMetrics(new SimpleMeterRegistry()),
                Optional::empty)) {
            System.out.println(LISTENS + server.port());
            System.in.read();
        }
    }

    private static Answer answer(Request request) {
        String body = new String(request.raw(), StandardCharsets.UTF_8);
        request.admit();
        return body.contains("\"stream\":true")
                ? new Answer.Streamed(200, "text/event-stream", List.of(), ProviderStandIn::stream)
                : Answer.bytes(200, "application/json", WHOLE);
    }

    private static void stream(OutputStream out) throws IOException {
        for (int token = 0; token < TOKENS; token++) {
            Pause.of(PAUSE);
            out.write(FRAME);
            out.flush();
        }
        out.write(FINISH);
        out.write(LAST);
        out.write(DONE);
        out.flush();
    }

    private static byte[] frame(String choices, String more) {
        return utf8(
                "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"bench\","
                        + "\"choices\":" + choices + more + "}\n\n");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
