package dev.florin.server.web.pages;

import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.MediaTypes;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Pages made of templates, which the build has compiled, with the headers that every page has. Thread-safe. */
public final class Views {
    /** Where the build puts what it makes of {@code src/main/jte}. */
    private static final String COMPILED = "florin.pages";

    private final TemplateEngine engine = TemplateEngine.createPrecompiled(null, ContentType.Html, null, COMPILED);
    private final String policy;
    private final String framedPolicy;

    /**
     * Views.
     *
     * @param formTargets origins besides our own that a form may lead to, such as Stripe's
     * @param frameOrigins sites that may show customers' pages in a frame; empty where none may
     */
    Views(String formTargets, String frameOrigins) {
        // Nothing inline and nothing from elsewhere; no other site may show our pages in a frame and lead clicks
        // astray.
        String rules = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
                + (formTargets.isEmpty() ? "" : " " + formTargets) + "; frame-ancestors ";
        policy = rules + "'none'";
        framedPolicy = frameOrigins.isEmpty() ? policy : rules + "'self' " + frameOrigins;
        engine.setTrimControlStructures(true);
    }

    /** The page that a template makes of its model, which is the template's one parameter. */
    public Answer.Whole page(int status, String template, Object model) {
        return headers(Answer.bytes(status, MediaTypes.HTML, bytes(template, model)))
                .with("Content-Security-Policy", policy)
                .with("X-Frame-Options", "DENY");
    }

    /** The same of a page that the operator's own site may show in a frame. */
    Answer.Whole framedPage(int status, String template, Object model) {
        if (framedPolicy.equals(policy)) {
            return page(status, template, model);
        }
        return headers(Answer.bytes(status, MediaTypes.HTML, bytes(template, model)))
                .with("Content-Security-Policy", framedPolicy);
    }

    private static Answer.Whole headers(Answer.Whole page) {
        return page.with("Referrer-Policy", "same-origin")
                .with("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
                .with("Cross-Origin-Opener-Policy", "same-origin");
    }

    /** A part of a page, for a script that puts it in its place. */
    public Answer.Whole part(String template, Object model) {
        return Answer.bytes(200, MediaTypes.HTML, bytes(template, model));
    }

    private byte[] bytes(String template, Object model) {
        Utf8ByteOutput output = new Utf8ByteOutput();
        engine.render(template, model, output);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(output.getContentLength());
        try {
            output.writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
