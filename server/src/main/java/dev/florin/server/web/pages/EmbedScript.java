package dev.florin.server.web.pages;

import dev.florin.core.check.Check;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The script of {@code <florin-balance>}, which hosts load into their own pages from a fixed address. It asks the host's own
 * server for the balance, so no key and no session of ours ever comes near another site's page. Thread-safe.
 */
final class EmbedScript {
    private static final String NAME = "florin-balance.js";

    private final Answer.Whole answer;

    EmbedScript() {
        String resource = "/embed/" + NAME;
        try (InputStream in = Check.present(EmbedScript.class.getResourceAsStream(resource), resource)) {
            answer = Answer.bytes(200, "text/javascript; charset=utf-8", in.readAllBytes())
                    .with("Cache-Control", "public, max-age=3600")
                    .with("Access-Control-Allow-Origin", "*")
                    .with("Cross-Origin-Resource-Policy", "cross-origin");
        } catch (IOException e) {
            throw new UncheckedIOException(NAME + " cannot be read", e);
        }
    }

    void addTo(Routes routes) {
        routes.get("/embed/" + NAME, Access.anyone(), this::script);
    }

    private Answer script(Request request) {
        request.admit();
        return answer;
    }
}
