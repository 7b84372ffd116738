package dev.florin.sandbox.stripe.pages;

import dev.florin.sandbox.http.Answer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** A page with the banner that says what it is. Everything that is not of our own making goes through {@link #text}. */
final class Html {
    private static final String STYLE = """
            :root{color-scheme:light dark}
            body{margin:0;font:16px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}
            header{background:#b45309;color:#fff;padding:.6rem 1rem;text-align:center;font-weight:600}
            main{max-width:26rem;margin:2rem auto;padding:0 1rem}
            h1{font-size:1.4rem;margin:.2rem 0}
            label{display:block;margin:.8rem 0 .2rem;font-size:.9rem}
            input,select,button{font:inherit;width:100%;box-sizing:border-box;padding:.6rem .7rem;border:1px solid #8888;
            border-radius:.5rem;background:Field;color:FieldText}
            .two{display:flex;gap:.8rem}.two>div{flex:1}
            button{margin-top:1.2rem;background:#4f46e5;color:#fff;border:0;font-weight:600;cursor:pointer}
            button.plain{background:none;color:LinkText;margin-top:.4rem;font-weight:400}
            button:focus-visible,input:focus-visible,select:focus-visible{outline:3px solid #818cf8;outline-offset:1px}
            .wrong{background:#fee2e2;color:#7f1d1d;border-radius:.5rem;padding:.6rem .8rem;margin:1rem 0}
            .note{font-size:.85rem;opacity:.75}
            """;

    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + hash() + "'; form-action *;"
            + " frame-ancestors 'none'; base-uri 'none'";

    private Html() {}

    private static String hash() {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static Answer page(int status, String title, String main) {
        String html = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" + text(title)
                + "</title><style>" + STYLE
                + "</style></head><body><header>TEST MODE: this is not Stripe, no money moves"
                + "</header><main>" + main + "</main></body></html>";
        return new Answer(
                status,
                Map.of(
                        "Content-Type", "text/html; charset=utf-8",
                        "Content-Security-Policy", POLICY,
                        "Referrer-Policy", "no-referrer",
                        "Cache-Control", "no-store"),
                html.getBytes(StandardCharsets.UTF_8));
    }

    static Answer redirect(String url) {
        return new Answer(
                303,
                Map.of("Location", url, "Referrer-Policy", "no-referrer", "Cache-Control", "no-store"),
                new byte[0]);
    }
}
