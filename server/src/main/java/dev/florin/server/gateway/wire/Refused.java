package dev.florin.server.gateway.wire;

/**
 * Thrown while a request is read; {@link RequestReader} turns it into a value.
 *
 * <p>Not an outcome of its own because it arises deep inside nested content.
 */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String member;

    private Refused(String message, String code, String member) {
        super(message, null, false, false);
        this.code = code;
        this.member = member;
    }

    /** What costs something that has no price. */
    static Refused unpriced(String member) {
        return new Refused(
                "`" + member + "` asks for something that has no price here.", "unsupported_parameter", member);
    }

    /** What lies in the operator's account with the provider, which all customers share. */
    static Refused foreignState(String member) {
        return new Refused(
                "`" + member + "` refers to something stored with the provider. Send its content instead.",
                "unsupported_parameter",
                member);
    }

    static Refused invalid(String member, String reason) {
        return new Refused("`" + member + "` " + reason + ".", "invalid_request", member);
    }

    static Refused unsupported(String member, String reason) {
        return new Refused("`" + member + "` " + reason + ".", "unsupported_parameter", member);
    }

    String code() {
        return code;
    }

    String member() {
        return member;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
