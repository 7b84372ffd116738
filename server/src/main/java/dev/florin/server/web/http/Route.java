package dev.florin.server.web.http;

/**
 * One line of the API.
 *
 * @param method such as {@code GET}
 * @param template such as {@code /v1/accounts/{id}/holds}
 */
public record Route(String method, String template, Access access, KeyRule keyRule, BodyRule body, Handler handler) {}
