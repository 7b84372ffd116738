package dev.florin.server.gateway.calls;

/** Whether whoever made a call still waits for it. Asked by the thread that makes the call, about once a second. */
@FunctionalInterface
public interface Presence {
    /** Of a caller who cannot be seen to leave, and who does not. */
    Presence STAYS = () -> false;

    /** Whether the caller has closed the connection. */
    boolean hasLeft();
}
