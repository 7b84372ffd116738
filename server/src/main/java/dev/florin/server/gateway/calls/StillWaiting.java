package dev.florin.server.gateway.calls;

/** Told about once a second that an answer is still waited for, by the thread that waits. */
@FunctionalInterface
interface StillWaiting {
    /** Of a call that is free, and of which nothing is remembered. */
    StillWaiting NOTHING = accepted -> {};

    /**
     * Somebody still waits.
     *
     * @param accepted whether the provider may have the whole request
     */
    void told(boolean accepted);
}
