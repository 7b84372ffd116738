package dev.florin.server.gateway.wire;

/** Everything that reading a request can come to. */
public sealed interface Reading {
    /** It can be priced and sent. */
    record Accepted(CallRequest request) implements Reading {}

    /**
     * It is a 400, and no retry can help.
     *
     * @param message for the caller; names members, repeats nothing that was sent in them
     * @param code such as {@code unsupported_parameter}
     * @param member the path of the member that is to blame, such as {@code tools[0].type}; empty where it is the body
     */
    record Rejected(String message, String code, String member) implements Reading {}
}
