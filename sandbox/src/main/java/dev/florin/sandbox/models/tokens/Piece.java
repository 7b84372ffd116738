package dev.florin.sandbox.models.tokens;

/**
 * What one frame of a stream carries: about a word, made of whole tokens, so that the counts of the pieces add up to
 * the count of the text.
 */
public record Piece(String text, int tokens) {}
