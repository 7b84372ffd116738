package dev.florin.server.web.pages;

import dev.florin.core.accounts.Digest;
import dev.florin.core.check.Check;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * Style sheets, scripts and pictures of the pages, from the resources under {@code /assets}. The first letters of its content's
 * hash are part of each address, so what a browser has it never asks for again. Filled before the server starts; then
 * thread-safe.
 */
public final class Assets {
    private static final int HASH_LETTERS = 12;

    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, File> files = new TreeMap<>();

    private record File(String url, Answer.Whole plain, Answer.Whole zipped) {}

    /** Adds one that is made of several, in their order. */
    public Assets add(String name, List<String> parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        parts.forEach(part -> bytes.writeBytes(resource(part)));
        String type = Check.present(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), name);
        byte[] content = bytes.toByteArray();
        String url = "/assets/" + Digest.sha256(content).hex().substring(0, HASH_LETTERS) + "/" + name;
        files.put(
                name,
                new File(
                        url,
                        answer(type, content),
                        answer(type, zipped(content)).with("Content-Encoding", "gzip")));
        return this;
    }

    /** Adds one as it is. */
    public Assets add(String name) {
        return add(name, List.of(name));
    }

    public boolean has(String name) {
        return files.containsKey(name);
    }

    /** The address of one that was added. */
    public String url(String name) {
        return Check.present(files.get(name), name).url;
    }

    void addTo(Routes routes) {
        routes.get("/assets/{hash}/{file}", Access.anyone(), this::file);
    }

    private Answer file(Request request) {
        request.admit();
        File file = files.get(request.path("file"));
        if (file == null || !file.url.equals("/assets/" + request.path("hash") + "/" + request.path("file"))) {
            throw new Refused(Problem.notFound("There is no such file."));
        }
        boolean zip = request.header("Accept-Encoding")
                .filter(accepted -> accepted.toLowerCase(Locale.ROOT).contains("gzip"))
                .isPresent();
        return zip ? file.zipped : file.plain;
    }

    private static Answer.Whole answer(String type, byte[] bytes) {
        return Answer.bytes(200, type, bytes)
                .with("Cache-Control", "public, max-age=31536000, immutable")
                .with("Vary", "Accept-Encoding");
    }

    private static byte[] zipped(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    private static byte[] resource(String name) {
        try (InputStream in = Check.present(Assets.class.getResourceAsStream("/assets/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
