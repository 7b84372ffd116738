package dev.florin.server.gateway.wire;

import java.util.List;

/** What is to be done after a frame of a stream was metered. */
public sealed interface Step {
    /** These bytes go to the caller now, in this order; none where the frame is hidden or waits for the cost. */
    record Send(List<byte[]> bytes) implements Step {
        static final Send NOTHING = new Send(List.of());

        public Send {
            bytes = List.copyOf(bytes);
        }
    }

    /**
     * The answer is over: settle, then send {@link StreamMeter#closing}. Where it is not whole, what came last was cut off:
     * then {@link StreamMeter#broken} is sent.
     */
    record Over(boolean whole) implements Step {}
}
