package dev.florin.server.gateway.calls;

import java.util.Locale;

/** What a try at an upstream came to, for those who decide about the next. */
enum Fate {
    /** It answered; also that the request is wrong. */
    ANSWERED(false, false),
    /** It began to answer; how well is told later. */
    ACCEPTED(false, false),
    /** Whoever asked has left. */
    LEFT(false, false),
    /** No connection: nothing was sent. */
    UNREACHED(true, true),
    /** The connection broke before all of the request was sent, so that nobody can have worked on it. */
    UNSENT(true, true),
    /** It is asked too much by this key (429), and has done nothing. That is no illness: other models may have room. */
    LIMITED(true, false),
    /** It has too much to do (503, and Anthropic's 529), and has done nothing. */
    OVERLOADED(true, true),
    /** It answered that it failed; on the way there it may have worked, and may bill that. */
    FAILED(false, true),
    /** It had all of the request and did not answer: it may be working still. */
    BROKE_OFF(false, true);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;

    /** Anthropic's word for 503. */
    private static final int OVERLOADED_AT_ANTHROPIC = 529;

    private final boolean free;
    private final boolean ill;

    Fate(boolean free, boolean ill) {
        this.free = free;
        this.ill = ill;
    }

    /** Of an answer with that status. */
    static Fate of(int status) {
        return switch (status) {
            case TOO_MANY_REQUESTS -> LIMITED;
            case SERVICE_UNAVAILABLE, OVERLOADED_AT_ANTHROPIC -> OVERLOADED;
            default -> status >= 500 ? FAILED : ANSWERED;
        };
    }

    /** Of a try without an answer. */
    static Fate unanswered(boolean read) {
        return read ? BROKE_OFF : UNSENT;
    }

    /** Whether nothing was done and nothing is billed, so that somebody else may be asked. */
    boolean isFree() {
        return free;
    }

    /** Whether it speaks against the upstream. */
    boolean isIll() {
        return ill;
    }

    /** As metrics say it. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
