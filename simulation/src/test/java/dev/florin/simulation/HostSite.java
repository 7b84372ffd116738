package dev.florin.simulation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A host application of which only the pages in {@code docs/embedding.md} are there, to the letter, and the two routes that they
 * ask for. Thread-safe.
 */
final class HostSite implements AutoCloseable {
    private static final Pattern EXAMPLE = Pattern.compile("```html\n(.*?)```", Pattern.DOTALL);
    private static final String PLACEHOLDER = "https://credit.example.com";

    private final HttpServer server;
    private final List<String> examples;

    HostSite() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            String docs = Files.readString(Path.of(System.getProperty("florin.home", ".."), "docs", "embedding.md"));
            examples = EXAMPLE.matcher(docs)
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("the host does not start", e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    }

    /** Serves, for {@code account}, over a shop's Florin. */
    void serve(Shop shop, String account) {
        for (int i = 0; i < examples.size(); i++) {
            String page = examples.get(i).replace(PLACEHOLDER, shop.publicUrl());
            server.createContext("/example" + i, exchange -> answer(exchange, "text/html; charset=utf-8", page));
        }
        server.createContext(
                "/my/credit",
                exchange -> answer(
                        exchange,
                        "application/json",
                        shop.balance(account).body().toString()));
        server.createContext("/my/billing", exchange -> {
            String url = shop.calls()
                    .post("/v1/portal-sessions", null, "{\"account\":\"" + account + "\"}")
                    .text("url");
            exchange.getResponseHeaders().set("Location", url);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/favicon.ico", exchange -> answer(exchange, "image/svg+xml", "<svg/>"));
        server.start();
    }

    private static void answer(HttpExchange exchange, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
