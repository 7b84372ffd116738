package dev.florin.server.web.http;

/** The media types that answers have. */
public final class MediaTypes {
    public static final String JSON = "application/json";
    public static final String PROBLEM = "application/problem+json";
    public static final String YAML = "application/yaml";
    public static final String HTML = "text/html; charset=utf-8";
    public static final String TEXT = "text/plain; charset=utf-8";
    public static final String CSV = "text/csv; charset=utf-8";
    public static final String PDF = "application/pdf";

    private MediaTypes() {}
}
