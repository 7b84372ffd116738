package dev.florin.server.web.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The API's documentation in the browser: {@code openapi.yaml} shown by Swagger UI from our own server, and a page with every
 * problem code, to which the {@code type} of a problem answer points. Nothing is fetched from elsewhere and no script stands
 * in a page. Thread-safe.
 */
public final class ApiDocs {
    private static final String UI = "META-INF/resources/webjars/swagger-ui/";
    private static final String UI_POM = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

    /** Swagger UI has its icons in its style sheet. */
    private static final String CONTENT_SECURITY = "default-src 'self'; img-src 'self' data:; object-src 'none';"
            + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final String START = """
            document.documentElement.classList.toggle(
              'dark-mode', window.matchMedia('(prefers-color-scheme: dark)').matches);
            window.addEventListener('load', () => SwaggerUIBundle({
              url: '/openapi.yaml', dom_id: '#ui', deepLinking: true, docExpansion: 'list', validatorUrl: null,
              defaultModelsExpandDepth: 0, persistAuthorization: false,
            }));
            """;

    private static final String STYLE = """
            body { margin: 0 auto; max-width: 46rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #1c1c1c }
            code { font-family: ui-monospace, monospace; background: #f2f2f2; padding: 0 .2em }
            h2 { margin-top: 2rem } h2:target { background: #fff3c4 } a { color: #0b57d0 }
            @media (prefers-color-scheme: dark) {
              body { background: #16181c; color: #e6e6e6 } code { background: #2a2d33 }
              h2:target { background: #4a3f10 } a { color: #8ab4f8 }
            }
            """;

    private final String version = uiVersion();
    private final byte[] openApi;
    private final byte[] errorsPage;
    private final Map<String, Answer.Whole> files = new TreeMap<>();

    /**
     * The pages.
     *
     * @param openApi the text of {@code openapi.yaml}
     * @param errors the text of {@code docs/errors.md}
     */
    public ApiDocs(byte[] openApi, String errors) {
        this.openApi = openApi.clone();
        this.errorsPage = page("Florin: problems", MarkdownHtml.of(errors), "style.css", List.of());
        file(
                "swagger-ui-bundle.js",
                "text/javascript; charset=utf-8",
                resource(UI + version + "/swagger-ui-bundle.js"));
        file("swagger-ui.css", "text/css; charset=utf-8", resource(UI + version + "/swagger-ui.css"));
        file("favicon-32x32.png", "image/png", resource(UI + version + "/favicon-32x32.png"));
        file("start.js", "text/javascript; charset=utf-8", utf8(START));
        file("style.css", "text/css; charset=utf-8", utf8(STYLE));
    }

    public void addTo(Routes routes) {
        routes.get("/openapi.yaml", Access.anyone(), request -> {
            request.admit();
            return Answer.bytes(200, MediaTypes.YAML, openApi).with("Cache-Control", "no-cache");
        });
        byte[] docs = page(
                "Florin: API", "<div id=\"ui\"></div>", "swagger-ui.css", List.of("swagger-ui-bundle.js", "start.js"));
        routes.get("/docs", Access.anyone(), request -> html(request, docs));
        routes.get("/docs/errors", Access.anyone(), request -> html(request, errorsPage));
        routes.get("/docs/ui/{version}/{file}", Access.anyone(), this::file);
    }

    private static Answer html(Request request, byte[] page) {
        request.admit();
        return Answer.bytes(200, MediaTypes.HTML, page)
                .with("Content-Security-Policy", CONTENT_SECURITY)
                .with("Referrer-Policy", "no-referrer")
                .with("Cache-Control", "no-cache");
    }

    private Answer file(Request request) {
        request.admit();
        Answer.Whole file = files.get(request.path("file"));
        if (file == null || !request.path("version").equals(version)) {
            throw new Refused(Problem.notFound("There is no such file."));
        }
        return file;
    }

    private void file(String name, String contentType, byte[] bytes) {
        // Its version is part of its path, so what is cached never has to be asked for again.
        files.put(
                name,
                Answer.bytes(200, contentType, bytes).with("Cache-Control", "public, max-age=31536000, immutable"));
    }

    private byte[] page(String title, String body, String style, List<String> scripts) {
        String ui = "/docs/ui/" + version + "/";
        StringBuilder html = new StringBuilder(1_024)
                .append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>")
                .append(title)
                .append("</title>\n<link rel=\"icon\" href=\"")
                .append(ui)
                .append("favicon-32x32.png\">\n<link rel=\"stylesheet\" href=\"")
                .append(ui)
                .append(style)
                .append("\">\n</head>\n<body>\n")
                .append(body)
                .append('\n');
        for (String script : scripts) {
            html.append("<script src=\"").append(ui).append(script).append("\"></script>\n");
        }
        return utf8(html.append("</body>\n</html>\n").toString());
    }

    private static String uiVersion() {
        Properties properties = new Properties();
        try (InputStream in = open(UI_POM)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("Swagger UI cannot be read", e);
        }
        return properties.getProperty("version", "");
    }

    private static byte[] resource(String name) {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Swagger UI cannot be read", e);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = ApiDocs.class.getClassLoader().getResourceAsStream(name);
        if (in == null) {
            throw new IOException(name + " is missing");
        }
        return in;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
