package dev.florin.server.web.http;

/**
 * What is wrong with one field.
 *
 * @param field its path, such as {@code usage.input_tokens} or {@code commands[3].amount}
 * @param message to be read after the field's name, such as {@code "is missing"}
 */
public record FieldError(String field, String message) {}
